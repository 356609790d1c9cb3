// Blinks for a day of virtual time, and looks at the waveform.
import { create_task, run, sleep_ms } from "../../mod.ts";
import { Pin, set_board, SimulatedBoard } from "../../src/machine/mod.ts";
import { VirtualClock } from "../../src/testing/mod.ts";

async function blink(led: Pin, period_ms: number) {
  while (true) {
    led.on();
    await sleep_ms(5);
    led.off();
    await sleep_ms(period_ms);
  }
}

new VirtualClock();
const board = new SimulatedBoard();
set_board(board);
const start = performance.now();
await run(async () => {
  create_task(() => blink(new Pin(1), 700));
  create_task(() => blink(new Pin(2), 400));
  await sleep_ms(86_400_000);
});
const took_ms = performance.now() - start;

let mistakes = 0;
let changes = 0;
for (const [line, period] of [[1, 705], [2, 405]] as const) {
  for (const [i, [time, level]] of board.history(line).entries()) {
    const expected = Math.floor(i / 2) * period + (i % 2) * 5;
    if (time !== expected || level !== (i + 1) % 2) mistakes++;
    changes++;
  }
}
console.log(JSON.stringify({ took_ms, mistakes, changes }));
