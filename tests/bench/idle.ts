/**
 * CPU time, in percent of one core, while 1,000 tasks wait for an event and one
 * sleeps long; and before, while as many bare async functions are parked.
 */

import { create_task, Event, run, sleep } from "../../mod.ts";
import { isQuick, report, Stopwatch } from "./measure.ts";

const TASKS = 1000;
const DURATION = isQuick ? 1000 : 2000;

function hostTimeout(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

async function measureCpu(): Promise<number> {
  await hostTimeout(500); // until compilers and collectors are done
  const stopwatch = new Stopwatch();
  await hostTimeout(DURATION);
  const { time, cpu } = stopwatch.lap();
  return 100 * cpu / time;
}

const resolvers: (() => void)[] = [];

async function park(): Promise<void> {
  await new Promise<void>((resolve) => resolvers.push(resolve));
}

for (let i = 0; i < TASKS; i++) park();
const bare = await measureCpu();

const event = new Event();
run(async () => {
  for (let i = 0; i < TASKS; i++) {
    create_task(async () => {
      await event.wait();
    });
  }
  await sleep(3600);
});
report({ idle: await measureCpu(), bare_idle: bare });
Deno.exit(0); // the tasks would wait on
