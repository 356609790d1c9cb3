import { RuntimeError } from "./core/errors.ts";
import { showAsText } from "./core/show_as_text.ts";

/** Tells a coroutine which function it has been made of; gives back the coroutine. */
export let setFunction: <T>(coroutine: Coroutine<T>, fn: unknown) => Coroutine<T>;
/** The function that a coroutine has been made of, if it is known. */
export let functionOf: (coroutine: unknown) => unknown;

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
 * @example Nothing happens before it is awaited
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
  #function: unknown = null;

  static {
    setFunction = (coroutine, fn) => {
      coroutine.#function = fn;
      return coroutine;
    };
    functionOf = (coroutine) =>
      coroutine instanceof Coroutine && #function in coroutine ? coroutine.#function : null;
    showAsText(Coroutine.prototype);
  }

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

  /**
   * What `console.log` shows: the name of the function, if {@linkcode coro} has made the
   * coroutine, and whether it has started.
   *
   * @returns The text.
   */
  toString(): string {
    if (!(#start in this)) return "Coroutine";
    const { name } = this.#function as { name: string } | null ?? { name: "" };
    const state = this.#start === refuseSecondAwait ? "started" : "not started";
    return `${`Coroutine ${name}`.trimEnd()} (${state})`;
  }
}

/** Refuses to start what has started already. */
export function refuseSecondAwait(_resolve: unknown, reject: (reason: unknown) => void): void {
  reject(
    new RuntimeError("Cannot await a coroutine twice: call the function that made it again"),
  );
}
