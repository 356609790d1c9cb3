// All who await a task that is cancelled get the CancelledError, and may go on.
import { CancelledError, create_task, run, sleep_ms, type Task } from "../../mod.ts";
import { print } from "./print.ts";

async function work() {
  await sleep_ms(100);
}

async function reader(name: string, task: Task<void>) {
  try {
    await task;
  } catch (error) {
    if (!(error instanceof CancelledError)) throw error;
    print(name, "hears of it");
    await sleep_ms(0);
    print(name, "goes on");
  }
}

async function main() {
  const task = create_task(work);
  const readers = ["a", "b", "c"].map((name) => create_task(() => reader(name, task)));
  await sleep_ms(10);
  task.cancel();
  for (const each of readers) {
    await each;
  }
  print("and main");
}

await run(main);
