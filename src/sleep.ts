import { Coroutine, refuseSecondAwait } from "./coroutine.ts";
import { describe } from "./core/describe.ts";
import type { Continuation, Fiber } from "./core/fiber.ts";
import { giveTurn, holder, waitFor } from "./core/scheduler.ts";

/**
 * Sleeps for a time in seconds.
 *
 * MicroPython's {@link https://docs.micropython.org/en/latest/library/asyncio.html#asyncio.sleep | asyncio.sleep}.
 *
 * @param t Seconds, with fractions; 0 or less lets the other tasks run once.
 * @returns A coroutine that ends when the time is over, never earlier.
 * @throws {TypeError} If `t` is not a number.
 * @throws {RangeError} If `t` is not finite.
 *
 * @example Half a second
 * ```ts
 * import { run, sleep } from "@uasyncio/uasyncio";
 *
 * await run(sleep(0.5));
 * ```
 */
export function sleep(t: number): Coroutine<void> {
  return makeSleep(checkDuration(t, "seconds") * 1000);
}

/**
 * Sleeps for a time in milliseconds.
 *
 * MicroPython's {@link https://docs.micropython.org/en/latest/library/asyncio.html#asyncio.sleep_ms | asyncio.sleep_ms}.
 *
 * @param t Milliseconds; 0 or less lets the other tasks run once.
 * @returns A coroutine that ends when the time is over, never earlier.
 * @throws {TypeError} If `t` is not a number.
 * @throws {RangeError} If `t` is not finite.
 *
 * @example Five milliseconds
 * ```ts
 * import { run, sleep_ms } from "@uasyncio/uasyncio";
 *
 * await run(sleep_ms(5));
 * ```
 */
export function sleep_ms(t: number): Coroutine<void> {
  return makeSleep(checkDuration(t, "milliseconds"));
}

/**
 * What `sleep_ms(0)` gives: a coroutine that is its own continuation. Every switch from task to
 * task makes one of these and nothing else, so that the loop calls `resolve` without a detour.
 */
class Turn implements Continuation {
  /** The fiber that held the loop when this was made. */
  readonly #maker: Fiber | null = holder();
  resolve: (value: unknown) => void = notAwaited;

  then(resolve: (value: unknown) => void, reject: (reason: unknown) => void): void {
    if (this.resolve !== notAwaited) return refuseSecondAwait(resolve, reject);
    this.resolve = resolve;
    giveTurn(this, this.#maker);
  }

  /** The function that `await` gave would take 72 bytes more in every waiting task. */
  reject(reason: unknown): void {
    this.resolve(Promise.reject(reason));
  }
}

function notAwaited(): void {}

/** The same for a time. One field serves for two: many tasks may sleep, each with 8 bytes less. */
class Sleep implements Continuation {
  readonly #duration: number;
  /** The fiber that held the loop when this was made; once it is awaited, how that goes on. */
  #goOn: Fiber | null | ((value: unknown) => void) = holder();

  constructor(duration: number) {
    this.#duration = duration;
  }

  then(resolve: (value: unknown) => void, reject: (reason: unknown) => void): void {
    const maker = this.#goOn;
    if (typeof maker === "function") return refuseSecondAwait(resolve, reject);
    this.#goOn = resolve;
    waitFor(this.#duration, this, maker);
  }

  resolve(value: unknown): void {
    (this.#goOn as (value: unknown) => void)(value);
  }

  /** As that of a {@linkcode Turn}. */
  reject(reason: unknown): void {
    this.resolve(Promise.reject(reason));
  }
}

// They are Coroutines; `extends` would say so, and add 30 ns to a switch of 160.
Object.setPrototypeOf(Turn.prototype, Coroutine.prototype);
Object.setPrototypeOf(Sleep.prototype, Coroutine.prototype);

function makeSleep(duration: number): Coroutine<void> {
  return (duration > 0 ? new Sleep(duration) : new Turn()) as unknown as Coroutine<void>;
}

/** Makes sure that something is a time; gives it back. */
export function checkDuration(t: number, unit: string): number {
  if (typeof t !== "number") {
    throw new TypeError(`Cannot wait for ${describe(t)}: expected a number of ${unit}`);
  }
  if (!Number.isFinite(t)) {
    throw new RangeError(
      `Cannot wait for ${t} ${unit}: the time must be finite; to wait without end, await an Event`,
    );
  }
  return t;
}
