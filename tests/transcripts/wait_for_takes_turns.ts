// How many turns of the others wait_for() takes to begin and to end.
import { CancelledError, create_task, run, sleep_ms, wait_for_ms } from "../../mod.ts";
import { print } from "./print.ts";

async function count() {
  for (let i = 0; i < 9; i++) {
    print("turn", i);
    await sleep_ms(0);
  }
}

async function work() {
  print("work begins");
  await sleep_ms(0);
  print("work ends");
  return "value";
}

async function main() {
  const counter = create_task(count);
  print("got", await wait_for_ms(work, 5000));
  const task = create_task(work);
  task.cancel();
  try {
    await wait_for_ms(task, 5000);
  } catch (error) {
    if (!(error instanceof CancelledError)) throw error;
    print("cancelled");
  }
  await counter;
}

await run(main);
