// Simulates what examples/oled.ts takes: a display SSD1306 of 128 by 64 pixels at the address 0x3c.
// Each picture is shown in the terminal, in characters that have 2 by 4 dots.

import { set_board, SimulatedBoard } from "@uasyncio/uasyncio/machine";

const WIDTH = 128;
const PAGES = 8; // of 8 rows each

const board = new SimulatedBoard();
set_board(board);

const memory = new Uint8Array(WIDTH * PAGES);
const columns = { first: 0, last: WIDTH - 1 };
const pages = { first: 0, last: PAGES - 1 };
let column = 0;
let page = 0;
let isOn = false;
let isInverted = false;

board.i2c(1).attach(0x3c, {
  write([kind, ...bytes]) {
    if (kind === 0x00) obey(bytes);
    else if (kind === 0x40) { for (const byte of bytes) put(byte); }
  },
});

/** How many bytes belong to a command, besides itself. */
function operands(command: number): number {
  if (command === 0x21 || command === 0x22) return 2;
  return [0x20, 0x81, 0x8d, 0xa8, 0xd3, 0xd5, 0xd9, 0xda, 0xdb].includes(command) ? 1 : 0;
}

function obey(bytes: number[]) {
  while (bytes.length > 0) {
    const command = bytes.shift()!;
    const [first = 0, last = 0] = bytes.splice(0, operands(command));
    if (command === 0x21) {
      Object.assign(columns, { first, last });
      column = first;
    } else if (command === 0x22) {
      Object.assign(pages, { first, last });
      page = first;
    } else if (command === 0xae || command === 0xaf) {
      const wasOn = isOn;
      isOn = command === 0xaf;
      if (wasOn && !isOn) show();
    } else if (command === 0xa6 || command === 0xa7) {
      isInverted = command === 0xa7;
    }
  }
}

/** Eight pixels, one below the other; the next ones go to the right of them. */
function put(byte: number) {
  memory[page * WIDTH + column] = byte;
  if (++column <= columns.last) return;
  column = columns.first;
  if (++page <= pages.last) return;
  page = pages.first;
  show();
}

function isLit(x: number, y: number): boolean {
  const bit = memory[(y >> 3) * WIDTH + x]! >> (y & 7) & 1;
  return isOn && (bit === 1) !== isInverted;
}

/** The eight dots of a character, as Unicode has them. */
const DOTS = [[0, 0], [0, 1], [0, 2], [1, 0], [1, 1], [1, 2], [0, 3], [1, 3]] as const;

function show() {
  let text = "";
  for (let y = 0; y < 8 * PAGES; y += 4) {
    for (let x = 0; x < WIDTH; x += 2) {
      let code = 0x2800;
      for (const [i, [dx, dy]] of DOTS.entries()) if (isLit(x + dx, y + dy)) code |= 1 << i;
      text += String.fromCharCode(code);
    }
    text += "\n";
  }
  if (Deno.stdout.isTerminal()) text = `\x1b[H\x1b[2J${text}`;
  console.log(text);
}
