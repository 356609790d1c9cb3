import { setClockOfDay } from "../../ffi/clock_of_day.ts";
import { describe } from "../core/describe.ts";
import { date } from "../core/scheduler.ts";

/** Year, month from 1, day, weekday from Monday as 0, hour, minute, second, microsecond. */
export type RTCDateTime = [
  year: number,
  month: number,
  day: number,
  weekday: number,
  hours: number,
  minutes: number,
  seconds: number,
  subseconds: number,
];

const LEAST = [1970, 1, 1, 0, 0, 0, 0, 0];
const MOST = [2100, 12, 31, 6, 23, 59, 59, 999_999];

/**
 * The clock, after MicroPython's
 * {@link https://docs.micropython.org/en/latest/library/machine.RTC.html | machine.RTC}: it is
 * the system's, in UTC. Linux keeps it right by NTP; a Raspberry Pi 5 has a clock with a battery.
 *
 * @example The year
 * ```ts
 * import { RTC } from "@uasyncio/uasyncio/machine";
 *
 * const [year] = new RTC().datetime();
 * if (year < 2024) throw new Error(`it is ${year}`);
 * ```
 */
export class RTC {
  /**
   * What time it is.
   *
   * @returns Year, month, day, weekday (0 is Monday), hour, minute, second, microsecond.
   */
  datetime(): RTCDateTime;
  /**
   * Sets the system's clock, for all programs, which takes root's rights (CAP_SYS_TIME). Where
   * NTP is at work, it sets it back.
   *
   * @param datetime As it is returned; the weekday may be any.
   * @throws {RangeError} If there is no such time.
   * @throws {OSError} `"EPERM"` without the right to.
   * @throws {Deno.errors.NotCapable} Without `--allow-ffi`.
   */
  datetime(datetime: RTCDateTime): void;
  datetime(datetime?: RTCDateTime): RTCDateTime | void {
    if (datetime !== undefined) return setClockOfDay(toTime(datetime));
    const ms = date();
    const now = new Date(ms);
    return [
      now.getUTCFullYear(),
      now.getUTCMonth() + 1,
      now.getUTCDate(),
      (now.getUTCDay() + 6) % 7,
      now.getUTCHours(),
      now.getUTCMinutes(),
      now.getUTCSeconds(),
      Math.floor((ms - Math.floor(ms / 1000) * 1000) * 1000),
    ];
  }
}

/** Milliseconds since 1970. */
function toTime(datetime: RTCDateTime): number {
  const isRight = Array.isArray(datetime) && datetime.length === 8 &&
    datetime.every((n, i) => Number.isInteger(n) && n >= LEAST[i]! && n <= MOST[i]!);
  const [year = 0, month = 0, day = 0, , hours = 0, minutes = 0, seconds = 0, micros = 0] = isRight
    ? datetime
    : [];
  const ms = Date.UTC(year, month - 1, day, hours, minutes, seconds);
  if (isRight && new Date(ms).getUTCDate() === day) return ms + micros / 1000;
  throw new RangeError(
    `Cannot set the clock: expected [year, month, day, weekday, hours, minutes, seconds, ` +
      `microseconds] of a time from 1970 on, got ${describe(datetime)}`,
  );
}
