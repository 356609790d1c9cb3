/** Three tasks that contend for a lock and pause while they hold it: ns for each hand-over. */

import { gather, Lock, run, sleep_ms } from "../../mod.ts";
import { isQuick, median, report } from "./measure.ts";

const ROUNDS = 50_000;
const PASSES = isQuick ? 3 : 5;

async function contend(lock: Lock): Promise<void> {
  for (let i = 0; i < ROUNDS; i++) {
    await lock.acquire();
    await sleep_ms(0);
    lock.release();
  }
}

async function timeHandOver(): Promise<number> {
  const lock = new Lock();
  const start = performance.now();
  await gather(() => contend(lock), () => contend(lock), () => contend(lock));
  return (performance.now() - start) * 1e6 / (3 * ROUNDS);
}

await run(timeHandOver); // for the compiler
const times: number[] = [];
for (let pass = 0; pass < PASSES; pass++) times.push(await run(timeHandOver));
report({ lock: median(times) });
