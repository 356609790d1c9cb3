// wait_for() waits on for what swallows its cancellation, and raises all the same.
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
  for (let i = 0; i < 2; i++) {
    try {
      await sleep_ms(40);
      print("slept", i);
    } catch (error) {
      if (!(error instanceof CancelledError)) throw error;
      print("ignored", i);
    }
  }
  return "unheard";
}

async function main() {
  const task = create_task(stubborn);
  try {
    print(await wait_for_ms(task, 20));
  } catch (error) {
    if (!(error instanceof TimeoutError)) throw error;
    print("timed out, done:", task.done());
  }
  print(await task);
}

await run(main);
