// A task whose awaited task has just ended is cancelled itself, and loses the value.
import { CancelledError, create_task, run, sleep_ms, type Task } from "../../mod.ts";
import { print } from "./print.ts";

async function quick() {
  await sleep_ms(0);
  print("quick ends");
  return "value";
}

async function outer(task: Task<string>) {
  try {
    print("outer got", await task);
  } catch (error) {
    if (!(error instanceof CancelledError)) throw error;
    print("outer is cancelled, quick done:", task.done());
    print("the value is still there:", await task);
  }
}

async function canceller(task: Task<void>) {
  await sleep_ms(0);
  print("cancel", task.cancel());
}

async function main() {
  const a = create_task(quick);
  const b = create_task(() => outer(a));
  const c = create_task(() => canceller(b));
  await c;
  await b;
}

await run(main);
