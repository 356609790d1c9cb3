// An exception reaches all who await the task, and none of it is reported.
import { create_task, get_event_loop, run, RuntimeError, sleep_ms, type Task } from "../../mod.ts";
import { print } from "./print.ts";

async function fail() {
  await sleep_ms(20);
  throw new RuntimeError("for everybody");
}

async function reader(name: string, task: Task<void>) {
  try {
    await task;
  } catch (error) {
    if (!(error instanceof RuntimeError)) throw error;
    print(name, "caught", error.message);
    if (name === "b") {
      throw new RuntimeError("from b");
    }
  }
}

async function main() {
  get_event_loop().set_exception_handler(() => print("reported"));
  const task = create_task(fail);
  const readers = ["a", "b", "c"].map((name) => create_task(() => reader(name, task)));
  for (const each of readers) {
    try {
      await each;
    } catch (error) {
      if (!(error instanceof RuntimeError)) throw error;
      print("main caught", error.message);
    }
  }
}

await run(main);
