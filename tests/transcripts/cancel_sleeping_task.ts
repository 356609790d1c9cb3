// A sleeper that is cancelled wakes behind those who are ready already.
import { CancelledError, create_task, run, sleep, sleep_ms } from "../../mod.ts";
import { print } from "./print.ts";

async function sleeper() {
  try {
    await sleep(100);
  } catch (error) {
    if (error instanceof CancelledError) print("sleeper is cancelled");
    throw error;
  } finally {
    print("sleeper tidies up");
  }
}

async function worker(name: string) {
  for (let i = 0; i < 2; i++) {
    await sleep_ms(0);
    print(name, i);
  }
}

async function main() {
  const task = create_task(sleeper);
  create_task(() => worker("before"));
  await sleep_ms(0);
  print(task.cancel(), task.done());
  create_task(() => worker("after"));
  try {
    await task;
  } catch (error) {
    if (!(error instanceof CancelledError)) throw error;
    print("main knows", task.done());
  }
  await sleep_ms(10);
}

await run(main);
