// A wait for a flag that is given up leaves the flag to the next wait.
import {
  CancelledError,
  create_task,
  run,
  sleep_ms,
  ThreadSafeFlag,
  TimeoutError,
  wait_for_ms,
} from "../../mod.ts";
import { print } from "./print.ts";

async function waiter(flag: ThreadSafeFlag, name: string) {
  try {
    await flag.wait();
    print(name, "saw the flag");
  } catch (error) {
    if (error instanceof CancelledError) print(name, "is cancelled");
    throw error;
  }
}

async function main() {
  const flag = new ThreadSafeFlag();
  try {
    await wait_for_ms(() => waiter(flag, "first"), 20);
  } catch (error) {
    if (!(error instanceof TimeoutError)) throw error;
    print("too late");
  }
  let task = create_task(() => waiter(flag, "second"));
  await sleep_ms(0);
  flag.set();
  print(task.cancel());
  await sleep_ms(0);
  await wait_for_ms(() => waiter(flag, "third"), 500);
  task = create_task(() => waiter(flag, "fourth"));
  await sleep_ms(10);
  print(task.done());
}

await run(main);
