// A released lock counts as unlocked until the task that inherits it has its turn.
import { create_task, Lock, run, sleep_ms } from "../../mod.ts";
import { print } from "./print.ts";

async function worker(name: string, lock: Lock) {
  await lock.acquire();
  print(name, "has the lock", lock.locked());
  await sleep_ms(0);
  lock.release();
}

async function main() {
  const lock = new Lock();
  print("new", lock.locked());
  await lock.acquire();
  print("acquired", lock.locked());
  create_task(() => worker("heir", lock));
  await sleep_ms(0);
  lock.release();
  print("released", lock.locked());
  await lock.acquire();
  print("main has it after the heir", lock.locked());
  lock.release();
  print("nobody waits", lock.locked());
}

await run(main);
