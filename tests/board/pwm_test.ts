import { assertEquals, assertThrows } from "@std/assert";
import { run, RuntimeError, sleep_ms } from "../../mod.ts";
import { Pin, PWM } from "../../src/machine/mod.ts";
import { VirtualClock } from "../../src/testing/mod.ts";
import { newBoard } from "./boards.ts";

Deno.test("PWM outputs once it knows frequency and duty, in either order", () => {
  const board = newBoard();
  const freqFirst = new PWM(18);
  assertEquals([freqFirst.freq(), freqFirst.duty_u16(), freqFirst.duty_ns()], [0, 0, 0]);
  freqFirst.freq(50);
  assertEquals(board.pwm(18).output(), null);
  freqFirst.duty_u16(13107);
  assertEquals(board.pwm(18).output(), { freq: 50, duty_u16: 13107, duty_ns: 4_000_000 });
  assertEquals([freqFirst.freq(), freqFirst.duty_u16()], [50, 13107]);
  assertEquals(freqFirst.duty_ns(), 4_000_000);

  const dutyFirst = new PWM("GPIO19");
  dutyFirst.duty_ns(1_500_000);
  assertEquals([dutyFirst.duty_ns(), dutyFirst.duty_u16()], [1_500_000, 0]);
  assertEquals(board.pwm(19).output(), null);
  dutyFirst.freq(50);
  assertEquals(board.pwm("GP19").output(), { freq: 50, duty_u16: 4915, duty_ns: 1_500_000 });
  assertEquals(dutyFirst.duty_u16(), 4915);

  new PWM(12, { duty_u16: 65535, freq: 1000 });
  assertEquals(board.pwm(12).output(), { freq: 1000, duty_u16: 65535, duty_ns: 1_000_000 });
  new PWM(["pca9685-pwm", 3], { freq: 60, duty_u16: 0 });
  assertEquals(board.pwm(["pca9685-pwm", 3]).output(), { freq: 60, duty_u16: 0, duty_ns: 0 });
});

Deno.test("PWM.freq() keeps the ratio of duty_u16(), and the time of duty_ns()", () => {
  const line = newBoard().pwm(18);
  const pwm = new PWM(18, { freq: 1000, duty_u16: 32768 });
  pwm.freq(2000);
  assertEquals(line.output(), { freq: 2000, duty_u16: 32768, duty_ns: 250_004 });
  pwm.duty_ns(125_000);
  assertEquals(pwm.duty_u16(), 16384);
  pwm.freq(1000);
  assertEquals(line.output(), { freq: 1000, duty_u16: 8192, duty_ns: 125_000 });
  pwm.duty_u16(65535);
  pwm.freq(7);
  assertEquals(line.output(), { freq: 7, duty_u16: 65535, duty_ns: 142_857_143 });
});

Deno.test("PWM: a pulse longer than its cycle is refused, and nothing changes", () => {
  const line = newBoard().pwm(18);
  const pwm = new PWM(18, { freq: 50, duty_ns: 1_500_000 });
  const words =
    "Cannot output pulses of 1500000 ns at GPIO18: a cycle of 1000 Hz has 1000000 ns; set a lower " +
    "freq, or a shorter duty_ns";
  assertThrows(() => pwm.freq(1000), RangeError, words);
  assertEquals(pwm.freq(), 50);
  assertThrows(() => pwm.duty_ns(20_000_001), RangeError, "at GPIO18: a cycle of 50 Hz has 20000");
  assertEquals([pwm.duty_ns(), line.history().length], [1_500_000, 1]);
  pwm.init({ freq: 1000, duty_ns: 1_000_000 });
  assertEquals(line.output()?.duty_u16, 65535);
  assertThrows(() => new PWM(19, { freq: 50, duty_ns: 20_000_001 }), RangeError, "at GPIO19");
  assertEquals(new PWM(19).freq(), 0); // nothing has remained of it
});

Deno.test("PWM inverts: it is low where it would be high", () => {
  const line = newBoard().pwm(18);
  const pwm = new PWM(18, { freq: 1000, duty_u16: 16384, invert: true });
  assertEquals(line.output()?.duty_u16, 49151);
  assertEquals(pwm.duty_u16(), 16384);
  assertEquals(String(pwm), "PWM(18, freq=1000, duty_u16=16384, inverted)");
  pwm.init({ invert: false });
  assertEquals(line.output()?.duty_u16, 16384);
  assertEquals(line.history().length, 2);
});

Deno.test("PWM of the simulated board has a history", async () => {
  using _clock = new VirtualClock();
  const line = newBoard().pwm(18);
  await run(async () => {
    await sleep_ms(10);
    using pwm = new PWM(18, { freq: 50, duty_u16: 0 });
    for (const percent of [25, 50]) {
      await sleep_ms(100);
      pwm.duty_u16(Math.round(655.35 * percent));
      pwm.duty_u16(Math.round(655.35 * percent)); // no change
    }
    await sleep_ms(100);
  });
  const history = line.history().map(([time_ms, output]) => [time_ms, output?.duty_ns ?? null]);
  assertEquals(history, [[10, 0], [110, 5_000_076], [210, 10_000_153], [310, null]]);
  assertEquals(line.output(), null);
});

Deno.test("PWM: objects of one line share it, until the last of them is closed", () => {
  const line = newBoard().pwm(18);
  const one = new PWM(18, { freq: 50, duty_u16: 13107 });
  const two = new PWM("GPIO18");
  assertEquals([two.freq(), two.duty_u16()], [50, 13107]);
  two.freq(100);
  assertEquals(one.freq(), 100);
  one.deinit();
  one.deinit();
  assertEquals(line.output()?.freq, 100);
  two.deinit();
  assertEquals(line.output(), null);
});

Deno.test("PWM.init() begins again what deinit() has ended", () => {
  const line = newBoard().pwm(18);
  const pwm = new PWM(18, { freq: 50, duty_u16: 13107 });
  pwm.deinit();
  assertEquals(String(pwm), "PWM(18, closed)");
  const words = "Cannot use PWM(18): it has been closed; init() opens it again";
  assertThrows(() => pwm.freq(), RuntimeError, words);
  assertThrows(() => pwm.freq(60), RuntimeError, words);
  assertThrows(() => pwm.duty_u16(), RuntimeError, words);
  assertThrows(() => pwm.duty_ns(1), RuntimeError, words);
  assertEquals(line.output(), null);
  pwm.init();
  assertEquals(line.output(), { freq: 50, duty_u16: 13107, duty_ns: 4_000_000 });
  pwm.deinit();
  pwm.init({ freq: 100 });
  assertEquals(line.output(), { freq: 100, duty_u16: 13107, duty_ns: 2_000_000 });
  pwm.deinit();
  assertThrows(() => pwm.init({ duty_ns: 10_000_001 }), RangeError, "a cycle of 100 Hz has");
  assertThrows(() => pwm.freq(), RuntimeError, words);
});

Deno.test("PWM in words", () => {
  newBoard();
  assertEquals(String(new PWM(18)), "PWM(18, freq=0, duty_u16=0)");
  assertEquals(Deno.inspect(new PWM("GPIO18", { freq: 50 })), 'PWM("GPIO18", freq=50, duty_u16=0)');
  assertEquals(String(new PWM(["a", 1])), 'PWM(["a",1], freq=0, duty_u16=0)');
});

Deno.test("PWM refuses arguments that mean nothing", () => {
  const board = newBoard();
  // deno-lint-ignore no-explicit-any -- wrong on purpose
  const PWMs = PWM as any;
  const words = "Cannot set up PWM: dest is the number of a line, or its name";
  assertThrows(
    () => new PWMs(new Pin(18, Pin.IN)),
    TypeError,
    `${words}, as "GPIO3", not a Pin; a Pin has to be`,
  );
  for (const dest of [null, undefined, "PA1", 1.5, {}]) {
    assertThrows(() => new PWMs(dest), TypeError, words);
  }
  for (const dest of [[], ["a"], ["a", -1], ["a", 0.5], [1, 1], ["a", 1, 2]]) {
    assertThrows(
      () => new PWMs(dest),
      TypeError,
      'Cannot set up PWM: a channel is [device, number], as ["pca9685-pwm", 3], not ',
    );
  }
  for (const line of [54, -1]) {
    const none = `Cannot use PWM at GPIO${line}: the simulated board has GPIO0 to GPIO53`;
    assertThrows(() => new PWM(line), RangeError, none);
  }
  assertThrows(() => board.pwm("GPIO54"), RangeError, "it has GPIO0 to GPIO53");
  assertThrows(() => board.pwm("LED1"), RangeError, "the simulated board has GPIO0 to GPIO53");
  assertThrows(() => new PWMs(18, { frequency: 1 }), TypeError, 'there is no option "frequency"');
  const pwm = new PWM(18);
  for (const freq of [0, -1, 0.5, 1e9 + 1, NaN, "50"]) {
    assertThrows(
      () => new PWMs(18, { freq }),
      RangeError,
      "Cannot set up PWM: freq is an integer from 1 to 1000000000, not ",
    );
    assertThrows(() => pwm.freq(freq as number), RangeError, "freq is an integer");
  }
  for (const duty of [-1, 65536, 0.5]) {
    assertThrows(() => pwm.duty_u16(duty), RangeError, "duty_u16 is an integer from 0 to 65535");
  }
  for (const duty of [-1, 0.5, Infinity]) {
    assertThrows(() => pwm.duty_ns(duty), RangeError, "duty_ns is an integer from 0 to ");
  }
  assertThrows(
    () => pwm.init({ duty_ns: 1, duty_u16: 1 }),
    TypeError,
    "Cannot set up PWM: duty_u16 and duty_ns are two ways to say the same; leave out one",
  );
});
