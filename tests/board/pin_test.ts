import { assertEquals, assertThrows } from "@std/assert";
import { OSError, RuntimeError } from "../../mod.ts";
import { DHT22 } from "../../src/dht/mod.ts";
import {
  I2C,
  Pin,
  Pins,
  type PinsOptions,
  PWM,
  set_board,
  Signal,
  SimulatedBoard,
  SoftI2C,
  SPI,
  UART,
} from "../../src/machine/mod.ts";
import { NeoPixel } from "../../src/neopixel/mod.ts";
import { OneWire } from "../../src/onewire/mod.ts";
import { LED } from "../../src/pyb/mod.ts";
import { LedLine } from "../../src/machine/boards/led_line.ts";
import { newBoard } from "./boards.ts";

Deno.test("Pin with no mode is left as it is until it is first driven", () => {
  const board = newBoard();
  const pin = new Pin(4);
  assertEquals([pin.mode(), board.lines()[4]!.used_by], [Pin.IN, "uasyncio"]);
  board.drive(4, 1);
  assertEquals(pin.value(), 1);
  pin.off();
  assertEquals([pin.mode(), board.level(4)], [Pin.OUT, 0]);
});

Deno.test("Pin.value() of an input is kept until it becomes an output", () => {
  const board = newBoard();
  const pin = new Pin(4, Pin.IN);
  pin.on();
  assertEquals([pin.mode(), board.level(4)], [Pin.IN, 0]);
  pin.init(Pin.OUT);
  assertEquals([pin.mode(), board.level(4)], [Pin.OUT, 1]);
});

Deno.test("Pin takes MicroPython's arguments, by position and by name", () => {
  const cases: [unknown[], [string, string | null, number]][] = [
    [[Pin.IN], ["in", null, 0]],
    [[Pin.IN, Pin.PULL_UP], ["in", "pull_up", 1]],
    [[Pin.IN, { pull: Pin.PULL_UP }], ["in", "pull_up", 1]],
    [[{ mode: Pin.IN, pull: Pin.PULL_DOWN }], ["in", "pull_down", 0]],
    [[Pin.OUT, { value: 1 }], ["out", null, 1]],
    [[Pin.OUT, null, { value: true }], ["out", null, 1]],
    [[Pin.OPEN_DRAIN, Pin.PULL_UP, { value: 1 }], ["open_drain", "pull_up", 1]],
    [[Pin.OPEN_DRAIN, Pin.PULL_UP, { value: 0 }], ["open_drain", "pull_up", 0]],
  ];
  for (const [args, expected] of cases) {
    const board = newBoard();
    const pin = new Pin(4, ...args as []);
    assertEquals([pin.mode(), pin.pull() ?? null, board.level(4)], expected);
  }
});

Deno.test("Pin.OPEN_DRAIN lets go of the line when it is high", () => {
  const board = newBoard();
  const pin = new Pin(4, Pin.OPEN_DRAIN, Pin.PULL_UP, { value: 1 });
  assertEquals(pin.value(), 1);
  board.drive(4, 0);
  assertEquals(pin.value(), 0);
  board.drive(4, 1);
  pin.low();
  assertEquals(pin.value(), 0);
  pin.high();
  assertEquals(pin.value(), 1);
});

Deno.test("Pin.toggle() turns what the Pin drives, whatever the level is", () => {
  const board = newBoard();
  const pin = new Pin(4, Pin.OPEN_DRAIN, Pin.PULL_UP, { value: 1 });
  board.drive(4, 0); // somebody else holds the line low
  pin.toggle();
  board.drive(4, null);
  assertEquals(board.level(4), 0);
  pin.toggle();
  assertEquals(board.level(4), 1);
});

Deno.test("Pin.mode(), pull() and init() change what they are given, and nothing else", () => {
  const board = newBoard();
  const pin = new Pin(4, Pin.OUT, { value: 1 });
  pin.pull(Pin.PULL_DOWN);
  assertEquals([pin.mode(), pin.pull(), board.level(4)], [Pin.OUT, Pin.PULL_DOWN, 1]);
  pin.mode(Pin.OPEN_DRAIN);
  assertEquals([pin.mode(), pin.pull()], [Pin.OPEN_DRAIN, Pin.PULL_DOWN]);
  pin.init();
  pin.init({});
  assertEquals([pin.mode(), pin.pull()], [Pin.OPEN_DRAIN, Pin.PULL_DOWN]);
  pin.init(Pin.IN, Pin.PULL_UP);
  assertEquals([pin.mode(), pin.value()], [Pin.IN, 1]);
  pin.pull(null);
  assertEquals([pin.pull(), pin.value()], [null, 0]);
});

Deno.test("Pin that is set up as an output once more keeps its level", () => {
  const board = newBoard();
  new Pin(4, Pin.OUT, { value: 1 });
  const again = new Pin(4, Pin.OUT);
  assertEquals(board.level(4), 1);
  again.off();
  assertEquals(board.history(4).length, 2);
});

Deno.test("Pin.close(): a line is in use until each of its Pins is closed", () => {
  const board = newBoard();
  const one = new Pin(4);
  const two = new Pin("GPIO4");
  one.on();
  assertEquals(two.value(), 1);
  one.close();
  one.close();
  assertEquals(board.lines()[4]!.used_by, "uasyncio");
  assertThrows(() => one.value(), RuntimeError, "Cannot use GPIO4: the pin has been closed");
  assertThrows(() => one.irq(null), RuntimeError, "Cannot watch GPIO4: the pin has been closed");
  assertThrows(() => one.init(Pin.IN), RuntimeError, "Cannot set up GPIO4: the pin has been");
  two.off();
  two.close();
  assertEquals(board.lines()[4]!.used_by, null);
  using three = new Pin(4);
  assertEquals(three.value(), 0);
});

Deno.test("Pin that cannot be set up gives its line back", () => {
  const board = newBoard();
  assertThrows(() => new Pin(4, Pin.OUT, { debounce_ms: 5 }), RuntimeError, "it is an output");
  assertEquals(board.lines()[4]!.used_by, null);
});

Deno.test("Pin names wrong arguments", () => {
  newBoard();
  const wrong = (...args: unknown[]) => () => new Pin(4, ...args as []);
  assertThrows(wrong("output"), RangeError, 'Cannot set up GPIO4 as "output": a mode is Pin.IN');
  assertThrows(wrong(1), RangeError, "Cannot set up GPIO4 as 1: a mode is Pin.IN, Pin.OUT");
  assertThrows(wrong("in", "up"), RangeError, 'Cannot pull GPIO4 by "up": it is Pin.PULL_UP');
  assertThrows(
    wrong("out", { value: "2" }),
    TypeError,
    'Cannot drive GPIO4 to "2": expected a number or a boolean',
  );
  for (const ms of [-1, NaN, Infinity, "5"]) {
    assertThrows(wrong("in", { debounce_ms: ms }), RangeError, "Cannot debounce GPIO4 for ");
  }
  assertThrows(wrong("in", { pul: null }), TypeError, 'there is no option "pul"; there are mode');
  assertThrows(wrong("in", { drive: 1 }), TypeError, "Linux does not let programs set it");
  assertThrows(wrong("in", null, 1), TypeError, "expected mode, pull and an object of options");
});

Deno.test("Pins are driven and read at once", () => {
  const board = newBoard();
  const changes: string[] = [];
  board.watch((line, level) => changes.push(`${line} ${level}`));
  using pins = new Pins([5, "GPIO6", 13], Pin.OUT, { value: [1, 0, 1] });
  assertEquals(pins.value(), [1, 0, 1]);
  pins.value([0, true, 1]);
  assertEquals(pins.value(), [0, 1, 1]);
  assertEquals(changes, ["GPIO5 1", "GPIO13 1", "GPIO5 0", "GPIO6 1"]);
});

Deno.test("Pins do not share lines with a Pin", () => {
  const board = newBoard();
  const pins = new Pins([5, 6], Pin.IN, { pull: Pin.PULL_UP });
  assertEquals(pins.value(), [1, 1]);
  assertThrows(() => new Pin(6).value(), OSError, 'Cannot use GPIO6: it is in use by "uasyncio"');
  using _pin = new Pin(7, Pin.IN);
  assertThrows(() => new Pins([7, 8], Pin.OUT), OSError, "Cannot use GPIO7");
  pins.close();
  pins.close();
  assertThrows(() => pins.value(), RuntimeError, "Cannot use GPIO5, GPIO6: the pins have been");
  assertEquals(board.lines()[6]!.used_by, null);
  assertEquals(board.lines()[8]!.used_by, null);
});

Deno.test("Pins name wrong arguments", () => {
  newBoard();
  assertThrows(
    () => new Pins([], Pin.OUT),
    TypeError,
    "Cannot use lines: expected an array of 1 to 64 ids",
  );
  assertThrows(
    // @ts-expect-error: no array
    () => new Pins(5, Pin.OUT),
    TypeError,
    "Cannot use lines: expected an array of 1 to 64 ids, got 5",
  );
  using pins = new Pins([5, 6], Pin.OUT);
  assertThrows(
    () => pins.value([1]),
    RangeError,
    "Cannot drive GPIO5, GPIO6 to 1 values: expected 2 values",
  );
  assertThrows(
    // @ts-expect-error: no array
    () => pins.value(1),
    RangeError,
    "Cannot drive GPIO5, GPIO6 to 1: expected 2 values",
  );
  assertThrows(
    // @ts-expect-error: a mode is missing
    () => new Pins([7]),
    RangeError,
    "Cannot set up GPIO7 as undefined: a mode is Pin.IN",
  );
  // @ts-expect-error: no mode
  assertThrows(() => new Pins([7], "output"), RangeError, 'Cannot set up GPIO7 as "output"');
});

Deno.test("Signal may be inverted", () => {
  const board = newBoard();
  const signal = new Signal(17, Pin.OUT, { invert: true, value: 1 });
  assertEquals(signal.value(), 0);
  signal.on();
  assertEquals([signal.value(), board.level(17)], [1, 0]);
  signal.off();
  assertEquals([signal.value(), board.level(17)], [0, 1]);
  signal.value(true);
  assertEquals(board.level(17), 0);

  using plain = new Signal(new Pin(4, Pin.OUT));
  plain.on();
  assertEquals([plain.value(), board.level(4)], [1, 1]);
});

Deno.test("Signal names wrong arguments", () => {
  newBoard();
  const pin = new Pin(4);
  assertThrows(
    // @ts-expect-error: no boolean
    () => new Signal(pin, { invert: 1 }),
    TypeError,
    "Cannot make a Signal: invert is true or false, not 1",
  );
  assertThrows(
    // @ts-expect-error: a pin has its mode already
    () => new Signal(pin, Pin.OUT),
    TypeError,
    "Cannot make a Signal: with a Pin, there is nothing to give but invert",
  );
  // @ts-expect-error: no level
  assertThrows(() => new Signal(pin).value("2"), TypeError, 'Cannot drive a Signal to "2"');
});

Deno.test("LED is one of the board, a line, or a Pin", () => {
  const board = newBoard();
  for (
    const [id, line] of [[1, "LED1"], ["LED2", "LED2"], ["GPIO17", "GPIO17"]] as const
  ) {
    const led = new LED(id);
    led.on();
    assertEquals(board.level(line), 1);
    led.toggle();
    assertEquals(board.level(line), 0);
    led.close();
  }
  const pin = new Pin(4);
  const led = new LED(pin);
  led.on();
  led.close();
  assertEquals(pin.value(), 1);
  assertThrows(() => led.on(), RuntimeError, "Cannot use the LED: it has been closed");
  assertEquals(board.lines()[17]!.used_by, null);
});

Deno.test("LED.intensity() is 0 or 255 where the LED knows on and off only", () => {
  newBoard();
  for (const led of [new LED(1), new LED("GPIO17")]) {
    for (const [value, shown] of [[0, 0], [1, 255], [255, 255]] as const) {
      led.intensity(value);
      assertEquals(led.intensity(), shown);
    }
    for (const wrong of [-1, 256, 0.5, NaN]) {
      assertThrows(() => led.intensity(wrong), RangeError, "expected an integer from 0 to 255");
    }
  }
});

Deno.test("Pin.value() takes numbers and booleans, as Signal and Pins do", () => {
  const board = newBoard();
  const pin = new Pin(4, Pin.OUT, { value: 2 });
  const levels = [board.level(4)];
  for (const x of [0, 2, 0n, -1, null, 5n, false, 0.5]) {
    pin.value(x);
    levels.push(board.level(4));
  }
  assertEquals(levels, [1, 0, 1, 0, 1, 0, 1, 0, 1]);
  new Signal(pin, { invert: true }).value(4);
  using pins = new Pins([5, 6], Pin.OUT, { value: [3, 0] });
  pins.value([pins.value()[1]!, 7]);
  assertEquals([board.level(4), pins.value()], [0, [0, 1]]);
});

Deno.test("Pins are lines of their own, and outputs if they are driven", () => {
  newBoard();
  const twice = "Cannot use GPIO5 twice: a line has one level; leave one of them out";
  assertThrows(() => new Pins([5, 6, "GP5"], Pin.OUT), RangeError, twice);
  using inputs = new Pins([5, 6], Pin.IN);
  const message = "Cannot drive GPIO5, GPIO6: they are inputs; make Pins with Pin.OUT of them";
  assertThrows(() => inputs.value([1, 1]), RuntimeError, message);
  const options = { debounce_ms: 5 } as unknown as PinsOptions;
  assertThrows(() => new Pins([7], Pin.IN, options), TypeError, 'no option "debounce_ms"');
});

Deno.test("Pin, Pins, Signal, LED and boards say what they are, and in which state", () => {
  const board = newBoard();
  const pin = new Pin(17, Pin.OUT, { value: 1 });
  const button = new Pin("GPIO27", Pin.IN, Pin.PULL_UP, { debounce_ms: 10 });
  const pins = new Pins([5, 6], Pin.OUT, { value: [0, 1] });
  const things = [pin, button, pins, new Signal(pin, { invert: true }), new LED(1), new LED(pin)];
  assertEquals([...things, board].map(String), [
    "Pin(17, OUT, value 1)",
    'Pin("GPIO27", IN, PULL_UP, debounce 10 ms, value 1)',
    "Pins([5, 6], OUT, value 0,1)",
    "Signal(Pin(17, OUT, value 1), invert)",
    "LED(1, intensity 0)",
    "LED(Pin(17, OUT, value 1), intensity 255)",
    "SimulatedBoard(GPIO5, GPIO6, GPIO17, GPIO27 in use)",
  ]);
  for (const thing of [...things, board]) assertEquals(Deno.inspect(thing), String(thing));
  pin.close();
  pins.close();
  assertEquals([pin, pins].map(String), ["Pin(17, closed)", "Pins([5, 6], closed)"]);
  assertEquals(String(things.at(-1)), "LED(Pin(17, closed), not in use)");
});

Deno.test("Pin takes MicroPython's names of lines, and a chip with a name", () => {
  const board = newBoard();
  new Pin("GP15").on();
  new Pin("LED").on();
  new Pin(["simulated", "GPIO16"]).on();
  assertEquals([15, "LED1", 16].map((id) => board.level(id)), [1, 1, 1]);
  const more = [1, { intensity: 5 }] as unknown as [number];
  assertThrows(() => new LED(...more), TypeError, "it is given its id and nothing else");
});

Deno.test("LedLine is an output without resistors and edges", () => {
  let intensity = 0;
  const line = new LedLine({
    read: () => intensity,
    write: (value) => intensity = value,
    close: () => {},
  });
  const settings = {
    mode: "out",
    pull: undefined,
    levels: [1],
    trigger: 0,
    debounce_ms: 0,
  } as const;
  line.configure(settings);
  assertEquals([intensity, line.read(), line.mode()], [255, 1, "out"]);
  assertThrows(
    () => line.configure({ ...settings, mode: "in" }),
    OSError,
    "Cannot configure LED: the board's own LED is an output without resistors and edges; leave " +
      "out all but Pin.OUT",
  );
  assertThrows(() => line.listen(() => {}), RuntimeError, "Cannot watch LED: it is an output");
});

Deno.test("Pin with no mode takes its line when it is first used", () => {
  const board = newBoard();
  using pin = new Pin(4);
  assertEquals([String(pin), board.lines()[4]!.used_by], ["Pin(4, not in use)", null]);
  assertEquals([pin.value(), board.lines()[4]!.used_by], [0, "uasyncio"]);
  const closed = new Pin(5);
  closed.close();
  assertEquals(String(closed), "Pin(5, closed)");
  assertThrows(() => closed.on(), RuntimeError, "Cannot use GPIO5: the pin has been closed");
  const other = new Pin(6);
  set_board(new SimulatedBoard()); // the pin is one of the board before
  other.on();
  assertEquals(board.level(6), 1);
});

Deno.test("Pin with no mode names a line to PWM and buses, as in MicroPython; one in use does not", () => {
  const board = newBoard();
  new PWM(new Pin(18), { freq: 50, duty_u16: 32768 });
  assertEquals(board.pwm(18).output()?.freq, 50);
  using i2c = new I2C(1, { scl: new Pin(3), sda: new Pin(2) });
  using soft = new SoftI2C(new Pin(3), new Pin("GPIO2"));
  using spi = new SPI({ sck: new Pin(11), mosi: new Pin(10), miso: new Pin(9) });
  using uart = new UART({ tx: new Pin(14), rx: new Pin(15) });
  assertEquals([i2c, soft, spi, uart].map((bus) => /simulated [^,)]*/.exec(String(bus))?.[0]), [
    "simulated I2C bus 1",
    "simulated I2C bus 1",
    "simulated SPI bus 0",
    "simulated UART 0",
  ]);
  using _strip = new NeoPixel(new Pin(20), 3);
  new DHT22(new Pin(4));
  new OneWire(new Pin(5));
  assertEquals(Object.values(board.lines()).filter((line) => line.used_by === "uasyncio"), []);
  const used = new Pin(19, Pin.OUT);
  assertThrows(
    () => new PWM(used),
    TypeError,
    "not a Pin; a Pin has to be one without a mode, as new Pin(3), or it has taken the line as GPIO",
  );
});
