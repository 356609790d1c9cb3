/**
 * MicroPython's module `time`: ticks to measure with, sleeps that hold up everything, and the
 * time of day. All of it goes by the clock of the library, and so by the `VirtualClock` where
 * one is in force.
 *
 * ```ts
 * import { run, sleep_ms } from "@uasyncio/uasyncio";
 * import { ticks_diff, ticks_ms } from "@uasyncio/uasyncio/time";
 *
 * const start = ticks_ms();
 * await run(sleep_ms(20));
 * console.log(`that took ${ticks_diff(ticks_ms(), start)} ms`);
 * ```
 *
 * @module
 */

export { sleep, sleep_ms, sleep_us } from "./blocking_sleep.ts";
export { gmtime, localtime, mktime, time, time_ns } from "./date.ts";
export type { TimeTuple } from "./date.ts";
export { ticks_add, ticks_diff, ticks_ms, ticks_us } from "./ticks.ts";
