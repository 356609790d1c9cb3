/**
 * Loaded ahead of an example: it prints the picture of the wiring, and ends the example, as soon as
 * that has taken all its lines into use.
 *
 * @module
 */

import type { LineAddress } from "../src/machine/boards/board.ts";
import { set_board, SimulatedBoard } from "../src/machine/mod.ts";
import type { LineState } from "../src/web/messages.ts";
import { ShownSimulation } from "../src/web/shown_simulation.ts";
import { partsOf } from "./wiring.ts";
import { drawWiring } from "./wiring_drawing.ts";

/** An example that has taken no line into use for so long, in ms, has all that it uses. */
const MOMENT = 300;

const used: string[] = [];
let timer: ReturnType<typeof setTimeout> | undefined;

/** A board that knows in which order its lines have been taken into use. */
class Board extends SimulatedBoard {
  override request(lines: readonly LineAddress[]): ReturnType<SimulatedBoard["request"]> {
    used.push(...lines.map(({ name }) => name));
    clearTimeout(timer);
    timer = setTimeout(draw, MOMENT);
    return super.request(lines);
  }
}

const board = new Board();
set_board(board);
console.log = () => {};

function draw(): void {
  const shown = new ShownSimulation(board);
  const all = new Map(shown.lines().map((line) => [line.name, line]));
  const lines = used.map((name): LineState => all.get(name)!);
  const parts = partsOf({ lines, pwms: shown.pwms(), transfers: [] });
  const name = Deno.mainModule.split("/").at(-1)!;
  Deno.stdout.writeSync(new TextEncoder().encode(drawWiring(name, parts)));
  Deno.exit();
}
