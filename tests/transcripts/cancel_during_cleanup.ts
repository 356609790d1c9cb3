// A task that waits while it tidies up can be cancelled there again.
import { CancelledError, create_task, run, sleep_ms } from "../../mod.ts";
import { print } from "./print.ts";

async function work() {
  try {
    await sleep_ms(100);
  } catch (error) {
    if (!(error instanceof CancelledError)) throw error;
    print("tidies up");
    try {
      await sleep_ms(100);
      print("tidied up");
    } catch (error) {
      if (error instanceof CancelledError) print("is disturbed");
      throw error;
    }
  } finally {
    print("finally");
    await sleep_ms(10);
    print("finally after a sleep");
  }
}

async function main() {
  const task = create_task(work);
  await sleep_ms(10);
  print(task.cancel());
  await sleep_ms(10);
  print(task.cancel(), task.done());
  try {
    await task;
  } catch (error) {
    if (!(error instanceof CancelledError)) throw error;
    print("cancelled in the end");
  }
}

await run(main);
