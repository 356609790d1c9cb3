import { assertEquals, assertMatch } from "@std/assert";
import { GpiodBoard, Pin, Pins, set_board, Signal } from "../../src/machine/mod.ts";
import { drive, EXPANDER, gpioinfo, HEADER, level, pull, userOf, usersOf } from "./wires.ts";

Deno.test("Signal that is inverted is active while its line is low", () => {
  drive(4, 1);
  using signal = new Signal(4, Pin.OUT, { value: 1, invert: true });
  assertEquals([level(4), signal.value()], [1, 0]);
  signal.on();
  assertEquals([level(4), signal.value()], [0, 1]);
  signal.off();
  assertEquals([level(4), signal.value()], [1, 0]);
  signal.value(1);
  assertEquals(level(4), 0);
});

Deno.test("Signal of an input reads what drives its line", () => {
  using pin = new Pin(4, Pin.IN);
  const inverted = new Signal(pin, { invert: true });
  const straight = new Signal(pin);
  for (const x of [1, 0, 1] as const) {
    drive(4, x);
    assertEquals([inverted.value(), straight.value()], [1 - x, x]);
  }
});

Deno.test("Pins are driven at once, and each to its level", async () => {
  const numbers = [13, 8, 21, 10];
  {
    using pins = new Pins(numbers, Pin.OUT, { value: [1, 0, 0, true] });
    assertEquals(numbers.map((n) => level(n)), [1, 0, 0, 1]);
    assertEquals(pins.value(), [1, 0, 0, 1]);
    pins.value([0, 1, true, false]);
    assertEquals(numbers.map((n) => level(n)), [0, 1, 1, 0]);
    assertEquals(pins.value(), [0, 1, 1, 0]);
    assertEquals(await usersOf(numbers), numbers.map(() => "uasyncio"));
  }
  assertEquals(await usersOf(numbers), numbers.map(() => null));
});

Deno.test("Pins are read at once, in the order of their ids", () => {
  const numbers = [11, 9, 22, 19, 33];
  using pins = new Pins(numbers, Pin.IN);
  for (const levels of [[0, 1, 1, 0, 1], [1, 0, 0, 1, 0]] as const) {
    for (const [i, n] of numbers.entries()) drive(n, levels[i]!);
    assertEquals(pins.value(), [...levels]);
  }
});

Deno.test("Pins have pulls and open drains", async () => {
  using inputs = new Pins([11, 9], Pin.IN, { pull: Pin.PULL_UP });
  assertEquals([inputs.value(), pull(11), pull(9)], [[1, 1], "pull-up", "pull-up"]);
  using _outputs = new Pins([22, 19], Pin.OPEN_DRAIN, { value: [0, 1] });
  assertMatch(await gpioinfo(22), /output.*open-drain/);
  assertMatch(await gpioinfo(19), /output.*open-drain/);
  assertEquals(level(22), 0);
});

Deno.test("Pins: all 54 lines are used at once", () => {
  const numbers = Array.from({ length: 54 }, (_, n) => n);
  const levels = numbers.map((n) => n % 3 === 0 ? 1 : 0);
  using _pins = new Pins(numbers, Pin.OUT, { value: levels });
  assertEquals(numbers.map((n) => level(n)), levels);
});

Deno.test("Pin: a line goes by its number, its name, or its chip and number", async () => {
  const path = "/dev/gpiochip0";
  for (const id of [17, "GPIO17", [path, 17], ["pinctrl-bcm2835", 17]] as const) {
    drive(17, 0);
    using _pin = new Pin(id, Pin.OUT, { value: 1 });
    assertEquals([level(17), await userOf(17)], [1, "uasyncio"]);
  }
  drive(2, 0, EXPANDER);
  for (const id of [["/dev/gpiochip1", 2], ["lab-expander", 2]] as const) {
    using _pin = new Pin(id, Pin.OUT, { value: 1 });
    assertEquals([level(2, EXPANDER), await userOf(2, EXPANDER)], [1, "uasyncio"]);
    assertEquals(await userOf(2, HEADER), null);
  }
});

Deno.test("Pin: the kernel's names of lines are those of the chosen board", async () => {
  set_board(new GpiodBoard("lab-expander"));
  try {
    using input = new Pin("EXP_IN", Pin.IN);
    using output = new Pin("EXP_OUT", Pin.OUT);
    drive(0, 1, EXPANDER);
    output.value(input.value());
    assertEquals([level(1, EXPANDER), await userOf(0, EXPANDER)], [1, "uasyncio"]);
    using _header = new Pin(["pinctrl-bcm2835", 17], Pin.OUT, { value: 1 });
    assertEquals(level(17), 1);
  } finally {
    set_board(null);
  }
});

Deno.test("Pin: those of one line share it until each has been closed", async () => {
  drive(17, 0);
  const pin = new Pin(17, Pin.OUT, { value: 1 });
  const same = new Pin("GPIO17");
  same.off();
  assertEquals([level(17), pin.value()], [0, 0]);
  pin.on();
  assertEquals([same.mode(), same.value()], [Pin.OUT, 1]);
  pin.close();
  pin.close();
  assertEquals([await userOf(17), level(17)], ["uasyncio", 1]);
  same.off();
  assertEquals(level(17), 0);
  same.close();
  assertEquals(await userOf(17), null);
  // It can be had again.
  using _pin = new Pin(17, Pin.OUT);
  assertEquals(await userOf(17), "uasyncio");
});

Deno.test("Pins give the lines back by `using`", async () => {
  {
    using _pin = new Pin(17, Pin.IN);
    using _signal = new Signal(18, Pin.IN);
    using _pins = new Pins([19, 20], Pin.IN);
    assertEquals(await usersOf([17, 18, 19, 20, 21]), [...Array(4).fill("uasyncio"), null]);
  }
  assertEquals(await usersOf([17, 18, 19, 20]), Array(4).fill(null));
});
