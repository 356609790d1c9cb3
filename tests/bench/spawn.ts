/** A task that does nothing, awaited, over and over: ns each. */

import { create_task, run } from "../../mod.ts";
import { isQuick, median, report } from "./measure.ts";

const TASKS = 100_000;
const PASSES = isQuick ? 3 : 5;

async function nothing(): Promise<void> {}

async function spawnAndFinish(): Promise<number> {
  const start = performance.now();
  for (let i = 0; i < TASKS; i++) await create_task(nothing);
  return (performance.now() - start) * 1e6 / TASKS;
}

await run(spawnAndFinish); // for the compiler
const times: number[] = [];
for (let pass = 0; pass < PASSES; pass++) times.push(await run(spawnAndFinish));
report({ spawn: median(times) });
