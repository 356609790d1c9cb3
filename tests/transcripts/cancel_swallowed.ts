// A task may swallow its cancellation and work on; each new one hits it again.
import { CancelledError, create_task, run, sleep_ms } from "../../mod.ts";
import { print } from "./print.ts";

async function work() {
  for (let i = 0; i < 4; i++) {
    try {
      await sleep_ms(100);
      print("slept", i);
    } catch (error) {
      if (!(error instanceof CancelledError)) throw error;
      print("swallowed", i);
    }
  }
  return "result";
}

async function main() {
  const task = create_task(work);
  for (let i = 0; i < 3; i++) {
    await sleep_ms(10);
    print(task.cancel(), task.done());
  }
  print(await task, task.done(), task.cancel());
}

await run(main);
