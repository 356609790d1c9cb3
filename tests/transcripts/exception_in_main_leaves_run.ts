// An exception in main leaves run(); the other tasks stand still until the next run().
import { create_task, run, RuntimeError, sleep_ms } from "../../mod.ts";
import { print } from "./print.ts";

async function other() {
  for (let i = 0; i < 4; i++) {
    print("other", i);
    await sleep_ms(20);
  }
}

async function main() {
  create_task(other);
  await sleep_ms(30);
  throw new RuntimeError("out of main");
}

async function wait() {
  await sleep_ms(100);
  print("second run ends");
}

try {
  await run(main);
} catch (error) {
  if (!(error instanceof RuntimeError)) throw error;
  print("caught", error.message);
}
await run(wait);
