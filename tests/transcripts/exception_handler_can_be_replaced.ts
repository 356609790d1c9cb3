// The exception handler can be asked for, replaced, and called.
import {
  current_task,
  type ExceptionContext,
  get_event_loop,
  type Loop,
  run,
  RuntimeError,
  sleep_ms,
} from "../../mod.ts";
import { print } from "./print.ts";

const loop = get_event_loop();

function fail(text: string) {
  throw new RuntimeError(text);
}

function first(loop: Loop, context: ExceptionContext) {
  print("first:", (context.exception as Error).message);
  loop.set_exception_handler(second);
}

function second(_loop: Loop, context: ExceptionContext) {
  print("second:", (context.exception as Error).message);
}

async function main() {
  print(loop.get_exception_handler() === null);
  loop.set_exception_handler(first);
  print(loop.get_exception_handler() === first);
  for (const text of ["a", "b"]) {
    loop.create_task(() => fail(text));
  }
  await sleep_ms(10);
  print(loop.get_exception_handler() === second);
  const task = current_task();
  loop.call_exception_handler({ message: "m", exception: new RuntimeError("c"), future: task });
}

await run(main);
