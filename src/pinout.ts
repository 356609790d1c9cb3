/**
 * Draws the header of a Raspberry Pi in the terminal: what each pin is called, what else it can be,
 * and which program uses it.
 *
 * ```sh
 * deno run --allow-ffi jsr:@uasyncio/uasyncio/pinout
 * ```
 *
 * @module
 */

import { get_board } from "./machine/boards/current_board.ts";
import type { LineInfo } from "./machine/boards/board.ts";
import { HEADER, type HeaderPin } from "./machine/boards/header.ts";

/** How wide the words of a pin are at most, on the left. */
const WIDTH = 34;

/**
 * The header as text, pin 1 at the top left.
 *
 * @param lines The lines of the board, to tell how they are used; none if there is no board.
 * @returns The text, of 21 lines.
 *
 * @example The header of the simulated board
 * ```ts
 * import { SimulatedBoard } from "@uasyncio/uasyncio/machine";
 * import { draw_header } from "@uasyncio/uasyncio/pinout";
 *
 * console.log(draw_header(new SimulatedBoard().lines()));
 * ```
 */
export function draw_header(lines: readonly LineInfo[] = []): string {
  const words = HEADER.map((pin) => wordsOf(pin, lines));
  const rows = Array.from({ length: HEADER.length / 2 }, (_, i) => {
    const left = words[2 * i]!.toReversed().join(" ").padStart(WIDTH);
    const right = words[2 * i + 1]!.join(" ");
    return `${left}  ${String(2 * i + 1).padStart(2)} | ${String(2 * i + 2).padEnd(2)}  ${right}`;
  });
  return `${"".padStart(WIDTH)}  the middle of the board is on the left\n${rows.join("\n")}`;
}

/** The name of a pin, what else it can be, and how it is used. */
function wordsOf({ name, function: other }: HeaderPin, lines: readonly LineInfo[]): string[] {
  const number = /^GPIO(\d+)$/.exec(name)?.[1];
  const line = number === undefined ? undefined : lines[Number(number)];
  const words = [name];
  if (other !== "") words.push(other);
  if (line !== undefined && line.used_by !== null) {
    words.push(`${line.direction} "${line.used_by}"`);
  }
  return words;
}

if (import.meta.main) {
  let reason = "";
  let lines: LineInfo[] = [];
  try {
    lines = get_board().lines();
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    reason = `\nIt is not known what is in use: ${error.message}`;
  }
  console.log(draw_header(lines) + reason);
}
