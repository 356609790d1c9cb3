// A failed task that is awaited before its report is due is not reported.
import {
  create_task,
  type ExceptionContext,
  get_event_loop,
  type Loop,
  run,
  RuntimeError,
  sleep_ms,
  type Task,
} from "../../mod.ts";
import { print } from "./print.ts";

function fail(text: string) {
  throw new RuntimeError(text);
}

async function rescue(task: Task<void>) {
  print("rescue finds it done:", task.done());
  try {
    await task;
  } catch (error) {
    if (!(error instanceof RuntimeError)) throw error;
    print("rescued", error.message);
  }
}

async function main() {
  function handler(_loop: Loop, context: ExceptionContext) {
    print("reported", (context.exception as Error).message);
  }

  get_event_loop().set_exception_handler(handler);
  const a = create_task(() => fail("a"));
  create_task(() => rescue(a));
  create_task(() => fail("b"));
  await sleep_ms(20);
  print("main ends");
}

await run(main);
