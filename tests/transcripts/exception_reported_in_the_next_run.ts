// An exception whose report is not due before main ends is reported in the next run().
import {
  create_task,
  current_task,
  type ExceptionContext,
  get_event_loop,
  type Loop,
  run,
  RuntimeError,
  sleep_ms,
  type Task,
} from "../../mod.ts";
import { print } from "./print.ts";

const loop = get_event_loop();
const tasks: Task<void>[] = [];

function fail() {
  throw new RuntimeError("left over");
}

function handler(_loop: Loop, context: ExceptionContext) {
  print("reported", (context.exception as Error).message);
  print(context.future === tasks[0], current_task() === tasks[0]);
  create_task(helper);
}

function helper() {
  print("a task made by the handler");
}

async function first() {
  tasks.push(create_task(fail));
  await sleep_ms(0);
  print("first ends", tasks[0]?.done());
}

async function second() {
  print("second begins");
  await sleep_ms(10);
  print("second ends");
}

loop.set_exception_handler(handler);
await run(first);
await run(second);
