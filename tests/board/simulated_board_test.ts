import { assertEquals, assertThrows } from "@std/assert";
import { run, sleep_ms } from "../../mod.ts";
import { get_board, type Level, Pin, set_board } from "../../src/machine/mod.ts";
import { LED } from "../../src/pyb/mod.ts";
import { VirtualClock } from "../../src/testing/mod.ts";
import { newBoard } from "./boards.ts";

Deno.test("SimulatedBoard: a Pin drives its line", () => {
  const board = newBoard();
  const pin = new Pin(17);
  assertEquals(pin.value(), 0);
  pin.on();
  assertEquals([pin.value(), board.level(17), board.level("GPIO17")], [1, 1, 1]);
  pin.off();
  assertEquals(board.level(17), 0);
  pin.toggle();
  assertEquals(board.level(17), 1);
  pin.value(0);
  assertEquals(board.level(17), 0);
  pin.value(true);
  assertEquals(board.level(17), 1);
});

Deno.test("SimulatedBoard: an LED drives its line", () => {
  const board = newBoard();
  const led = new LED(2);
  led.on();
  assertEquals([board.level("LED1"), board.level("LED2")], [0, 1]);
  led.off();
  led.toggle();
  assertEquals(board.level("LED2"), 1);
});

Deno.test("SimulatedBoard.drive(): a Pin that has not been driven shows the level from outside", () => {
  const board = newBoard();
  const pin = new Pin("GPIO5");
  board.drive(5, 1);
  assertEquals(pin.value(), 1);
  pin.off();
  board.drive(5, 1);
  assertEquals(pin.value(), 0);
});

Deno.test("SimulatedBoard.history() gives the changes with their times", async () => {
  using _clock = new VirtualClock();
  const board = newBoard();
  await run(async () => {
    const pin = new Pin(3);
    for (const level of [1, 1, 0, 1] as const) {
      pin.value(level);
      await sleep_ms(2.5);
    }
  });
  assertEquals(board.history(3), [[0, 1], [5, 0], [7.5, 1]]);
  assertEquals(board.history(4), []);
});

Deno.test("SimulatedBoard.watch() tells of changes until it is ended", () => {
  const board = newBoard();
  const changes: [string, Level][] = [];
  const unwatch = board.watch((line, level) => changes.push([line, level]));
  const pin = new Pin(1);
  pin.on();
  pin.on();
  new LED(1).on();
  unwatch();
  pin.off();
  assertEquals(changes, [["GPIO1", 1], ["LED1", 1]]);
});

Deno.test("SimulatedBoard refuses lines that it does not have", () => {
  newBoard();
  const message = "it has GPIO0 to GPIO53 and LED1 to LED4";
  for (const id of [54, -1, 0.5, NaN, "GPIO54", "", "17"]) {
    assertThrows(() => new Pin(id), RangeError, message);
  }
  assertThrows(
    () => new LED(5),
    RangeError,
    "Cannot use LED(5): the simulated board has no such LED; one at a line is " +
      'new LED("GPIO17") or new LED(new Pin(17))',
  );
  assertThrows(
    // @ts-expect-error: no id
    () => new Pin(null),
    TypeError,
    "Cannot use a line: its id is a number or a name, not null",
  );
  assertThrows(
    // @ts-expect-error: more than an id
    () => new Pin(["simulated", 1, 2]),
    TypeError,
    "Cannot use a line: its id is a number or a name, not ",
  );
  assertThrows(
    // @ts-expect-error: no id
    () => new LED(null),
    TypeError,
    "Cannot use an LED: its id is a number, a name or a Pin, not null",
  );
});

Deno.test("Pin.value() and SimulatedBoard.drive() refuse values that are no levels", () => {
  const board = newBoard();
  const pin = new Pin(1);
  for (const value of [NaN, "1", [], {}]) {
    const message = "Cannot drive GPIO1 to ";
    assertThrows(() => pin.value(value as Level), TypeError, message);
  }
  for (const value of [2, -1, NaN]) {
    const message = `Cannot drive a line to ${value}: a level is 0, 1 or null`;
    assertThrows(() => board.drive(1, value as Level), RangeError, message);
  }
});

Deno.test("get_board() without --allow-ffi: the error is Deno's own", () => {
  set_board(null);
  assertThrows(() => get_board(), Deno.errors.NotCapable, "--allow-ffi");
  assertThrows(() => new Pin(17), Deno.errors.NotCapable, "--allow-ffi");
});

Deno.test("set_board() refuses what is no board", () => {
  const message = 'Cannot set the board: "sim" is no board; new SimulatedBoard() is one';
  // @ts-expect-error: a string is no board
  assertThrows(() => set_board("sim"), TypeError, message);
});
