// Who sleeps shortest wakes first, whoever fell asleep first.
import { create_task, run, sleep_ms } from "../../mod.ts";
import { print } from "./print.ts";

async function nap(ms: number) {
  await sleep_ms(ms);
  print("slept", ms);
}

async function main() {
  for (const ms of [50, 10, 40, 20, 30]) {
    create_task(() => nap(ms));
  }
  await sleep_ms(60);
  print("main has slept longest");
}

await run(main);
