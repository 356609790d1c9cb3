// When the time is over, wait_for() cancels what it waits for, then raises.
import { CancelledError, run, sleep_ms, TimeoutError, wait_for, wait_for_ms } from "../../mod.ts";
import { print } from "./print.ts";

async function work(ms: number) {
  try {
    await sleep_ms(ms);
    print("worked", ms);
  } catch (error) {
    if (error instanceof CancelledError) print("cancelled", ms);
    throw error;
  }
}

async function main() {
  try {
    await wait_for(() => work(5000), 0.02);
  } catch (error) {
    if (!(error instanceof TimeoutError)) throw error;
    print("too late for seconds");
  }
  try {
    await wait_for_ms(() => work(6000), 30);
  } catch (error) {
    if (!(error instanceof TimeoutError)) throw error;
    print("too late for milliseconds");
  }
}

await run(main);
