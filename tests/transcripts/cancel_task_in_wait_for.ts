// Cancelling a task in wait_for() cancels what it waits for as well.
import {
  CancelledError,
  create_task,
  run,
  sleep_ms,
  type Task,
  TimeoutError,
  wait_for,
} from "../../mod.ts";
import { print } from "./print.ts";

async function work() {
  try {
    await sleep_ms(1000);
  } finally {
    print("work tidies up");
  }
}

async function limited(task: Task<void>) {
  try {
    await wait_for(task, 10);
  } catch (error) {
    if (error instanceof TimeoutError) return print("timed out");
    if (error instanceof CancelledError) print("limited is cancelled, work done:", task.done());
    throw error;
  }
}

async function main() {
  const inner = create_task(work);
  const outer = create_task(() => limited(inner));
  await sleep_ms(20);
  print(outer.cancel());
  try {
    await outer;
  } catch (error) {
    if (!(error instanceof CancelledError)) throw error;
    print("main knows", outer.done(), inner.done());
  }
  await sleep_ms(20);
  print(inner.done());
}

await run(main);
