// A cancelled gather() does not wait for those who swallow their cancellation.
import { CancelledError, create_task, gather, run, sleep_ms, type Task } from "../../mod.ts";
import { print } from "./print.ts";

async function stubborn(name: string, ms: number) {
  try {
    await sleep_ms(100);
  } catch (error) {
    if (!(error instanceof CancelledError)) throw error;
    print(name, "goes on");
  }
  await sleep_ms(ms);
  print(name, "ends");
  return name;
}

async function collect(tasks: Task<string>[]) {
  try {
    print(await gather(...tasks));
  } catch (error) {
    if (!(error instanceof CancelledError)) throw error;
    print("collect is cancelled", tasks.map((task) => task.done()));
  }
}

async function main() {
  const tasks = [create_task(() => stubborn("a", 20)), create_task(() => stubborn("b", 10))];
  const collector = create_task(() => collect(tasks));
  await sleep_ms(10);
  collector.cancel();
  await collector;
  print(await tasks[0], await tasks[1]);
}

await run(main);
