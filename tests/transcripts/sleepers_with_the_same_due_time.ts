// Sleepers who are due at the same time wake in the order of falling asleep.
import { create_task, run, sleep_ms } from "../../mod.ts";
import { print } from "./print.ts";

async function nap(name: string) {
  for (let i = 0; i < 3; i++) {
    await sleep_ms(20);
    print(name, i);
  }
}

async function main() {
  const tasks = ["a", "b", "c", "d"].map((name) => create_task(() => nap(name)));
  for (const task of tasks) {
    await task;
  }
  print("all awake");
}

await run(main);
