// When the heir of a lock is cancelled and nobody else waits, the lock is free.
import { CancelledError, create_task, Lock, run, sleep_ms } from "../../mod.ts";
import { print } from "./print.ts";

async function worker(name: string, lock: Lock) {
  try {
    using _guard = await lock.acquire();
    print(name, "has the lock");
  } catch (error) {
    if (!(error instanceof CancelledError)) throw error;
    print(name, "is cancelled");
  }
}

async function main() {
  const lock = new Lock();
  await lock.acquire();
  const heir = create_task(() => worker("heir", lock));
  await sleep_ms(0);
  lock.release();
  heir.cancel();
  const late = create_task(() => worker("late", lock));
  print(lock.locked());
  await heir;
  await late;
  await lock.acquire();
  print(lock.locked());
}

await run(main);
