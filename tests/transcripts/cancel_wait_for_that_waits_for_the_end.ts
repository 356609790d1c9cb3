// A timed out wait_for() that waits for a stubborn task passes cancels on to that.
import {
  CancelledError,
  create_task,
  run,
  sleep_ms,
  TimeoutError,
  wait_for_ms,
} from "../../mod.ts";
import { print } from "./print.ts";

async function stubborn() {
  for (let i = 0; i < 3; i++) {
    try {
      await sleep_ms(100);
      print("slept", i);
    } catch (error) {
      if (!(error instanceof CancelledError)) throw error;
      print("ignored", i);
    }
  }
}

async function limited() {
  try {
    await wait_for_ms(stubborn, 20);
  } catch (error) {
    if (error instanceof TimeoutError) print("timed out");
    else if (error instanceof CancelledError) print("cancelled");
    else throw error;
  }
}

async function main() {
  const task = create_task(limited);
  await sleep_ms(50);
  print(task.cancel(), task.done());
  await task;
}

await run(main);
