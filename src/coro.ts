import { isThenable, type Returned } from "./awaitable.ts";
import { Coroutine, setFunction } from "./coroutine.ts";
import { describe } from "./core/describe.ts";

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
  return (...args) => {
    const coroutine = new Coroutine<T>((resolve, reject) => {
      try {
        // deno-lint-ignore no-explicit-any -- every thenable takes these two
        const result: any = fn(...args);
        if (isThenable(result)) result.then(resolve, reject);
        else resolve(result);
      } catch (error) {
        reject(error);
      }
    });
    return setFunction(coroutine, fn);
  };
}
