// An exception handler that raises ends run() with its exception.
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

function fail() {
  throw new RuntimeError("of the task");
}

function handler(_loop: Loop, context: ExceptionContext) {
  print("handles", (context.exception as Error).message);
  throw new RuntimeError("of the handler");
}

async function main() {
  get_event_loop().set_exception_handler(handler);
  create_task(fail);
  for (let i = 0; i < 4; i++) {
    print("main", i);
    await sleep_ms(0);
  }
}

try {
  await run(main);
} catch (error) {
  if (!(error instanceof RuntimeError)) throw error;
  print("run raised", error.message);
}
