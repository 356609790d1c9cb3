// Simulates what examples/room_climate.ts takes: a DHT22 at GPIO4, which is pulled out for fifteen
// seconds of each minute, and two thermometers on 1-Wire at GPIO17, where a day takes a minute.

import { create_task, sleep } from "@uasyncio/uasyncio";
import { set_board, SimulatedBoard } from "@uasyncio/uasyncio/machine";

const board = new SimulatedBoard();
set_board(board);

create_task(async () => {
  for (let second = 0;; second++) {
    const warmth = Math.cos(2 * Math.PI * second / 60);
    const isThere = second % 60 < 15 || second % 60 >= 30;
    board.dht(4, isThere ? { temperature: 21 + warmth, humidity: 45 - 5 * warmth } : null);
    board.onewire(17).attach("28-000005e2fdc3", 8 + 10 * warmth); // in the sun
    board.onewire(17).attach("28-0316a2795a12", 6 + 7 * warmth);
    await sleep(1);
  }
});
