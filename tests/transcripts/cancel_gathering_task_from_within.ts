// A gathered task can cancel the one that gathers it, and is cancelled in turn.
import { CancelledError, create_task, gather, run, sleep_ms, type Task } from "../../mod.ts";
import { print } from "./print.ts";

async function rebel(tasks: Task<void>[]) {
  await sleep_ms(10);
  print("rebel cancels", tasks[0]?.cancel());
  try {
    await sleep_ms(10);
    print("rebel gets away");
  } catch (error) {
    if (error instanceof CancelledError) print("rebel is cancelled");
    throw error;
  }
}

async function collect(tasks: Task<void>[]) {
  try {
    await gather(() => rebel(tasks), () => rebel(tasks));
  } catch (error) {
    if (error instanceof CancelledError) print("collect is cancelled");
    throw error;
  }
}

async function main() {
  const tasks: Task<void>[] = [];
  tasks.push(create_task(() => collect(tasks)));
  try {
    await tasks[0];
  } catch (error) {
    if (!(error instanceof CancelledError)) throw error;
    print("main knows");
  }
  await sleep_ms(20);
}

await run(main);
