// sleep() takes seconds and sleep_ms() milliseconds.
import { create_task, run, sleep, sleep_ms } from "../../mod.ts";
import { print } from "./print.ts";

async function seconds(t: number) {
  await sleep(t);
  print("slept", t, "s");
}

async function milliseconds(t: number) {
  await sleep_ms(t);
  print("slept", t, "ms");
}

async function main() {
  create_task(() => seconds(0.05));
  create_task(() => milliseconds(30));
  create_task(() => seconds(0.01));
  create_task(() => seconds(0));
  await sleep(0.08);
  print("main ends");
}

await run(main);
