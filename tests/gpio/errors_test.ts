import { assertEquals, assertThrows } from "@std/assert";
import { OSError, RuntimeError } from "../../mod.ts";
import { GpiodBoard, Pin, Pins } from "../../src/machine/mod.ts";
import { gpiomon } from "./processes.ts";
import { drive, level, userOf, usersOf } from "./wires.ts";

const CHIP = "/dev/gpiochip0";

/** The code of the `OSError` that something throws, which says this. */
function codeOf(fn: () => unknown, message: string): string | undefined {
  return assertThrows(fn, OSError, message).code;
}

Deno.test("Pin refuses a line that another process uses, and says which", async () => {
  await using _other = await gpiomon(5);
  const why = `line 5 of ${CHIP} is in use by "gpiomon"; end that first`;
  assertEquals(codeOf(() => new Pin(5).value(), `Cannot use line 5 of ${CHIP}: ${why}`), "EBUSY");
  assertEquals(codeOf(() => new Pin(5, Pin.OUT), why), "EBUSY");
  const both = `Cannot use line 4 of ${CHIP}, line 5 of ${CHIP}: ${why}`;
  assertEquals(codeOf(() => new Pins([4, 5], Pin.OUT), both), "EBUSY");
  assertEquals(await usersOf([4, 5]), [null, "gpiomon"]);
});

Deno.test("Pin takes a line when the other process has ended", async () => {
  {
    await using _other = await gpiomon(5);
    assertEquals(codeOf(() => new Pin(5).on(), "in use"), "EBUSY");
  }
  using pin = new Pin(5, Pin.OUT, { value: 1 });
  assertEquals([pin.value(), level(5)], [1, 1]);
});

Deno.test("Pins have no line in common with a Pin", () => {
  {
    using _pins = new Pins([3, 4], Pin.IN);
    assertEquals(
      codeOf(() => new Pin(4, Pin.IN), `line 4 of ${CHIP} is in use by "uasyncio"`),
      "EBUSY",
    );
    assertEquals(codeOf(() => new Pins([4, 5], Pin.IN), 'in use by "uasyncio"'), "EBUSY");
  }
  using _pin = new Pin(4, Pin.IN);
  assertEquals(codeOf(() => new Pins([3, 4], Pin.IN), 'in use by "uasyncio"'), "EBUSY");
  using _free = new Pin(3, Pin.IN);
});

Deno.test("Pin refuses lines that do not exist", () => {
  for (const n of [54, -1, 0.5, NaN]) {
    assertThrows(
      () => new Pin(n),
      RangeError,
      `Cannot use line ${n} of ${CHIP}: it has lines 0 to 53`,
    );
  }
  assertThrows(
    () => new Pin(["lab-expander", 8]),
    RangeError,
    "Cannot use line 8 of /dev/gpiochip1: it has lines 0 to 7",
  );
  for (const name of ["BUTTON", "EXP_IN", "GPIO54", "", "17"]) {
    assertThrows(
      () => new Pin(name),
      RangeError,
      `Cannot use line "${name}": ${CHIP} (pinctrl-bcm2835) has no line of that name`,
    );
  }
  // Only the lines of a header are called by their numbers.
  assertThrows(() => new GpiodBoard("lab-expander").find("GPIO2"), RangeError, "no line of that");
  assertThrows(
    // @ts-expect-error: no id
    () => new Pin(null),
    TypeError,
    "Cannot use a line: its id is a number, a name, or [chip, number or name]",
  );
});

Deno.test("GpiodBoard refuses chips that do not exist, or are none", () => {
  const missing = "Cannot open the GPIO chip /dev/gpiochip9: there is no such device";
  assertEquals(codeOf(() => new GpiodBoard("/dev/gpiochip9"), missing), "ENOENT");
  assertEquals(codeOf(() => new Pin(["/dev/gpiochip9", 1]), missing), "ENOENT");
  for (const path of ["/dev/null", "/dev/zero", Deno.makeTempFileSync()]) {
    const none = `Cannot open the GPIO chip ${path}: it is not the device of a GPIO chip`;
    codeOf(() => new GpiodBoard(path), none);
  }
  const label = 'Cannot open the GPIO chip "pinctrl-rp1": the chips here are ' +
    "/dev/gpiochip0 (pinctrl-bcm2835), /dev/gpiochip1 (lab-expander)";
  assertThrows(() => new GpiodBoard("pinctrl-rp1"), RangeError, label);
  assertThrows(() => new Pin(["pinctrl-rp1", 1]), RangeError, label);
});

Deno.test("Pins of two chips are refused", () => {
  assertThrows(
    () => new Pins([17, ["lab-expander", 2]], Pin.OUT),
    RangeError,
    `Cannot use line 17 of ${CHIP}, line 2 of /dev/gpiochip1 together: they belong to several chips`,
  );
});

Deno.test("Pin.close(): a pin that has been closed is of no use", async () => {
  const pin = new Pin(17, Pin.OUT);
  pin.close();
  pin.close();
  const uses: [string, () => unknown][] = [
    ["use", () => pin.value()],
    ["use", () => pin.value(1)],
    ["use", () => pin.on()],
    ["use", () => pin.off()],
    ["use", () => pin.toggle()],
    ["use", () => pin.mode()],
    ["set up", () => pin.mode(Pin.OUT)],
    ["set up", () => pin.init(Pin.OUT)],
    ["use", () => pin.pull()],
    ["watch", () => pin.irq(() => {})],
    ["watch", () => pin.edge()],
    ["watch", () => pin.edges()],
  ];
  for (const [verb, use] of uses) {
    const message = `Cannot ${verb} line 17 of ${CHIP}: the pin has been closed`;
    assertThrows(use, RuntimeError, message);
  }
  const pins = new Pins([17, 18], Pin.OUT);
  pins.close();
  pins.close();
  assertThrows(() => pins.value(), RuntimeError, "the pins have been closed");
  assertThrows(() => pins.value([0, 1]), RuntimeError, "the pins have been closed");
  assertEquals(await usersOf([17, 18]), [null, null]);
});

Deno.test("Pin.OUT has no edges, and is not debounced", () => {
  for (const mode of [Pin.OUT, Pin.OPEN_DRAIN] as const) {
    using pin = new Pin(17, mode);
    const message =
      `Cannot watch line 17 of ${CHIP}: it is an output; init(Pin.IN) makes it an input`;
    assertThrows(() => pin.irq(() => {}), RuntimeError, message);
    assertThrows(() => pin.edges(), RuntimeError, message);
    const debounce = `Cannot debounce line 17 of ${CHIP}: it is an output`;
    assertThrows(() => pin.init({ debounce_ms: 5 }), RuntimeError, debounce);
    pin.init(Pin.IN, { debounce_ms: 5 });
  }
  assertThrows(() => new Pin(17, Pin.OUT, { debounce_ms: 5 }), RuntimeError, "it is an output");
});

Deno.test("Pin.init() makes no output of a line that is watched", () => {
  drive(17, 1);
  using pin = new Pin(17, Pin.IN);
  pin.irq(() => {});
  const message = `Cannot make line 17 of ${CHIP} an output: a task waits for its edges`;
  assertThrows(() => pin.mode(Pin.OUT), RuntimeError, message);
  assertThrows(() => pin.init(Pin.OPEN_DRAIN), RuntimeError, message);
  assertEquals([pin.mode(), level(17)], [Pin.IN, 1]);
  pin.irq(null);
  pin.mode(Pin.OUT);
  assertEquals([pin.mode(), level(17)], [Pin.OUT, 0]);
});

Deno.test("Pin that cannot be set up leaves its line free", async () => {
  const wrong: [unknown[], string][] = [
    [["input"], `Cannot set up line 17 of ${CHIP} as "input": a mode is Pin.IN, Pin.OUT or`],
    [["in", "up"], `Cannot pull line 17 of ${CHIP} by "up": it is Pin.PULL_UP, Pin.PULL_DOWN or`],
    [["out", { value: "2" }], `Cannot drive line 17 of ${CHIP} to "2": expected a number or a`],
    [["in", { debounce_ms: -1 }], `Cannot debounce line 17 of ${CHIP} for -1 ms: expected 0 to `],
    [["in", { drive: 1 }], 'Cannot set up a pin: there is no option "drive"; Linux does not let'],
    [["in", { speed: 1 }], 'Cannot set up a pin: there is no option "speed"'],
    [["in", "pull_up", 1], "Cannot set up a pin: expected mode, pull and an object of options"],
  ];
  const make = Pin as unknown as new (id: number, ...args: unknown[]) => Pin;
  for (const [args, message] of wrong) {
    assertThrows(() => new make(17, ...args), Error, message);
  }
  assertEquals(await userOf(17), null);
});

Deno.test("Pin.irq() refuses triggers and handlers that are none", () => {
  using pin = new Pin(17, Pin.IN);
  for (const trigger of [0, 1, 3, 16, NaN]) {
    const message = `Cannot watch line 17 of ${CHIP} for ${trigger}: a trigger is Pin.IRQ_FALLING`;
    assertThrows(() => pin.irq(() => {}, trigger), RangeError, message);
    assertThrows(() => pin.edge(trigger), RangeError, message);
    assertThrows(() => pin.edges(trigger), RangeError, message);
  }
  // @ts-expect-error: no function
  assertThrows(() => pin.irq("handler"), TypeError, "the handler is a function or null");
});
