import { RuntimeError } from "./errors.ts";
import type { Task } from "./task.ts";

/**
 * A computation that has not started. Awaiting it runs it inside the current
 * task; {@linkcode create_task} and its like run it in a task of its own. It can
 * be awaited once: call the function that made it again for another one.
 *
 * Every coroutine function of this module returns one, and so does a function
 * wrapped in {@linkcode coro}.
 *
 * @typeParam T What it returns.
 *
 * @example Nothing happens before somebody awaits it
 * ```ts
 * import { run, sleep_ms } from "@uasyncio/uasyncio";
 *
 * await run(async () => {
 *   const nap = sleep_ms(20);
 *   const start = performance.now();
 *   await nap;
 *   if (performance.now() - start < 20) throw new Error("slept too short");
 * });
 * ```
 */
export class Coroutine<T> {
  #start: (resolve: (value: T) => void, reject: (reason: unknown) => void) => void;

  /**
   * Makes a coroutine out of a function like that of `new Promise()`, which is
   * called when the coroutine is awaited. {@linkcode coro} is the easier way.
   *
   * @param start Starts the computation; calls `resolve` or `reject` at its end.
   */
  constructor(
    start: (resolve: (value: T) => void, reject: (reason: unknown) => void) => void,
  ) {
    this.#start = start;
  }

  /**
   * Starts the computation. This is what `await` calls; there is no need to.
   *
   * @param resolve Called with what it returns.
   * @param reject Called with what it throws.
   */
  then(resolve: (value: T) => void, reject: (reason: unknown) => void): void {
    const start = this.#start;
    this.#start = refuseSecondAwait;
    start(resolve, reject);
  }
}

/** Refuses to start what has started already. */
export function refuseSecondAwait(_resolve: unknown, reject: (reason: unknown) => void): void {
  reject(
    new RuntimeError("Cannot await a coroutine twice: call the function that made it again"),
  );
}

/** What a function that stands for a coroutine may return. */
export type Returned<T> = T | PromiseLike<T> | Coroutine<T> | Task<T>;

/**
 * A computation that has not started: a {@linkcode Coroutine}, or a function
 * without arguments, usually an arrow: `() => blink(led, 700)`.
 *
 * A promise is not one: the async function behind it has started already.
 *
 * @typeParam T What it returns.
 */
export type CoroutineLike<T> = Coroutine<T> | (() => Returned<T>);

/**
 * What {@linkcode wait_for} and {@linkcode gather} take: a task, or a
 * computation that becomes one.
 *
 * @typeParam T What it returns.
 */
export type Awaitable<T> = Task<T> | CoroutineLike<T>;

/**
 * Turns an async function into a coroutine function: calling it starts nothing
 * and gives a {@linkcode Coroutine}. So a program reads like its Python original.
 *
 * @param fn The function; its arguments become those of the result.
 * @returns A function that gives a coroutine of what `fn` returns.
 * @throws {TypeError} If `fn` is not a function.
 *
 * @example The spelling of Python
 * ```ts
 * import { coro, create_task, run, sleep_ms } from "@uasyncio/uasyncio";
 *
 * const add = coro(async (a: number, b: number) => {
 *   await sleep_ms(1);
 *   return a + b;
 * });
 *
 * await run(coro(async () => {
 *   const task = create_task(add(1, 2));
 *   if (await task + await add(3, 4) !== 10) throw new Error("wrong sum");
 * })());
 * ```
 */
export function coro<Args extends unknown[], T>(
  fn: (...args: Args) => Returned<T>,
): (...args: Args) => Coroutine<T> {
  if (typeof fn !== "function") {
    throw new TypeError(`Cannot make a coroutine function: ${describe(fn)} is not a function`);
  }
  return (...args) =>
    new Coroutine((resolve, reject) => {
      try {
        // deno-lint-ignore no-explicit-any -- every thenable takes these two
        const result: any = fn(...args);
        if (isThenable(result)) result.then(resolve, reject);
        else resolve(result);
      } catch (error) {
        reject(error);
      }
    });
}

/** Makes sure that something is a computation that has not started. */
export function checkCoroutine(value: unknown, purpose: string): void {
  if (typeof value === "function" || value instanceof Coroutine) return;
  if (isThenable(value)) {
    throw new TypeError(
      `Cannot ${purpose}: got ${describe(value)}, which has started already; ` +
        "write `() => f()` instead of `f()`, or wrap f in coro()",
    );
  }
  throw new TypeError(
    `Cannot ${purpose}: expected a coroutine or a function, got ${describe(value)}`,
  );
}

function isThenable(value: unknown): boolean {
  return typeof value === "object" && value !== null && "then" in value &&
    typeof value.then === "function";
}

/** A value as error messages name it. */
export function describe(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value === "function") return `function ${value.name || "(anonymous)"}`;
  if (value instanceof Promise) return "a promise";
  if (typeof value === "object" && value !== null) {
    const name = value.constructor?.name ?? "Object";
    return `${/^[AEIOU]/.test(name) ? "an" : "a"} ${name}`;
  }
  return String(value);
}
