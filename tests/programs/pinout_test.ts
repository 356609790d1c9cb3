import { assertEquals, assertStringIncludes } from "@std/assert";
import { Pin, set_board, SimulatedBoard } from "../../src/machine/mod.ts";
import { draw_header } from "../../src/pinout.ts";
import { runProgram } from "./run_program.ts";

Deno.test("draw_header() has forty pins, their names, and the programs that use them", () => {
  const board = new SimulatedBoard();
  set_board(board);
  new Pin(17, Pin.OUT);
  new Pin(18, Pin.IN);
  const rows = draw_header(board.lines()).split("\n").slice(1).map((row) => row.trim());
  assertEquals(rows.length, 20);
  assertEquals(rows[0], "3V3   1 | 2   5V");
  assertEquals(rows[1], "SDA1 GPIO2   3 | 4   5V");
  assertEquals(rows[5], 'out "uasyncio" GPIO17  11 | 12  GPIO18 PWM0 in "uasyncio"');
  assertEquals(rows[19], "GND  39 | 40  GPIO21 SCLK1");
  const names = rows.join(" ").match(/GPIO\d+/g)!.map((name) => Number(name.slice(4)));
  assertEquals(names.sort((a, b) => a - b), Array.from({ length: 28 }, (_, n) => n));
  assertEquals(draw_header().includes("uasyncio"), false);
});

Deno.test("src/pinout.ts draws the header also where there is no board, and says why", async () => {
  const nowhere = await runProgram(["src/pinout.ts"]);
  assertEquals([nowhere.code, nowhere.stderr], [0, ""]);
  assertStringIncludes(nowhere.stdout, "GPIO21 SCLK1");
  assertStringIncludes(nowhere.stdout, "It is not known what is in use: Requires ffi access");
  const flags = ["--allow-env=UASYNCIO_BOARD", "src/pinout.ts"];
  const { code, stdout } = await runProgram(flags, { UASYNCIO_BOARD: "sim" });
  assertEquals([code, stdout], [0, draw_header() + "\n"]);
});
