// A task that is cancelled after it was handed the lock passes it on to the next one.
import { CancelledError, create_task, Lock, run, sleep_ms } from "../../mod.ts";
import { print } from "./print.ts";

async function worker(name: string, lock: Lock) {
  try {
    await lock.acquire();
  } catch (error) {
    if (error instanceof CancelledError) print(name, "is cancelled");
    throw error;
  }
  print(name, "has the lock");
  await sleep_ms(0);
  lock.release();
  print(name, "has released it");
}

async function main() {
  const lock = new Lock();
  await lock.acquire();
  const a = create_task(() => worker("a", lock));
  const b = create_task(() => worker("b", lock));
  const c = create_task(() => worker("c", lock));
  await sleep_ms(0);
  lock.release();
  print("locked", lock.locked(), "cancelled", a.cancel());
  await sleep_ms(0);
  print("locked", lock.locked(), "cancelled", b.cancel());
  await c;
  print("locked", lock.locked());
}

await run(main);
