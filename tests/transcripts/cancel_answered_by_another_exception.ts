// A task may answer its cancellation with an exception of its own.
import { CancelledError, create_task, run, RuntimeError, sleep_ms } from "../../mod.ts";
import { print } from "./print.ts";

async function work() {
  try {
    await sleep_ms(100);
  } catch (error) {
    if (!(error instanceof CancelledError)) throw error;
    throw new RuntimeError("not now");
  }
}

async function main() {
  const task = create_task(work);
  await sleep_ms(10);
  print(task.cancel());
  try {
    await task;
  } catch (error) {
    if (!(error instanceof RuntimeError)) throw error;
    print("caught", error.message);
  }
  print(task.done());
}

await run(main);
