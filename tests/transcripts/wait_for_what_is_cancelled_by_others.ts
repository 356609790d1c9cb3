// When somebody else cancels what wait_for() waits for, that is no timeout.
import {
  CancelledError,
  create_task,
  run,
  sleep_ms,
  type Task,
  TimeoutError,
  wait_for_ms,
} from "../../mod.ts";
import { print } from "./print.ts";

async function work() {
  await sleep_ms(1000);
}

async function limited(task: Task<void>) {
  try {
    await wait_for_ms(task, 500);
  } catch (error) {
    if (error instanceof TimeoutError) print("timed out");
    else if (error instanceof CancelledError) print("work was cancelled");
    else throw error;
  }
  await sleep_ms(0);
  return "limited goes on";
}

async function main() {
  const inner = create_task(work);
  const outer = create_task(() => limited(inner));
  await sleep_ms(20);
  print(inner.cancel(), outer.done());
  print(await outer);
}

await run(main);
