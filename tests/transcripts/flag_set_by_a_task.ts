// Who waits for a flag is woken when the task that sets it has given up the loop.
import { create_task, run, sleep_ms, ThreadSafeFlag } from "../../mod.ts";
import { print } from "./print.ts";

async function waiter(flag: ThreadSafeFlag) {
  for (let i = 0; i < 3; i++) {
    await flag.wait();
    print("flag", i);
  }
}

async function worker(name: string) {
  for (let i = 0; i < 5; i++) {
    print(name, i);
    await sleep_ms(0);
  }
}

async function main() {
  const flag = new ThreadSafeFlag();
  const task = create_task(() => waiter(flag));
  create_task(() => worker("a"));
  await sleep_ms(0);
  for (let i = 0; i < 3; i++) {
    print("set");
    flag.set();
    await sleep_ms(0);
    print("main");
    await sleep_ms(0);
  }
  await task;
}

await run(main);
