// A task that has ended already gives its value at once, without a switch.
import { create_task, run, sleep_ms } from "../../mod.ts";
import { print } from "./print.ts";

function answer() {
  return "answer";
}

async function other() {
  for (let i = 0; i < 3; i++) {
    print("other", i);
    await sleep_ms(0);
  }
}

async function main() {
  const task = create_task(answer);
  await sleep_ms(0);
  print(task.done());
  create_task(other);
  print(await task);
  print(await task);
  await sleep_ms(0);
  print(await task, "once more");
}

await run(main);
