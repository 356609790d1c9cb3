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

import { checkOptions } from "./core/options.ts";
import { get_board } from "./machine/boards/current_board.ts";
import { GpiodBoard, HEADER_LINES, isHeader } from "./machine/boards/gpiod_board.ts";
import type { LineInfo } from "./machine/boards/board.ts";
import { HEADER, type HeaderPin } from "./machine/boards/header.ts";

/** Options of {@linkcode draw_header}. */
export interface DrawOptions {
  /** Whether to colour the pins, as a terminal shows them; false by default. */
  color?: boolean;
}

/** What the lines can be besides, by their numbers; the page in the browser has room for one. */
const FUNCTIONS: Record<number, string> = {
  0: "ID_SD",
  1: "ID_SC",
  2: "I2C1 SDA",
  3: "I2C1 SCL",
  4: "GPCLK0",
  5: "GPCLK1",
  6: "GPCLK2",
  7: "SPI0 CE1",
  8: "SPI0 CE0",
  9: "SPI0 MISO",
  10: "SPI0 MOSI",
  11: "SPI0 SCLK",
  12: "PWM0",
  13: "PWM1",
  14: "UART TXD",
  15: "UART RXD",
  16: "SPI1 CE2",
  17: "SPI1 CE1",
  18: "PWM0, PCM CLK, SPI1 CE0",
  19: "PWM1, PCM FS, SPI1 MISO",
  20: "PCM DIN, SPI1 MOSI",
  21: "PCM DOUT, SPI1 SCLK",
};

/** How wide the left side is; the right one is as long as its words, 79 columns in all at most. */
const WIDTH = 35;
/** The numbers of the colours, as ANSI has them. */
const COLORS = { "3V3": 33, "5V": 31, "GND": 90, used: 32 };

/**
 * The header as text, pin 1 at the top left, no line of the drawing longer than 79 characters. A
 * line in use has a `*`, and below the header is its user.
 *
 * @param lines The lines of the board, to tell how they are used; none if there is no board.
 * @param options {@linkcode DrawOptions}.
 * @returns The text.
 * @throws {TypeError} If there is another option.
 *
 * @example The header of the simulated board
 * ```ts
 * import { SimulatedBoard } from "@uasyncio/uasyncio/machine";
 * import { draw_header } from "@uasyncio/uasyncio/pinout";
 *
 * console.log(draw_header(new SimulatedBoard().lines()));
 * ```
 */
export function draw_header(lines: readonly LineInfo[] = [], options: DrawOptions = {}): string {
  checkOptions(options, ["color"], "draw the header");
  const paint = options.color ? colored : (text: string) => text;
  const used = HEADER.flatMap((pin) => {
    const line = lineOf(pin, lines);
    return line === undefined || line.used_by === null ? [] : [{ pin, line }];
  });
  const side = (pin: HeaderPin, isLeft: boolean) => {
    const isUsed = used.some((one) => one.pin === pin);
    const words = [`${pin.name}${isUsed ? "*" : ""}`, functionsOf(pin)].filter((word) => word);
    const text = isLeft ? words.reverse().join("  ").padStart(WIDTH) : words.join("  ");
    return paint(text, isUsed ? "used" : pin.name);
  };
  const rows = Array.from({ length: HEADER.length / 2 }, (_, i) => {
    const [left, right] = HEADER.slice(2 * i, 2 * i + 2) as [HeaderPin, HeaderPin];
    const numbers = `${String(left.pin).padStart(2)} | ${String(right.pin).padEnd(2)}`;
    return `${side(left, true)}  ${numbers}  ${side(right, false)}`;
  });
  const users = used.map(({ pin, line: { direction, used_by } }) =>
    `* pin ${pin.pin}, ${pin.name}: ${direction}, used by ${JSON.stringify(used_by)}`
  );
  return [...rows, ...users].join("\n");
}

function numberOf({ name }: HeaderPin): number | null {
  const digits = /^GPIO(\d+)$/.exec(name)?.[1];
  return digits === undefined ? null : Number(digits);
}

function functionsOf(pin: HeaderPin): string {
  return FUNCTIONS[numberOf(pin) ?? -1] ?? "";
}

/** The line of a pin. Its number is the same on the chips of all Raspberry Pis. */
function lineOf(pin: HeaderPin, lines: readonly LineInfo[]): LineInfo | undefined {
  const number = numberOf(pin);
  return number === null ? undefined : lines.find(({ offset }) => offset === number);
}

function colored(text: string, what: string): string {
  const color = COLORS[what as keyof typeof COLORS];
  return color === undefined ? text : `\x1b[${color}m${text}\x1b[0m`;
}

if (import.meta.main) {
  let note = "";
  let lines: LineInfo[] = [];
  try {
    const board = get_board();
    if (board instanceof GpiodBoard && !isHeader(board.name)) {
      note = `\nIt is not known what is in use: ${board.name} is not a Raspberry Pi's header`;
    } else {
      lines = board.lines();
      const isUsed = lines.some(({ offset, used_by }) => offset < HEADER_LINES && used_by !== null);
      if (!isUsed) note = `\nNo program uses a line of ${board.name}.`;
    }
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    note = `\nIt is not known what is in use: ${error.message}`;
  }
  const color = Deno.stdout.isTerminal() && !Deno.noColor;
  console.log(draw_header(lines, { color }) + note);
}
