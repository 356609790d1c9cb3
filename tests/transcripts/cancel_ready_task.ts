// A ready task keeps its place in the queue when it is cancelled.
import { CancelledError, create_task, run, sleep_ms } from "../../mod.ts";
import { print } from "./print.ts";

async function work(name: string) {
  try {
    print(name, "begins");
    await sleep_ms(0);
    print(name, "goes on");
  } catch (error) {
    if (error instanceof CancelledError) print(name, "is cancelled");
    throw error;
  }
}

async function main() {
  const a = create_task(() => work("a"));
  const b = create_task(() => work("b"));
  const c = create_task(() => work("c"));
  await sleep_ms(0);
  print(b.cancel(), b.done());
  await sleep_ms(0);
  print(a.done(), b.done(), c.done());
}

await run(main);
