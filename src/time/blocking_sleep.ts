import { block } from "../core/scheduler.ts";
import { checkDuration } from "../sleep.ts";

/**
 * Holds up the whole program for a time in seconds, every task and all of Deno, after
 * MicroPython's
 * {@link https://docs.micropython.org/en/latest/library/time.html#time.sleep | time.sleep}.
 * In a task you want `sleep` of `@uasyncio/uasyncio`, which lets the others run.
 *
 * @param seconds Seconds, with fractions; 0 or less is no time at all.
 * @throws {TypeError} If `seconds` is not a number.
 * @throws {RangeError} If `seconds` is not finite.
 *
 * @example A tenth of a second
 * ```ts
 * import { sleep } from "@uasyncio/uasyncio/time";
 *
 * sleep(0.1);
 * ```
 */
export function sleep(seconds: number): void {
  block(checkDuration(seconds, "seconds") * 1000);
}

/**
 * Holds up the whole program for a time in milliseconds, after MicroPython's
 * {@link https://docs.micropython.org/en/latest/library/time.html#time.sleep_ms | time.sleep_ms}.
 * In a task you want `sleep_ms` of `@uasyncio/uasyncio`, which lets the others run.
 *
 * @param ms Milliseconds; 0 or less is no time at all.
 * @throws {TypeError} If `ms` is not a number.
 * @throws {RangeError} If `ms` is not finite.
 *
 * @example A pulse, in a plain function
 * ```ts
 * import { Pin, set_board, SimulatedBoard } from "@uasyncio/uasyncio/machine";
 * import { sleep_ms } from "@uasyncio/uasyncio/time";
 *
 * set_board(new SimulatedBoard());
 *
 * function pulse(pin: Pin, ms: number) {
 *   pin.on();
 *   sleep_ms(ms);
 *   pin.off();
 * }
 *
 * pulse(new Pin(17, Pin.OUT), 5);
 * ```
 */
export function sleep_ms(ms: number): void {
  block(checkDuration(ms, "milliseconds"));
}

/**
 * Holds up the whole program for a time in microseconds, after MicroPython's
 * {@link https://docs.micropython.org/en/latest/library/time.html#time.sleep_us | time.sleep_us}.
 * The thread sleeps, and Linux wakes it about 60 µs too late, never too early.
 *
 * @param us Microseconds; 0 or less is no time at all.
 * @throws {TypeError} If `us` is not a number.
 * @throws {RangeError} If `us` is not finite.
 *
 * @example The ten microseconds that an HC-SR04 wants at least
 * ```ts
 * import { sleep_us } from "@uasyncio/uasyncio/time";
 *
 * sleep_us(10);
 * ```
 */
export function sleep_us(us: number): void {
  block(checkDuration(us, "microseconds") / 1000);
}
