// A task that a flag has woken and that is cancelled before its turn leaves it set.
import { CancelledError, create_task, run, sleep_ms, ThreadSafeFlag } from "../../mod.ts";
import { print } from "./print.ts";

async function waiter(flag: ThreadSafeFlag) {
  try {
    await flag.wait();
    print("flag seen");
  } catch (error) {
    if (!(error instanceof CancelledError)) throw error;
    print("cancelled");
  }
}

async function main() {
  const flag = new ThreadSafeFlag();
  const task = create_task(() => waiter(flag));
  await sleep_ms(10);
  flag.set();
  await sleep_ms(0);
  print(task.done(), task.cancel());
  await task;
  await flag.wait();
  print("it was still set");
}

await run(main);
