// Of those due at the same time, who began the last piece of sleep first wakes first.
import { create_task, run, sleep_ms } from "../../mod.ts";
import { print } from "./print.ts";

async function nap(name: string, pieces: number[]) {
  for (const ms of pieces) {
    await sleep_ms(ms);
  }
  print(name, "wakes");
}

async function main() {
  create_task(() => nap("ten and ten", [10, 10]));
  create_task(() => nap("twenty", [20]));
  create_task(() => nap("nothing and twenty", [0, 20]));
  create_task(() => nap("thirty", [30]));
  await sleep_ms(40);
  print("main wakes");
}

await run(main);
