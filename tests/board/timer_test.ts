import { assertEquals, assertThrows } from "@std/assert";
import { current_task, run, sleep_ms, ThreadSafeFlag } from "../../mod.ts";
import { RTC, Signal, Timer, WDT } from "../../src/machine/mod.ts";
import { VirtualClock } from "../../src/testing/mod.ts";
import { ticks_ms } from "../../src/time/mod.ts";

function inVirtualTime(name: string, test: () => Promise<void>): void {
  Deno.test(name, async () => {
    using _clock = new VirtualClock();
    await run(test);
  });
}

inVirtualTime("Timer calls again and again, or once, on the library's clock", async () => {
  const calls: string[] = [];
  const note = (name: string) => () => calls.push(`${name} ${ticks_ms()}`);
  const periodic = new Timer(0, { period: 100, callback: note("p") });
  new Timer({ mode: Timer.ONE_SHOT, period: 250, callback: note("o") });
  const quick = new Timer(-1);
  await sleep_ms(320);
  assertEquals(calls, ["p 100", "p 200", "o 250", "p 300"]);
  periodic.deinit();
  quick.init({ freq: 10, callback: note("f") });
  quick.init({ freq: 50, callback: note("f") }); // instead
  await sleep_ms(50);
  quick.deinit();
  await sleep_ms(500);
  assertEquals(calls.slice(4), ["f 340", "f 360"]);
});

inVirtualTime("Timer calls outside of all tasks, and goes on after an exception", async () => {
  const flag = new ThreadSafeFlag();
  const seen: unknown[] = [];
  const before = console.error;
  console.error = (line: string) => seen.push(line);
  using timer = new Timer({
    period: 10,
    callback(timer) {
      try {
        current_task();
      } catch {
        seen.push("no task");
      }
      flag.set();
      if (seen.length === 1) throw new Error("broken");
      timer.deinit();
    },
  });
  await flag.wait();
  await flag.wait();
  console.error = before;
  assertEquals(seen, ["no task", "Uncaught exception in the callback of a Timer:", "no task"]);
  assertEquals([ticks_ms(), timer instanceof Timer], [20, true]);
});

inVirtualTime("Timer shows what an async callback rejects with, and goes on", async () => {
  const shown: unknown[] = [];
  const before = console.error;
  console.error = (text) => shown.push(text);
  let calls = 0;
  using _timer = new Timer({ period: 10, callback: () => Promise.reject(new Error(`${++calls}`)) });
  await sleep_ms(25);
  console.error = before;
  const words =
    "Uncaught exception in the callback of a Timer, which cannot wait; it may create_task():";
  assertEquals([calls, shown], [2, [words, words]]);
});

inVirtualTime("Timer, WDT and RTC refuse what is wrong", async () => {
  const cases: [() => unknown, new () => Error, string][] = [
    [() => new Timer(-2), RangeError, "Cannot make a Timer: id is an integer from -1 to"],
    [() => new Timer(0, {}), RangeError, "Cannot set up a Timer: period is more than 0 ms, not"],
    [
      () => new Timer(0, { period: 0 }),
      RangeError,
      "period is more than 0 ms, not 0; or give freq",
    ],
    [
      () => new Timer(0, { freq: -1 }),
      RangeError,
      "Cannot set up a Timer: freq is more than 0 and up to 1000000 Hz, not -1",
    ],
    [
      () => new Timer(0, { period: 1, mode: 5 }),
      RangeError,
      "Cannot set up a Timer: mode is Timer.ONE_SHOT or Timer.PERIODIC, not 5",
    ],
    [
      () => new Timer(0, { period: 1, callback: 5 as never }),
      TypeError,
      "Cannot set up a Timer: callback is a function or null, not 5",
    ],
    [
      () => new Timer(0, { tick_hz: 5 } as never),
      TypeError,
      'Cannot set up a Timer: there is no option "tick_hz"',
    ],
    [() => new WDT(1), RangeError, "Cannot start a WDT: id is an integer from 0 to 0, not 1"],
    [() => new WDT(0, 0), RangeError, "Cannot start a WDT: timeout is an integer from 1 to"],
    [() => new WDT({ time: 5 } as never), TypeError, 'there is no option "time"'],
    [
      () => new RTC().datetime([2026, 2, 30, 0, 0, 0, 0, 0]),
      RangeError,
      "Cannot set the clock: expected [year, month, day, weekday, hours, minutes, seconds, " +
      "microseconds] of a time from 1970 on, got an Array",
    ],
    [() => new RTC().datetime(5 as never), RangeError, "Cannot set the clock: expected [year"],
  ];
  for (const [call, errorClass, message] of cases) assertThrows(call, errorClass, message);
  await sleep_ms(0);
});

inVirtualTime("RTC.datetime() is the time of day in UTC, on the library's clock", async () => {
  const rtc = new RTC();
  const toDate = ([year, month, day, , hours, minutes, seconds, micros]: number[]) =>
    Date.UTC(year!, month! - 1, day!, hours, minutes, seconds) + micros! / 1000;
  const start = rtc.datetime();
  assertEquals(Math.abs(toDate(start) - Date.now()) < 5000, true);
  assertEquals((new Date(toDate(start)).getUTCDay() + 6) % 7, start[3]);
  await sleep_ms(90_061_001);
  assertEquals(Math.round(toDate(rtc.datetime()) - toDate(start)), 90_061_001);
});

inVirtualTime("Signal works with anything that has value()", async () => {
  const levels: unknown[] = [];
  const expander = {
    value(x?: number) {
      if (x !== undefined) levels.push(x);
      return levels.at(-1) as 0 | 1;
    },
  };
  const signal = new Signal(expander, { invert: true });
  signal.on();
  assertEquals([levels, signal.value()], [[0], 1]);
  signal.off();
  assertEquals([levels, signal.value()], [[0, 1], 0]);
  signal.close(); // there is nothing to close
  await sleep_ms(0);
});

inVirtualTime("Timer.toString() tells how it calls, and console.log shows that", async () => {
  const timer = new Timer(-1, { freq: 4 });
  assertEquals(Deno.inspect(timer), "Timer(PERIODIC, period=250 ms)");
  timer.init({ mode: Timer.ONE_SHOT, period: 20 });
  assertEquals(String(timer), "Timer(ONE_SHOT, period=20 ms)");
  await sleep_ms(30);
  assertEquals(String(timer), "Timer(stopped)");
});
