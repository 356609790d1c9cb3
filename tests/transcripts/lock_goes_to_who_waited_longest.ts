// A lock goes to the task that has waited longest; who wants it again queues up anew.
import { gather, Lock, run, sleep_ms } from "../../mod.ts";
import { print } from "./print.ts";

async function worker(name: string, lock: Lock) {
  for (let i = 0; i < 2; i++) {
    using _guard = await lock.acquire();
    print(name, "locks", i);
    await sleep_ms(10);
    print(name, "unlocks", i);
  }
  print(name, "ends");
}

async function main() {
  const lock = new Lock();
  await gather(...["a", "b", "c"].map((name) => () => worker(name, lock)));
  print(lock.locked());
}

await run(main);
