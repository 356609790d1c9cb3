import { describe } from "../core/describe.ts";
import { date } from "../core/scheduler.ts";

/**
 * A time by the calendar: the month from 1 to 12, the day of the week from 0, which is Monday,
 * to 6, the day of the year from 1 to 366.
 */
export type TimeTuple = [
  year: number,
  month: number,
  mday: number,
  hour: number,
  minute: number,
  second: number,
  weekday: number,
  yearday: number,
];

const DAY_MS = 86_400_000;

/**
 * The time of day, after MicroPython's
 * {@link https://docs.micropython.org/en/latest/library/time.html#time.time | time.time}.
 * To measure how long something takes, use `ticks_ms`: this clock may be set.
 *
 * @returns Whole seconds since the beginning of 1970, UTC.
 *
 * @example A timestamp for a log
 * ```ts
 * import { time } from "@uasyncio/uasyncio/time";
 *
 * console.log(`${time()}: started`);
 * ```
 */
export function time(): number {
  return Math.floor(date() / 1000);
}

/**
 * The time of day in nanoseconds, after MicroPython's
 * {@link https://docs.micropython.org/en/latest/library/time.html#time.time_ns | time.time_ns}.
 *
 * @returns Nanoseconds since the beginning of 1970, UTC; Deno's clock goes by milliseconds. It
 *   is a `bigint`, as a number of JavaScript is exact up to 2 ** 53 only.
 *
 * @example A unique name
 * ```ts
 * import { time_ns } from "@uasyncio/uasyncio/time";
 *
 * console.log(`picture-${time_ns()}.jpg`);
 * ```
 */
export function time_ns(): bigint {
  return BigInt(Math.round(date() * 1000)) * 1000n;
}

/**
 * A time by the calendar in the machine's time zone, after MicroPython's
 * {@link https://docs.micropython.org/en/latest/library/time.html#time.localtime | time.localtime}.
 *
 * @param secs Seconds since the beginning of 1970, UTC; the present time if left out or `null`.
 * @returns `[year, month, mday, hour, minute, second, weekday, yearday]`.
 * @throws {TypeError} If `secs` is not a number.
 * @throws {RangeError} If it is beyond the calendar.
 *
 * @example The time of day
 * ```ts
 * import { localtime } from "@uasyncio/uasyncio/time";
 *
 * const [, , , hour, minute] = localtime();
 * console.log(`${hour}:${String(minute).padStart(2, "0")}`);
 * ```
 */
export function localtime(secs?: number | null): TimeTuple {
  const local = dateOf(secs);
  // As if the local time were UTC, where each day is as long as the other.
  const shown = new Date(0);
  shown.setUTCFullYear(local.getFullYear(), local.getMonth(), local.getDate());
  shown.setUTCHours(local.getHours(), local.getMinutes(), local.getSeconds());
  return tupleOf(shown);
}

/**
 * A time by the calendar in UTC, after MicroPython's
 * {@link https://docs.micropython.org/en/latest/library/time.html#time.gmtime | time.gmtime}.
 *
 * @param secs Seconds since the beginning of 1970, UTC; the present time if left out or `null`.
 * @returns `[year, month, mday, hour, minute, second, weekday, yearday]`.
 * @throws {TypeError} If `secs` is not a number.
 * @throws {RangeError} If it is beyond the calendar.
 *
 * @example The beginning
 * ```ts
 * import { gmtime } from "@uasyncio/uasyncio/time";
 *
 * if (String(gmtime(0)) !== "1970,1,1,0,0,0,3,1") throw new Error("no Thursday");
 * ```
 */
export function gmtime(secs?: number | null): TimeTuple {
  return tupleOf(dateOf(secs));
}

/**
 * The seconds since 1970 of a time by the calendar in the machine's time zone, after
 * MicroPython's
 * {@link https://docs.micropython.org/en/latest/library/time.html#time.mktime | time.mktime}.
 *
 * @param tuple As `localtime` gives it. What is beyond its range is carried over, the 32nd of
 *   January is the 1st of February; the days of the week and of the year do not matter.
 * @returns Whole seconds since the beginning of 1970, UTC.
 * @throws {TypeError} If `tuple` is not a tuple of 8 numbers.
 * @throws {RangeError} If it is beyond the calendar.
 *
 * @example There and back
 * ```ts
 * import { localtime, mktime, time } from "@uasyncio/uasyncio/time";
 *
 * const now = time();
 * if (mktime(localtime(now)) !== now) throw new Error("lost in time");
 * ```
 */
export function mktime(tuple: TimeTuple): number {
  const isTuple = Array.isArray(tuple) && tuple.length === 8 &&
    tuple.every((part) => typeof part === "number");
  if (!isTuple) {
    throw new TypeError(
      `Cannot make a time of ${describe(tuple)}: expected a tuple of 8 numbers, as localtime() ` +
        "gives it",
    );
  }
  const [year, month, mday, hour, minute, second] = tuple;
  const local = new Date(2000, 0, 1);
  local.setFullYear(year, month - 1, mday);
  local.setHours(hour, minute, second, 0);
  checkDate(local, tuple.join(", "));
  return Math.floor(local.getTime() / 1000);
}

function dateOf(secs: number | null | undefined): Date {
  if (secs !== undefined && secs !== null && typeof secs !== "number") {
    throw new TypeError(
      `Cannot show ${describe(secs)} by the calendar: expected a number of seconds since 1970`,
    );
  }
  return checkDate(new Date(secs === undefined || secs === null ? date() : secs * 1000), secs);
}

function checkDate(date: Date, from: unknown): Date {
  if (!Number.isNaN(date.getTime())) return date;
  throw new RangeError(
    `Cannot show ${from} by the calendar: it goes from the year -271821 to 275760`,
  );
}

/** What a date shows in UTC. */
function tupleOf(date: Date): TimeTuple {
  const year = date.getUTCFullYear();
  const newYear = new Date(0).setUTCFullYear(year, 0, 1);
  return [
    year,
    date.getUTCMonth() + 1,
    date.getUTCDate(),
    date.getUTCHours(),
    date.getUTCMinutes(),
    date.getUTCSeconds(),
    (date.getUTCDay() + 6) % 7,
    Math.floor((date.getTime() - newYear) / DAY_MS) + 1,
  ];
}
