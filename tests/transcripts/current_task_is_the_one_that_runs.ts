// current_task() is the same before and after waiting, and there is none outside of tasks.
import { create_task, current_task, run, RuntimeError, sleep_ms, type Task } from "../../mod.ts";
import { print } from "./print.ts";

function inner() {
  return [current_task()];
}

async function work(tasks: Task[], i: number) {
  const me = current_task();
  await sleep_ms(10);
  print(i, me === current_task(), me === tasks[i], me === (await inner())[0]);
  print(i, me === (await create_task(inner))[0], me === tasks[1 - i]);
}

async function main() {
  const tasks: Task[] = [];
  for (let i = 0; i < 2; i++) {
    tasks.push(create_task(() => work(tasks, i)));
  }
  for (const task of tasks) {
    await task;
  }
}

try {
  current_task();
} catch (error) {
  if (!(error instanceof RuntimeError)) throw error;
  print("no task before");
}
await run(main);
try {
  current_task();
} catch (error) {
  if (!(error instanceof RuntimeError)) throw error;
  print("no task afterwards");
}
