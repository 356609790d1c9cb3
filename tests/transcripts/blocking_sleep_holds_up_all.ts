// A blocking sleep holds up every task; those who are due meanwhile come by their due times.
import { create_task, run, sleep_ms } from "../../mod.ts";
import * as time from "../../src/time/mod.ts";
import { print } from "./print.ts";

async function sleeper(name: string, ms: number) {
  await sleep_ms(ms);
  print(name, "slept", ms);
}

async function yielder(name: string) {
  for (let i = 0; i < 3; i++) {
    print(name, i);
    await sleep_ms(0);
  }
}

async function main() {
  for (const ms of [90, 30, 60, 400]) create_task(() => sleeper("s", ms));
  await sleep_ms(0);
  create_task(() => yielder("y"));
  let start = time.ticks_ms();
  time.sleep_ms(200);
  const ms = time.ticks_diff(time.ticks_ms(), start);
  print("passed", 200 <= ms && ms < 260);
  create_task(() => yielder("z"));
  await sleep_ms(300);
  start = time.ticks_us();
  time.sleep(0.1);
  time.sleep_us(20_000);
  const us = time.ticks_diff(time.ticks_us(), start);
  print("passed", 120_000 <= us && us < 160_000);
}

await run(main);
