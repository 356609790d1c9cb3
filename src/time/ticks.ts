import { describe } from "../core/describe.ts";
import { time } from "../core/scheduler.ts";

/**
 * A counter of milliseconds, after MicroPython's
 * {@link https://docs.micropython.org/en/latest/library/time.html#time.ticks_ms | time.ticks_ms}.
 * Its zero has no meaning. Here it never wraps around; `ticks_diff` and `ticks_add` work all
 * the same. An edge of a pin has its time on the same scale, as `edge.ticks_ms`.
 *
 * @returns Whole milliseconds.
 *
 * @example How long something takes
 * ```ts
 * import { run, sleep_ms } from "@uasyncio/uasyncio";
 * import { ticks_diff, ticks_ms } from "@uasyncio/uasyncio/time";
 *
 * const start = ticks_ms();
 * await run(sleep_ms(5));
 * if (ticks_diff(ticks_ms(), start) < 4) throw new Error("slept too short");
 * ```
 */
export function ticks_ms(): number {
  return Math.floor(time());
}

/**
 * A counter of microseconds, after MicroPython's
 * {@link https://docs.micropython.org/en/latest/library/time.html#time.ticks_us | time.ticks_us}.
 * Its zero has no meaning, and it never wraps around.
 *
 * @returns Whole microseconds.
 *
 * @example How long something takes
 * ```ts
 * import { ticks_diff, ticks_us } from "@uasyncio/uasyncio/time";
 *
 * const start = ticks_us();
 * Math.sqrt(2);
 * if (ticks_diff(ticks_us(), start) < 0) throw new Error("went back in time");
 * ```
 */
export function ticks_us(): number {
  return Math.floor(time() * 1000);
}

/**
 * The time from one tick to another, after MicroPython's
 * {@link https://docs.micropython.org/en/latest/library/time.html#time.ticks_diff | time.ticks_diff}.
 *
 * @param ticks1 The later one, if the result is to be positive.
 * @param ticks2 The earlier one.
 * @returns `ticks1 - ticks2`, in the unit of the two.
 * @throws {TypeError} If one of them is not a number.
 *
 * @example A deadline
 * ```ts
 * import { ticks_add, ticks_diff, ticks_ms } from "@uasyncio/uasyncio/time";
 *
 * const deadline = ticks_add(ticks_ms(), 1000);
 * if (ticks_diff(deadline, ticks_ms()) < 900) throw new Error("nearly over");
 * ```
 */
export function ticks_diff(ticks1: number, ticks2: number): number {
  return checkTicks(ticks1) - checkTicks(ticks2);
}

/**
 * A tick that is so much later than another one, after MicroPython's
 * {@link https://docs.micropython.org/en/latest/library/time.html#time.ticks_add | time.ticks_add}.
 *
 * @param ticks A tick.
 * @param delta How much later, in the unit of the tick; less than 0 is earlier.
 * @returns `ticks + delta`.
 * @throws {TypeError} If one of them is not a number.
 *
 * @example A tick of ten seconds ago
 * ```ts
 * import { ticks_add, ticks_diff, ticks_ms } from "@uasyncio/uasyncio/time";
 *
 * const now = ticks_ms();
 * if (ticks_diff(now, ticks_add(now, -10_000)) !== 10_000) throw new Error("wrong tick");
 * ```
 */
export function ticks_add(ticks: number, delta: number): number {
  return checkTicks(ticks) + checkTicks(delta);
}

function checkTicks(ticks: number): number {
  if (typeof ticks === "number") return ticks;
  throw new TypeError(
    `Cannot reckon with ${describe(ticks)}: expected ticks, a number that ticks_ms() or ` +
      "ticks_us() has given",
  );
}
