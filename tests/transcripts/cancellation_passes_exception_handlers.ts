// What handles ordinary exceptions lets a cancellation through.
import { CancelledError, create_task, run, RuntimeError, sleep_ms } from "../../mod.ts";
import { print } from "./print.ts";

async function work() {
  while (true) {
    try {
      await sleep_ms(10);
      throw new RuntimeError("every time");
    } catch (error) {
      if (error instanceof CancelledError) throw error;
      print("goes on after", (error as Error).message);
    }
  }
}

async function main() {
  const task = create_task(work);
  await sleep_ms(25);
  task.cancel();
  await sleep_ms(0);
  print(task.done());
}

await run(main);
