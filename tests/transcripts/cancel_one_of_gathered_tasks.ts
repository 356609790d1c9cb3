// When one gathered task is cancelled, gather() raises that, and the others run on.
import { CancelledError, create_task, gather, run, sleep_ms, type Task } from "../../mod.ts";
import { print } from "./print.ts";

async function work(name: string, ms: number) {
  try {
    await sleep_ms(ms);
    print(name, "ends");
    return name;
  } catch (error) {
    if (error instanceof CancelledError) print(name, "is cancelled");
    throw error;
  }
}

async function canceller(task: Task) {
  await sleep_ms(10);
  print("cancel", task.cancel());
}

async function main() {
  const a = create_task(() => work("a", 40));
  const b = create_task(() => work("b", 500));
  create_task(() => canceller(b));
  try {
    print(await gather(a, b));
  } catch (error) {
    if (!(error instanceof CancelledError)) throw error;
    print("gather is cancelled", a.done(), b.done());
  }
  print(await a);
}

await run(main);
