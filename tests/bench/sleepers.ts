/**
 * 100,000 tasks, asleep until different times: ms, and ms of CPU time, to put
 * them to sleep, to cancel all of them, and until all have ended.
 */

import { create_task, run, sleep_ms, type Task } from "../../mod.ts";
import { report, Stopwatch } from "./measure.ts";

const TASKS = 100_000;

async function sleepLong(index: number): Promise<void> {
  // In no order, as the due times of a real program; 7919 is prime.
  await sleep_ms(60_000 + index * 7919 % TASKS);
}

await run(async () => {
  const tasks: Task[] = [];
  const stopwatch = new Stopwatch();
  for (let i = 0; i < TASKS; i++) tasks.push(create_task(() => sleepLong(i)));
  await sleep_ms(0);
  const create = stopwatch.lap();
  for (const task of tasks) task.cancel();
  const cancel = stopwatch.lap();
  while (!tasks.at(-1)!.done()) await sleep_ms(0);
  const finish = stopwatch.lap();
  if (!tasks.every((task) => task.done())) throw new Error("a task has not ended");
  report({
    create_time: create.time,
    create_cpu: create.cpu,
    cancel_time: cancel.time,
    cancel_cpu: cancel.cpu,
    finish_time: finish.time,
    finish_cpu: finish.cpu,
    total_time: create.time + cancel.time + finish.time,
    total_cpu: create.cpu + cancel.cpu + finish.cpu,
  });
});
