// Simulates what examples/eeprom_clock.ts takes: a clock DS1307 at the address 0x68, which has the
// computer's time until it is set, and an EEPROM AT24C02 at 0x50, which is empty at each start.

import { set_board, SimulatedBoard } from "@uasyncio/uasyncio/machine";
import { ticks_diff, ticks_ms } from "@uasyncio/uasyncio/time";

const board = new SimulatedBoard();
set_board(board);

// The clock. The first byte that is written chooses a register, the others set the time.
let time_ms = Date.now();
let since = ticks_ms();

const decimal = (value: number) => parseInt(String(value % 100), 16);
const binary = (byte: number) => Number(byte.toString(16));

board.i2c(1).attach(0x68, {
  write([, ...registers]) {
    if (registers.length < 7) return;
    const [seconds, minutes, hours, , day, month, year] = registers.map(binary);
    time_ms = Date.UTC(2000 + year!, month! - 1, day, hours, minutes, seconds);
    since = ticks_ms();
  },
  read() {
    const now = new Date(time_ms + ticks_diff(ticks_ms(), since));
    return [
      now.getUTCSeconds(),
      now.getUTCMinutes(),
      now.getUTCHours(),
      now.getUTCDay() + 1,
      now.getUTCDate(),
      now.getUTCMonth() + 1,
      now.getUTCFullYear(),
    ].map(decimal);
  },
});

// The EEPROM. The first byte is where to read or write; a write stays within a page of 8 bytes.
const memory = new Uint8Array(256).fill(0xff);
let place = 0;

board.i2c(1).attach(0x50, {
  write([at = 0, ...bytes]) {
    place = at;
    for (const byte of bytes) {
      memory[place] = byte;
      place = (place & ~7) | ((place + 1) & 7);
    }
  },
  read: (count) => Array.from({ length: count }, () => memory[place++ % memory.length]!),
});
