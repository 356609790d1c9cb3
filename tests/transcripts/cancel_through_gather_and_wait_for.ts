// A cancellation goes through tasks, gather() and wait_for() to the very bottom.
import {
  CancelledError,
  create_task,
  gather,
  run,
  sleep_ms,
  type Task,
  TimeoutError,
  wait_for,
  wait_for_ms,
} from "../../mod.ts";
import { print } from "./print.ts";

async function bottom(name: string) {
  try {
    await sleep_ms(1000);
  } catch (error) {
    if (error instanceof CancelledError) print(name, "is cancelled");
    throw error;
  }
}

async function middle() {
  try {
    await gather(() => bottom("a"), wait_for(() => bottom("b"), 10));
  } finally {
    print("middle ends");
  }
}

async function top(task: Task<void>) {
  try {
    await task;
  } finally {
    print("top ends");
  }
}

async function main() {
  const a = create_task(middle);
  const b = create_task(() => top(a));
  await sleep_ms(20);
  print(b.cancel());
  try {
    await b;
  } catch (error) {
    if (!(error instanceof CancelledError)) throw error;
    print("main knows", a.done(), b.done());
  }
  await sleep_ms(20);
  try {
    await wait_for_ms(middle, 20);
  } catch (error) {
    if (!(error instanceof TimeoutError)) throw error;
    print("timed out");
  }
}

await run(main);
