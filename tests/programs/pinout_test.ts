import { assert, assertEquals, assertMatch, assertStringIncludes, assertThrows } from "@std/assert";
import { Pin, set_board, SimulatedBoard } from "../../src/machine/mod.ts";
import { draw_header } from "../../src/pinout.ts";
import { runProgram } from "./run_program.ts";

function usedBoard(): SimulatedBoard {
  const board = new SimulatedBoard();
  set_board(board);
  new Pin(17, Pin.OUT);
  new Pin(18, Pin.IN);
  return board;
}

Deno.test("draw_header() has forty pins, their names, and what they can be", () => {
  const rows = draw_header().split("\n").map((row) => row.trim());
  assertEquals(rows.length, 20);
  assertEquals(rows[0], "3V3   1 | 2   5V");
  assertEquals(rows[1], "I2C1 SDA  GPIO2   3 | 4   5V");
  assertEquals(rows[3], "GPCLK0  GPIO4   7 | 8   GPIO14  UART TXD");
  assertEquals(rows[5], "SPI1 CE1  GPIO17  11 | 12  GPIO18  PWM0, PCM CLK, SPI1 CE0");
  assertEquals(rows[13], "ID_SD  GPIO0  27 | 28  GPIO1  ID_SC");
  assertEquals(rows[19], "GND  39 | 40  GPIO21  PCM DOUT, SPI1 SCLK");
  const names = rows.join(" ").match(/GPIO\d+/g)!.map((name) => Number(name.slice(4)));
  assertEquals(names.sort((a, b) => a - b), Array.from({ length: 28 }, (_, n) => n));
  const numbers = rows.flatMap((row) => /(\d+) \| (\d+)/.exec(row)!.slice(1)).map(Number);
  assertEquals(numbers, Array.from({ length: 40 }, (_, i) => i + 1));
  assertEquals(rows.filter((row) => /3V3/.test(row)).length, 2);
  assertEquals(rows.join(" ").match(/\bGND\b/g)!.length, 8);
});

Deno.test("draw_header() marks the lines in use, and names their users", () => {
  const rows = draw_header(usedBoard().lines()).split("\n").map((row) => row.trim());
  assertEquals(rows[5], "SPI1 CE1  GPIO17*  11 | 12  GPIO18*  PWM0, PCM CLK, SPI1 CE0");
  assertEquals(rows.slice(20), [
    '* pin 11, GPIO17: out, used by "uasyncio"',
    '* pin 12, GPIO18: in, used by "uasyncio"',
  ]);
});

Deno.test("draw_header() fits into 80 columns, and has its numbers one below the other", () => {
  const rows = draw_header(usedBoard().lines()).split("\n");
  assert(rows.every((row) => row.length <= 79), String(Math.max(...rows.map((r) => r.length))));
  assertEquals(new Set(rows.slice(0, 20).map((row) => row.indexOf("|"))), new Set([40]));
});

Deno.test("draw_header() colours what it is asked to colour, and changes nothing else", () => {
  const lines = usedBoard().lines();
  const text = draw_header(lines, { color: true });
  assertStringIncludes(text, "\x1b[31m5V\x1b[0m");
  assertStringIncludes(text, "SPI1 CE1  GPIO17*\x1b[0m");
  assertStringIncludes(text, "\x1b[32mGPIO18*");
  assertEquals(
    text.split("\x1b").map((part) => part.replace(/^\[\d+m/, "")).join(""),
    draw_header(lines),
  );
  assertEquals(draw_header(lines).includes("\x1b"), false);
});

Deno.test("draw_header() refuses an option that it does not know", () => {
  const options = { colour: true } as { color?: boolean };
  assertThrows(
    () => draw_header([], options),
    TypeError,
    'Cannot draw the header: there is no option "colour"; the only one is color',
  );
});

Deno.test("src/pinout.ts draws the header also where there is no board, and says why", async () => {
  const nowhere = await runProgram(["src/pinout.ts"]);
  assertEquals([nowhere.code, nowhere.stderr], [0, ""]);
  const [last, ...rows] = nowhere.stdout.trimEnd().split("\n").reverse();
  assertEquals(rows.reverse().join("\n"), draw_header());
  assertMatch(last!, /^It is not known what is in use: Requires ffi access/);
});

Deno.test("src/pinout.ts draws the board that UASYNCIO_BOARD names", async () => {
  const flags = ["--allow-env=UASYNCIO_BOARD", "src/pinout.ts"];
  const { code, stdout, stderr } = await runProgram(flags, { UASYNCIO_BOARD: "sim" });
  assertEquals([code, stderr], [0, ""]);
  assertEquals(stdout, `${draw_header()}\nNo program uses a line of the simulated board.\n`);
});
