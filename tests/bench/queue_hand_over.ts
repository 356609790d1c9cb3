/**
 * Two tasks that hand an item to and fro by two queues, and, for comparison, two that wake one
 * another by two events: ns for each hand-over.
 */

import { Event, gather, Queue, run } from "../../mod.ts";
import { isQuick, median, report } from "./measure.ts";

const ROUNDS = 100_000;
const PASSES = isQuick ? 3 : 7;

async function pass(mine: Queue<number>, other: Queue<number>): Promise<void> {
  for (let i = 0; i < ROUNDS; i++) other.put_nowait(await mine.get());
}

async function wake(mine: Event, other: Event): Promise<void> {
  for (let i = 0; i < ROUNDS; i++) {
    await mine.wait();
    mine.clear();
    other.set();
  }
}

async function timeQueues(): Promise<number> {
  const ping = new Queue<number>();
  const pong = new Queue<number>();
  ping.put_nowait(1);
  const start = performance.now();
  await gather(() => pass(ping, pong), () => pass(pong, ping));
  return (performance.now() - start) * 1e6 / (2 * ROUNDS);
}

async function timeEvents(): Promise<number> {
  const ping = new Event();
  const pong = new Event();
  ping.set();
  const start = performance.now();
  await gather(() => wake(ping, pong), () => wake(pong, ping));
  return (performance.now() - start) * 1e6 / (2 * ROUNDS);
}

await run(timeQueues); // for the compiler
await run(timeEvents);
const queues: number[] = [];
const events: number[] = [];
for (let i = 0; i < PASSES; i++) { // in turn, as the machine is not always equally fast
  queues.push(await run(timeQueues));
  events.push(await run(timeEvents));
}
report({ queue: median(queues), event: median(events) });
