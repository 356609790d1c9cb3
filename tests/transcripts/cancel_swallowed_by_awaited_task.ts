// An awaited task that swallows the cancellation saves the one that awaits it.
import { CancelledError, create_task, run, sleep, sleep_ms } from "../../mod.ts";
import { print } from "./print.ts";

async function stubborn() {
  try {
    await sleep(100);
  } catch (error) {
    if (!(error instanceof CancelledError)) throw error;
    print("stubborn goes on");
  }
  await sleep_ms(10);
  return "the value";
}

async function outer() {
  const value = await create_task(stubborn);
  print("outer got", value);
  return value;
}

async function main() {
  const task = create_task(outer);
  await sleep_ms(10);
  print(task.cancel());
  print("main got", await task);
}

await run(main);
