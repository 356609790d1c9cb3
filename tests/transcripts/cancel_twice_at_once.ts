// Two cancels before the task has its turn are one.
import { CancelledError, create_task, run, sleep_ms } from "../../mod.ts";
import { print } from "./print.ts";

async function work() {
  for (let i = 0; i < 3; i++) {
    try {
      await sleep_ms(20);
      print("slept", i);
    } catch (error) {
      if (!(error instanceof CancelledError)) throw error;
      print("cancelled", i);
    }
  }
}

async function main() {
  const task = create_task(work);
  await sleep_ms(0);
  print(task.cancel(), task.cancel(), task.cancel());
  await task;
  print(task.cancel());
}

await run(main);
