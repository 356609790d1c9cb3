// Simulates what examples/recipes/weather_station.ts takes: a BME280 at the address 0x76, with the
// constants and the raw values of the example in the data sheet of its kin, the BMP280
// (BST-BMP280-DS001, chapter 3.12).

import { set_board, SimulatedBoard } from "@uasyncio/uasyncio/machine";

const board = new SimulatedBoard();
set_board(board);

const registers = new Uint8Array(256);
const view = new DataView(registers.buffer);
registers[0xd0] = 0x60;
const t = [27504, 26435, -1000];
const p = [36477, -10685, 3024, 2855, 140, -7, 15500, -14600, 6000];
for (const [i, value] of [...t, ...p].entries()) view.setInt16(0x88 + 2 * i, value, true);

const [h1, h2, h3, h4, h5, h6] = [75, 362, 0, 313, 50, 30];
registers[0xa1] = h1!;
view.setInt16(0xe1, h2!, true);
registers[0xe3] = h3!;
registers.set([h4! >> 4, h5! << 4 & 0xf0 | h4! & 0xf, h5! >> 4, h6!], 0xe4);

for (const [place, value] of [[0xf7, 415148], [0xfa, 519888]] as const) {
  registers.set([value >> 12, value >> 4 & 0xff, value << 4 & 0xf0], place);
}
view.setUint16(0xfd, 29000);

board.i2c(1).attach(0x76, { registers });
