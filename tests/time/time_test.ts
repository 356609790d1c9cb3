import process from "node:process";
import { assert, assertEquals, assertThrows } from "@std/assert";
import { create_task, run, sleep_ms } from "../../mod.ts";
import { VirtualClock } from "../../src/testing/mod.ts";
import * as time from "../../src/time/mod.ts";

Deno.test("ticks_ms() and ticks_us() are whole numbers of the same clock", () => {
  const us = time.ticks_us();
  const ms = time.ticks_ms();
  assert(Number.isInteger(us) && Number.isInteger(ms));
  assert(Math.abs(ms - us / 1000) < 5, `${ms} ms, ${us} us`);
});

Deno.test("ticks_ms() goes on in real time, also outside of tasks", async () => {
  const start = time.ticks_ms();
  await new Promise((resolve) => setTimeout(resolve, 30));
  const passed = time.ticks_diff(time.ticks_ms(), start);
  assert(passed >= 29 && passed < 1000, `${passed} ms`);
});

Deno.test("ticks_ms() follows the VirtualClock exactly", async () => {
  using _clock = new VirtualClock();
  await run(async () => {
    const ms = time.ticks_ms();
    const us = time.ticks_us();
    await sleep_ms(36_000_000.5);
    assertEquals(time.ticks_diff(time.ticks_ms(), ms), 36_000_000);
    assertEquals(time.ticks_diff(time.ticks_us(), us), 36_000_000_500);
  });
});

Deno.test("ticks_add() and ticks_diff() undo one another", () => {
  assertEquals(time.ticks_diff(time.ticks_add(100, -250), 100), -250);
  assertThrows(
    () => time.ticks_diff("1" as unknown as number, 1),
    TypeError,
    'Cannot reckon with "1": expected ticks',
  );
  assertThrows(() => time.ticks_add(1, null as unknown as number), TypeError, "expected ticks");
});

Deno.test("sleep_ms() that blocks never ends too early, holds up tasks, and burns no CPU", async () => {
  let woken = false;
  await run(async () => {
    create_task(async () => {
      await sleep_ms(1);
      woken = true;
    });
    await sleep_ms(0);
    const start = performance.now();
    const { user, system } = process.cpuUsage();
    time.sleep_ms(150);
    const usage = process.cpuUsage();
    assert(performance.now() - start >= 150);
    const cpu = (usage.user + usage.system - user - system) / 1000;
    assert(cpu < 40, `${cpu} ms of CPU time`);
    assertEquals(woken, false);
    await sleep_ms(0);
    await sleep_ms(0);
    assertEquals(woken, true);
  });
});

Deno.test("sleep() takes seconds, sleep_us() microseconds; of 0 or less they are no time", () => {
  let start = performance.now();
  time.sleep(0.02);
  const slept = performance.now() - start;
  assert(slept >= 20 && slept < 500, `${slept} ms`);
  start = performance.now();
  time.sleep_us(2500);
  assert(performance.now() - start >= 2.5);
  start = performance.now();
  time.sleep(-5);
  time.sleep_ms(0);
  assert(performance.now() - start < 100);
});

Deno.test("sleep() that blocks refuses what is no time", () => {
  assertThrows(() => time.sleep("1" as unknown as number), TypeError, "expected a number of");
  assertThrows(() => time.sleep_ms(Infinity), RangeError, "the time must be finite");
  assertThrows(() => time.sleep_us(NaN), RangeError, "the time must be finite");
});

Deno.test("sleep() that blocks moves the VirtualClock on, and wakes the tasks that are due by then", async () => {
  using clock = new VirtualClock();
  const log: string[] = [];
  await run(async () => {
    for (const ms of [30, 10, 20, 5000]) {
      create_task(async () => {
        await sleep_ms(ms);
        log.push(`${ms} at ${clock.time}`);
      });
    }
    await sleep_ms(0);
    time.sleep(1);
    assertEquals(clock.time, 1000);
    await sleep_ms(1);
  });
  assertEquals(log, ["10 at 1000", "20 at 1000", "30 at 1000"]);
  time.sleep_ms(10_000); // past the one that sleeps on
  await run(sleep_ms(0));
  await run(sleep_ms(1));
  assertEquals([clock.time, log.at(-1)], [11_002, "5000 at 11001"]);
});

Deno.test("time() is the time of day, in whole seconds; time_ns() in ns", () => {
  assert(Number.isInteger(time.time()));
  assert(Math.abs(time.time() * 1000 - Date.now()) < 2000);
  assert(Math.abs(Number(time.time_ns() / 1_000_000n) - Date.now()) < 1000);
});

Deno.test("time() goes on with the VirtualClock", async () => {
  using _clock = new VirtualClock();
  const start = time.time_ns();
  await run(sleep_ms(86_400_000));
  assertEquals(time.time_ns() - start, 86_400_000_000_000n);
});

// The expected tuples are what `time.gmtime` of MicroPython 1.25 for Unix gives, but for its
// ninth item.
Deno.test("gmtime() counts months from 1, weekdays from Monday, days of the year from 1", () => {
  const known: [number, number[]][] = [
    [0, [1970, 1, 1, 0, 0, 0, 3, 1]],
    [951_782_399, [2000, 2, 28, 23, 59, 59, 0, 59]],
    [951_782_400, [2000, 2, 29, 0, 0, 0, 1, 60]],
    [978_307_199, [2000, 12, 31, 23, 59, 59, 6, 366]],
    [1_700_000_000, [2023, 11, 14, 22, 13, 20, 1, 318]],
    [4_102_444_799, [2099, 12, 31, 23, 59, 59, 3, 365]],
    [-1, [1969, 12, 31, 23, 59, 59, 2, 365]],
  ];
  for (const [secs, expected] of known) assertEquals(time.gmtime(secs), expected as number[]);
  assertEquals(time.gmtime(0.9), time.gmtime(0));
});

Deno.test("gmtime() and localtime() without a time show the present", () => {
  for (const show of [time.gmtime, time.localtime]) {
    assert(
      [show(), show(null)].every((tuple) => Math.abs(tuple[0] - new Date().getFullYear()) < 2),
    );
  }
});

Deno.test("localtime() agrees with Deno's local time, and mktime() undoes it", () => {
  for (let secs = 0; secs < 4e9; secs += 86_400 * 17 + 12_345) {
    const tuple = time.localtime(secs);
    const local = new Date(secs * 1000);
    assertEquals(tuple.slice(0, 7), [
      local.getFullYear(),
      local.getMonth() + 1,
      local.getDate(),
      local.getHours(),
      local.getMinutes(),
      local.getSeconds(),
      (local.getDay() + 6) % 7,
    ]);
    assertEquals(time.mktime(tuple), secs);
  }
});

Deno.test("mktime() carries over what is beyond its range, and goes by the whole year", () => {
  const parts = (...tuple: number[]) => tuple as unknown as time.TimeTuple;
  const february = time.mktime(parts(2024, 2, 1, 0, 0, 0, 0, 0));
  assertEquals(time.mktime(parts(2024, 1, 32, 0, 0, 0, 0, 0)), february);
  assertEquals(time.mktime(parts(2023, 14, 1, 0, 0, -60, 0, 0)), february - 60);
  assertEquals(time.localtime(time.mktime(parts(50, 3, 1, 0, 0, 0, 0, 0)))[0], 50);
});

Deno.test("gmtime() and others refuse what is no time", () => {
  assertThrows(
    () => time.gmtime("0" as unknown as number),
    TypeError,
    'Cannot show "0" by the calendar: expected a number of seconds since 1970',
  );
  assertThrows(
    () => time.localtime(NaN),
    RangeError,
    "Cannot show NaN by the calendar: it goes from the year -271821 to 275760",
  );
  assertThrows(() => time.gmtime(1e18), RangeError, "it goes from the year -271821 to 275760");
  for (const wrong of [[2024, 1, 1], "2024", new Array(8).fill("1")]) {
    const tuple = wrong as unknown as time.TimeTuple;
    const what = typeof wrong === "string" ? '"2024"' : "an Array";
    const message = `Cannot make a time of ${what}: expected a tuple of 8 numbers`;
    assertThrows(() => time.mktime(tuple), TypeError, message);
  }
  const far = new Array(8).fill(1e9) as unknown as time.TimeTuple;
  assertThrows(() => time.mktime(far), RangeError, "it goes from the year -271821 to 275760");
});
