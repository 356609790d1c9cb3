// Simulates what examples/thermometer.ts takes: a thermometer LM75 at the address 0x48. It is as
// cold and warm as a day and a night, within a minute.

import { set_board, SimulatedBoard } from "@uasyncio/uasyncio/machine";
import { ticks_diff, ticks_ms } from "@uasyncio/uasyncio/time";

const board = new SimulatedBoard();
set_board(board);

const start = ticks_ms();
board.i2c(1).attach(0x48, {
  // Its only register is that of the temperature, so that what is written does not matter.
  read() {
    const minutes = ticks_diff(ticks_ms(), start) / 60_000;
    const celsius = 7.5 + 12.5 * Math.cos(2 * Math.PI * minutes);
    const steps = Math.round(2 * celsius); // it has half degrees, in the upper 9 bits
    return [steps >> 1, (steps & 1) << 7];
  },
});
