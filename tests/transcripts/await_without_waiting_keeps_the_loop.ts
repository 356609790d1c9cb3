// Awaiting functions that never wait lets no other task run.
import { create_task, Event, run, sleep_ms } from "../../mod.ts";
import { print } from "./print.ts";

// deno-lint-ignore require-await -- that it does not wait is what matters
async function square(n: number) {
  return n * n;
}

async function sum_of_squares(n: number) {
  let total = 0;
  for (let i = 0; i <= n; i++) {
    total += await square(i);
  }
  return total;
}

async function other(done: Event) {
  await done.wait();
  print("other runs");
}

async function main() {
  const done = new Event();
  create_task(() => other(done));
  done.set();
  for (const n of [3, 4, 5]) {
    print("sum", n, await sum_of_squares(n));
  }
  await done.wait();
  print("even a set event is no reason to wait");
  await sleep_ms(0);
  print("main ends");
}

await run(main);
