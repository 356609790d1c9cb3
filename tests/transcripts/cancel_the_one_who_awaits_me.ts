// A task that cancels the one that awaits it would be hit itself, but both go on.
import { CancelledError, create_task, run, sleep_ms, type Task } from "../../mod.ts";
import { print } from "./print.ts";

type Tasks = { inner?: Task; outer?: Task };

async function inner(tasks: Tasks) {
  await sleep_ms(10);
  print("inner cancels outer", tasks.outer?.cancel());
  await sleep_ms(10);
  print("inner goes on");
  return "value";
}

async function outer(tasks: Tasks) {
  print("outer got", await tasks.inner);
}

async function main() {
  const tasks: Tasks = {};
  tasks.inner = create_task(() => inner(tasks));
  tasks.outer = create_task(() => outer(tasks));
  try {
    await tasks.outer;
    print("outer ended well");
  } catch (error) {
    if (!(error instanceof CancelledError)) throw error;
    print("outer was cancelled");
  }
}

await run(main);
