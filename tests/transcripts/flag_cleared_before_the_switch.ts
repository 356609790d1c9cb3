// A flag that is cleared before the others have a turn wakes nobody.
import { create_task, run, sleep_ms, ThreadSafeFlag } from "../../mod.ts";
import { print } from "./print.ts";

async function waiter(flag: ThreadSafeFlag) {
  await flag.wait();
  print("flag seen");
}

async function main() {
  const flag = new ThreadSafeFlag();
  let task = create_task(() => waiter(flag));
  await sleep_ms(0);
  flag.set();
  flag.clear();
  await sleep_ms(20);
  print(task.done());
  flag.set();
  await sleep_ms(20);
  print(task.done());
  flag.set();
  flag.clear();
  task = create_task(() => waiter(flag));
  await sleep_ms(20);
  print(task.done());
}

await run(main);
