// Cancelling a task that awaits another one cancels that one first.
import { create_task, run, sleep, sleep_ms, type Task } from "../../mod.ts";
import { print } from "./print.ts";

async function inner() {
  try {
    await sleep(100);
  } finally {
    print("inner tidies up");
  }
}

async function outer(task: Task<void>) {
  try {
    await task;
  } finally {
    print("outer tidies up, inner done:", task.done());
  }
}

async function main() {
  const a = create_task(inner);
  const b = create_task(() => outer(a));
  await sleep_ms(10);
  print(b.cancel(), a.done(), b.done());
  await sleep_ms(10);
  print(a.done(), b.done());
}

await run(main);
