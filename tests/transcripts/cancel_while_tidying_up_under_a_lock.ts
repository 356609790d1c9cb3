// A cancelled task may wait for a lock while it tidies up.
import { CancelledError, create_task, Lock, run, sleep_ms } from "../../mod.ts";
import { print } from "./print.ts";

async function work(name: string, lock: Lock, log: string[]) {
  try {
    await sleep_ms(1000);
  } finally {
    print(name, "wants to log");
    {
      using _guard = await lock.acquire();
      await sleep_ms(10);
      log.push(name);
    }
    print(name, "has logged");
  }
}

async function main() {
  const lock = new Lock();
  const log: string[] = [];
  const tasks = ["a", "b", "c"].map((name) => create_task(() => work(name, lock, log)));
  await sleep_ms(10);
  for (const task of tasks) {
    task.cancel();
  }
  await sleep_ms(0);
  print(tasks[1]?.cancel());
  for (const task of tasks) {
    try {
      await task;
    } catch (error) {
      if (!(error instanceof CancelledError)) throw error;
      print("cancelled", log);
    }
  }
}

await run(main);
