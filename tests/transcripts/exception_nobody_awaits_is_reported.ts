// An exception that nobody awaits goes to the exception handler, at a turn of its own.
import {
  create_task,
  type ExceptionContext,
  get_event_loop,
  type Loop,
  run,
  sleep_ms,
} from "../../mod.ts";
import { print } from "./print.ts";

class Broken extends Error {}

async function fail(text: string) {
  await sleep_ms(0);
  print("fails");
  throw new Broken(text);
}

async function other() {
  for (let i = 0; i < 4; i++) {
    print("other", i);
    await sleep_ms(0);
  }
}

async function main() {
  function handler(loop: Loop, context: ExceptionContext) {
    print(context.message);
    const exception = context.exception as Error;
    print(exception.constructor.name, exception.message);
    print(loop === get_event_loop(), context.future === task, task.done());
  }

  get_event_loop().set_exception_handler(handler);
  const task = create_task(() => fail("engine"));
  await other();
}

await run(main);
