// With None for a time, wait_for() waits as long as it takes.
import { create_task, run, RuntimeError, sleep_ms, wait_for, wait_for_ms } from "../../mod.ts";
import { print } from "./print.ts";

async function work(ms: number, result: string | null) {
  await sleep_ms(ms);
  if (result === null) {
    throw new RuntimeError("no result");
  }
  return result;
}

async function main() {
  print(await wait_for(() => work(50, "seconds"), null));
  print(await wait_for_ms(create_task(() => work(10, "milliseconds")), null));
  try {
    await wait_for(() => work(0, null), null);
  } catch (error) {
    if (!(error instanceof RuntimeError)) throw error;
    print("caught", error.message);
  }
}

await run(main);
