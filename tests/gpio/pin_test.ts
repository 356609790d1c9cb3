import { assertEquals, assertMatch } from "@std/assert";
import { Pin } from "../../src/machine/mod.ts";
import { gpioset } from "./processes.ts";
import { drive, gpioinfo, level, pull, userOf } from "./wires.ts";

const N = 5;

Deno.test("Pin.OUT drives its line", () => {
  drive(N, 0);
  using pin = new Pin(N, Pin.OUT, { value: 1 });
  const levels = [level(N)];
  const actions = [
    () => pin.off(),
    () => pin.on(),
    () => pin.low(),
    () => pin.high(),
    () => pin.toggle(),
    () => pin.toggle(),
    () => pin.value(0),
    () => pin.value(true),
    () => pin.value(false),
  ];
  for (const act of actions) {
    act();
    levels.push(level(N));
    assertEquals(pin.value(), level(N));
  }
  assertEquals(levels, [1, 0, 1, 0, 1, 0, 1, 0, 1, 0]);
});

Deno.test("Pin.OUT: what was an input begins low", () => {
  drive(N, 1);
  using pin = new Pin(N, Pin.IN);
  assertEquals(level(N), 1);
  pin.mode(Pin.OUT);
  assertEquals([level(N), pin.value()], [0, 0]);
});

Deno.test("Pin.OUT: what was an output keeps its level", () => {
  drive(N, 1); // the simulated chip gives lines that are given back the level of the resistor
  {
    using _output = new Pin(N, Pin.OUT);
  }
  using pin = new Pin(N, Pin.OUT);
  assertEquals([level(N), pin.value()], [1, 1]);
  pin.off();
  pin.mode(Pin.OUT);
  assertEquals(level(N), 0);
});

Deno.test("Pin.OUT: nothing outside gets the better of it", () => {
  using pin = new Pin(N, Pin.OUT, { value: 1 });
  drive(N, 0);
  assertEquals([level(N), pin.value()], [1, 1]);
});

Deno.test("Pin.IN follows what drives its line", () => {
  drive(N, 0);
  using pin = new Pin(N, Pin.IN);
  for (const x of [0, 1, 0, 1, 1, 0] as const) {
    drive(N, x);
    assertEquals(pin.value(), x);
  }
});

Deno.test("Pin.pull() is a resistor of the kernel's", async () => {
  drive(N, 0);
  using pin = new Pin(N, Pin.IN, Pin.PULL_UP);
  assertEquals([pull(N), level(N), pin.value(), pin.pull()], ["pull-up", 1, 1, Pin.PULL_UP]);
  assertMatch(await gpioinfo(N), /input.*pull-up/);
  pin.pull(Pin.PULL_DOWN);
  assertEquals([pull(N), level(N), pin.value(), pin.pull()], ["pull-down", 0, 0, Pin.PULL_DOWN]);
  assertMatch(await gpioinfo(N), /input.*pull-down/);
  pin.init({ pull: null });
  assertEquals(pin.pull(), null);
  assertMatch(await gpioinfo(N), /input.*disabled/);
  pin.init(Pin.IN, Pin.PULL_UP);
  assertEquals([pull(N), pin.pull()], ["pull-up", Pin.PULL_UP]);
});

Deno.test("Pin.pull() that was not asked for is left alone, and not known", async () => {
  drive(N, 1);
  using pin = new Pin(N, Pin.IN);
  assertEquals([pin.pull(), pull(N)], [undefined, "pull-up"]);
  assertEquals(/pull|bias/.test(await gpioinfo(N)), false);
});

Deno.test("Pin.mode() and init() change the mode and keep the rest", async () => {
  drive(N, 0);
  using pin = new Pin(N, Pin.IN, Pin.PULL_UP);
  assertEquals(pin.mode(), Pin.IN);
  pin.mode(Pin.OUT);
  assertEquals([pin.mode(), pin.pull(), level(N)], [Pin.OUT, Pin.PULL_UP, 0]);
  assertMatch(await gpioinfo(N), /output.*pull-up/);
  pin.on();
  pin.init({ pull: Pin.PULL_DOWN });
  assertEquals([pin.mode(), pin.pull(), level(N)], [Pin.OUT, Pin.PULL_DOWN, 1]);
  pin.init(Pin.OUT, { value: 0 });
  assertEquals([pin.mode(), pin.pull(), level(N)], [Pin.OUT, Pin.PULL_DOWN, 0]);
  pin.init({ mode: Pin.IN });
  assertMatch(await gpioinfo(N), /input.*pull-down/);
  drive(N, 1);
  assertEquals([pin.mode(), pin.value()], [Pin.IN, 1]);
  pin.init();
  assertEquals(pin.mode(), Pin.IN);
});

Deno.test("Pin.value(): what an input is given waits until it becomes an output", () => {
  drive(N, 0);
  using pin = new Pin(N, Pin.IN);
  pin.value(1);
  assertEquals([level(N), pin.value(), pin.mode()], [0, 0, Pin.IN]);
  pin.mode(Pin.OUT);
  assertEquals([level(N), pin.value()], [1, 1]);
  pin.init(Pin.IN, { value: 0 });
  drive(N, 1);
  assertEquals(level(N), 1);
  pin.mode(Pin.OUT);
  assertEquals(level(N), 0);
});

Deno.test("Pin with no mode is left as it is until it is first driven", async () => {
  for (const x of [0, 1] as const) {
    drive(N, x);
    {
      using input = new Pin(N, Pin.IN); // the tests before have left it as an output
      assertEquals(input.value(), x);
    }
    using pin = new Pin(N);
    assertEquals(await userOf(N), null); // a bus or PWM may have it
    pin.value();
    assertMatch(await gpioinfo(N), / input/);
    assertEquals([await userOf(N), level(N), pin.mode(), pin.value()], ["uasyncio", x, Pin.IN, x]);
    drive(N, x === 0 ? 1 : 0);
    assertEquals(pin.value(), x === 0 ? 1 : 0);
    pin.value(x);
    assertMatch(await gpioinfo(N), / output/);
    assertEquals([level(N), pin.mode()], [x, Pin.OUT]);
    pin.toggle();
    assertEquals(level(N), x === 0 ? 1 : 0);
  }
});

Deno.test("Pin.toggle() of a Pin with no mode turns the level that the line has", () => {
  for (const x of [0, 1] as const) {
    drive(N, x);
    {
      using _input = new Pin(N, Pin.IN);
    }
    using pin = new Pin(N);
    pin.toggle();
    assertEquals([level(N), pin.mode()], [x === 0 ? 1 : 0, Pin.OUT]);
  }
});

Deno.test("Pin with no mode leaves an output of another process an output", async () => {
  // The simulated chip keeps the direction, and takes the level of the resistor.
  drive(N, 1);
  await gpioset(N);
  using pin = new Pin(N);
  assertMatch(await gpioinfo(N), / output/);
  assertEquals([pin.mode(), level(N), pin.value()], [Pin.OUT, 1, 1]);
  pin.init({ pull: Pin.PULL_UP });
  assertEquals([pin.mode(), level(N)], [Pin.OUT, 1]);
  drive(N, 0);
  assertEquals(level(N), 1);
  pin.off();
  assertEquals(level(N), 0);
});

Deno.test("Pin.OPEN_DRAIN drives low, and lets go", async () => {
  drive(N, 1);
  using pin = new Pin(N, Pin.OPEN_DRAIN, { value: 0 });
  assertMatch(await gpioinfo(N), /output.*open-drain/);
  assertEquals([pin.mode(), level(N)], [Pin.OPEN_DRAIN, 0]);
  // The simulated wire keeps its level when it is let go of, unlike one driven high.
  pin.on();
  assertEquals(level(N), 0);
  pin.init({ pull: Pin.PULL_UP });
  assertEquals([level(N), pin.value()], [1, 1]);
  pin.off();
  assertEquals([level(N), pin.value()], [0, 0]);
  pin.mode(Pin.OUT);
  pin.on();
  assertEquals(level(N), 1);
  assertEquals((await gpioinfo(N)).includes("open-drain"), false);
});
