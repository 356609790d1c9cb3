// Between two items of an asynchronous source others run only where it waits.
import { create_task, run, sleep_ms } from "../../mod.ts";
import { print } from "./print.ts";

async function* readings() {
  for (let n = 1; n <= 4; n++) {
    if (n % 2 === 0) {
      await sleep_ms(0);
    }
    yield n * 100;
  }
}

async function other() {
  for (let i = 0; i < 3; i++) {
    print("other", i);
    await sleep_ms(0);
  }
}

async function main() {
  create_task(other);
  for await (const reading of readings()) {
    print("reading", reading);
  }
  print("no more readings");
  await sleep_ms(0);
  print("main ends");
}

await run(main);
