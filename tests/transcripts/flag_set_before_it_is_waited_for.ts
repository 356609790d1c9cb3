// A flag that is set lets one wait through without a switch, and is clear then.
import { create_task, run, sleep_ms, ThreadSafeFlag } from "../../mod.ts";
import { print } from "./print.ts";

async function other(flag: ThreadSafeFlag) {
  for (let i = 0; i < 2; i++) {
    print("other", i);
    await sleep_ms(0);
  }
  print("other sets");
  flag.set();
  flag.set();
}

async function main() {
  const flag = new ThreadSafeFlag();
  flag.set();
  flag.set();
  create_task(() => other(flag));
  await flag.wait();
  print("first wait is over");
  await flag.wait();
  print("second wait is over");
  flag.set();
  await flag.wait();
  print("third wait is over");
}

await run(main);
