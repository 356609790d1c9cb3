/** Two tasks that wake one another by two events: ns for each hand-over. */

import { Event, gather, run } from "../../mod.ts";
import { isQuick, median, report } from "./measure.ts";

const ROUNDS = 100_000;
const PASSES = isQuick ? 3 : 5;

async function play(mine: Event, other: Event): Promise<void> {
  for (let i = 0; i < ROUNDS; i++) {
    await mine.wait();
    mine.clear();
    other.set();
  }
}

async function timeHandOver(): Promise<number> {
  const ping = new Event();
  const pong = new Event();
  ping.set();
  const start = performance.now();
  await gather(() => play(ping, pong), () => play(pong, ping));
  return (performance.now() - start) * 1e6 / (2 * ROUNDS);
}

await run(timeHandOver); // for the compiler
const times: number[] = [];
for (let pass = 0; pass < PASSES; pass++) times.push(await run(timeHandOver));
report({ ping_pong: median(times) });
