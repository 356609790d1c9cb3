// Sleepers that are cancelled wake in the order of the cancels, not of their times.
import { CancelledError, create_task, run, sleep_ms } from "../../mod.ts";
import { print } from "./print.ts";

async function sleeper(ms: number) {
  try {
    await sleep_ms(ms);
    print(ms, "slept");
  } catch (error) {
    if (!(error instanceof CancelledError)) throw error;
    print(ms, "is cancelled");
  }
}

async function main() {
  const tasks = [100, 10, 200, 300].map((ms) => create_task(() => sleeper(ms)));
  await sleep_ms(0);
  for (const i of [3, 0, 2]) {
    tasks[i]?.cancel();
  }
  for (const task of tasks) {
    await task;
  }
  print("all done");
}

await run(main);
