// Only a lock that is held can be released; who holds it does not matter.
import { create_task, Lock, run, RuntimeError, sleep_ms } from "../../mod.ts";
import { print } from "./print.ts";

function release(lock: Lock) {
  try {
    lock.release();
    print("released");
  } catch (error) {
    if (!(error instanceof RuntimeError)) throw error;
    print("RuntimeError:", error.message);
  }
}

async function acquire(lock: Lock) {
  await lock.acquire();
}

async function main() {
  const lock = new Lock();
  release(lock);
  await create_task(() => acquire(lock));
  release(lock);
  release(lock);
  await lock.acquire();
  create_task(() => acquire(lock));
  await sleep_ms(0);
  release(lock);
  release(lock);
  await sleep_ms(0);
  release(lock);
}

await run(main);
