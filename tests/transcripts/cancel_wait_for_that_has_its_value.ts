// A cancellation that comes before wait_for() can return what it has got, wins.
import { CancelledError, create_task, run, sleep_ms, type Task, wait_for_ms } from "../../mod.ts";
import { print } from "./print.ts";

async function work() {
  await sleep_ms(10);
  print("work ends");
  return "value";
}

async function limited(task: Task<string>) {
  try {
    print("got", await wait_for_ms(task, 500));
  } catch (error) {
    if (!(error instanceof CancelledError)) throw error;
    print("cancelled, work done:", task.done());
  }
}

async function canceller(inner: Task<string>, outer: Task<void>) {
  await inner;
  await sleep_ms(0);
  print("cancel", outer.cancel());
}

async function main() {
  for (const first of ["limited", "canceller"]) {
    const inner = create_task(work);
    const outer = create_task(() => limited(inner));
    if (first === "limited") {
      await sleep_ms(0);
      await sleep_ms(0);
    }
    const other = create_task(() => canceller(inner, outer));
    await other;
    await outer;
  }
}

await run(main);
