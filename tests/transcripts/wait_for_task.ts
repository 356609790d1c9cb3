// A task that wait_for() is given may run already, or have ended; it is cancelled too.
import { create_task, run, sleep_ms, TimeoutError, wait_for } from "../../mod.ts";
import { print } from "./print.ts";

async function work(ms: number) {
  await sleep_ms(ms);
  print("worked", ms);
  return ms;
}

async function main() {
  const tasks = [10, 30, 5000].map((ms) => create_task(() => work(ms)));
  await sleep_ms(20);
  for (const task of tasks) {
    try {
      print("got", await wait_for(task, 0.05), task.done());
    } catch (error) {
      if (!(error instanceof TimeoutError)) throw error;
      print("too late", task.done(), task.cancel());
    }
  }
}

await run(main);
