/** Heap bytes for each of 100,000 sleeping tasks, and for a bare parked async function. */

import { create_task, run, sleep_ms, type Task } from "../../mod.ts";
import { heapInUse, report } from "./measure.ts";

const TASKS = 100_000;

async function sleepLong(index: number): Promise<void> {
  await sleep_ms(60_000 + index * 7919 % TASKS);
}

const resolvers: (() => void)[] = [];

async function park(): Promise<void> {
  await new Promise<void>((resolve) => resolvers.push(resolve));
}

async function bytesPerTask(): Promise<number> {
  const before = heapInUse();
  const tasks: Task[] = [];
  for (let i = 0; i < TASKS; i++) tasks.push(create_task(() => sleepLong(i)));
  await sleep_ms(0);
  const bytes = (heapInUse() - before) / TASKS;
  for (const task of tasks) task.cancel();
  return bytes;
}

function bytesPerBareFunction(): number {
  const before = heapInUse();
  for (let i = 0; i < TASKS; i++) park();
  return (heapInUse() - before) / TASKS;
}

report({ sleeper_bytes: await run(bytesPerTask), bare_bytes: bytesPerBareFunction() });
