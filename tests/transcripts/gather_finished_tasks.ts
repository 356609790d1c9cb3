// gather() of tasks that have ended does not wait at all.
import { create_task, gather, run, sleep_ms } from "../../mod.ts";
import { print } from "./print.ts";

function double(n: number) {
  return n * 2;
}

async function other() {
  for (let i = 0; i < 3; i++) {
    print("other", i);
    await sleep_ms(0);
  }
}

async function main() {
  const tasks = [0, 1, 2].map((n) => create_task(() => double(n)));
  await sleep_ms(0);
  create_task(other);
  print(await gather(...tasks));
  print(await gather(...tasks, { return_exceptions: true }));
  print(await gather(tasks[2]!, () => double(50), tasks[0]!));
}

await run(main);
