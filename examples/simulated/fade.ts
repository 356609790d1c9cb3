// Shows the brightness of the LED of examples/fade.ts, five times a second.

import { create_task, sleep_ms } from "@uasyncio/uasyncio";
import { set_board, SimulatedBoard } from "@uasyncio/uasyncio/machine";

const board = new SimulatedBoard();
set_board(board);

create_task(async () => {
  while (true) {
    await sleep_ms(200);
    const { duty_u16 = 0 } = board.pwm(18).output() ?? {};
    console.log("#".repeat(Math.round(40 * duty_u16 / 65535)));
  }
});
