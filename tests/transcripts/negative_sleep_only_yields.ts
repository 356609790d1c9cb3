// A negative time is no time: the others have one turn.
import { create_task, run, sleep, sleep_ms } from "../../mod.ts";
import { print } from "./print.ts";

async function other() {
  for (let i = 0; i < 4; i++) {
    print("other", i);
    await sleep_ms(0);
  }
}

async function main() {
  create_task(other);
  await sleep_ms(-10);
  print("after -10 ms");
  await sleep(-1);
  print("after -1 s");
  await sleep_ms(0);
  print("after 0 ms");
}

await run(main);
