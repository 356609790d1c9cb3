// What is opened for a block is closed, waiting included, before the task goes on.
import { CancelledError, create_task, run, sleep_ms } from "../../mod.ts";
import { print } from "./print.ts";

async function open_door() {
  await sleep_ms(0);
  print("open");
  return {
    async [Symbol.asyncDispose]() {
      print("closing");
      await sleep_ms(20);
      print("closed");
    },
  };
}

async function visit(ms: number) {
  {
    await using _door = await open_door();
    await sleep_ms(ms);
    print("leaves after", ms);
  }
  print("visit is over");
}

async function main() {
  await visit(10);
  const task = create_task(() => visit(1000));
  await sleep_ms(10);
  task.cancel();
  try {
    await task;
  } catch (error) {
    if (!(error instanceof CancelledError)) throw error;
    print("visit was cancelled");
  }
}

await run(main);
