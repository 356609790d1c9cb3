// wait_for() gives the value of what ends in time, at once.
import { create_task, run, sleep_ms, wait_for, wait_for_ms } from "../../mod.ts";
import { print } from "./print.ts";

async function work(ms: number) {
  await sleep_ms(ms);
  print("worked", ms);
  return ms * 2;
}

async function clock() {
  for (let i = 1; i < 5; i++) {
    await sleep_ms(20);
    print("tick", i);
  }
}

async function main() {
  create_task(clock);
  print("got", await wait_for(() => work(30), 100));
  print("got", await wait_for_ms(() => work(20), 1000));
  print("got", await wait_for(() => work(0), 0.05));
}

await run(main);
