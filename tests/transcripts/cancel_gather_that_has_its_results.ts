// A gathering task whose results are there can be cancelled until its turn comes.
import { CancelledError, create_task, gather, run, sleep_ms, type Task } from "../../mod.ts";
import { print } from "./print.ts";

async function work(n: number) {
  await sleep_ms(0);
  print("work", n);
  return n;
}

async function collect() {
  try {
    print(await gather(() => work(1), () => work(2)));
  } catch (error) {
    if (error instanceof CancelledError) print("collect is cancelled");
    throw error;
  }
}

async function canceller(task: Task<void>) {
  await sleep_ms(0);
  await sleep_ms(0);
  print("cancel", task.cancel());
}

async function main() {
  const task = create_task(collect);
  create_task(() => canceller(task));
  try {
    await task;
  } catch (error) {
    if (!(error instanceof CancelledError)) throw error;
    print("main knows");
  }
}

await run(main);
