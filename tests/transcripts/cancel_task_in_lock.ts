// A task that is cancelled while it queues for a lock leaves the queue.
import { CancelledError, create_task, Lock, run, sleep_ms } from "../../mod.ts";
import { print } from "./print.ts";

async function worker(name: string, lock: Lock) {
  try {
    {
      using _guard = await lock.acquire();
      print(name, "has the lock");
      await sleep_ms(10);
    }
    print(name, "has released it");
  } catch (error) {
    if (!(error instanceof CancelledError)) throw error;
    print(name, "is cancelled, locked:", lock.locked());
  }
}

async function main() {
  const lock = new Lock();
  const tasks = ["a", "b", "c"].map((name) => create_task(() => worker(name, lock)));
  await sleep_ms(0);
  tasks[1]?.cancel();
  for (const task of tasks) {
    await task;
  }
  print(lock.locked());
}

await run(main);
