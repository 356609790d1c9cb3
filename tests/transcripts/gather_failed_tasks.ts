// gather() of a failed task raises at once; it is reported all the same, the others run on.
import {
  create_task,
  type ExceptionContext,
  gather,
  get_event_loop,
  type Loop,
  run,
  RuntimeError,
  sleep_ms,
} from "../../mod.ts";
import { print } from "./print.ts";

function fail() {
  throw new RuntimeError("failed before");
}

async function work() {
  await sleep_ms(20);
  print("work ends");
  return "value";
}

function handler(_loop: Loop, context: ExceptionContext) {
  print("reported", (context.exception as Error).message);
}

async function main() {
  get_event_loop().set_exception_handler(handler);
  const failed = create_task(fail);
  await sleep_ms(0);
  const task = create_task(work);
  try {
    print(await gather(task, failed));
  } catch (error) {
    if (!(error instanceof RuntimeError)) throw error;
    print("caught", error.message, task.done());
  }
  await sleep_ms(0);
  print(await task);
  const results = await gather(failed, work, { return_exceptions: true });
  print((results[0] as unknown as Error).message, results[1]);
}

await run(main);
