import { RuntimeError } from "./core/errors.ts";

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
