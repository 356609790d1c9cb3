// A failed task that was reported still raises for who awaits it later.
import {
  create_task,
  type ExceptionContext,
  get_event_loop,
  type Loop,
  run,
  RuntimeError,
  sleep_ms,
} from "../../mod.ts";
import { print } from "./print.ts";

async function fail() {
  await sleep_ms(10);
  throw new RuntimeError("late");
}

function handler(_loop: Loop, context: ExceptionContext) {
  print(context.message, (context.exception as Error).message);
}

async function main() {
  get_event_loop().set_exception_handler(handler);
  const task = create_task(fail);
  await sleep_ms(30);
  print(task.done(), task.cancel());
  try {
    await task;
  } catch (error) {
    if (!(error instanceof RuntimeError)) throw error;
    print("caught", error.message);
  }
}

await run(main);
