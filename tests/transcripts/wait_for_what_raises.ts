// wait_for() hands on an exception, unless it comes after the time is over.
import {
  CancelledError,
  run,
  RuntimeError,
  sleep_ms,
  TimeoutError,
  wait_for_ms,
} from "../../mod.ts";
import { print } from "./print.ts";

async function fail(ms: number) {
  await sleep_ms(ms);
  throw new RuntimeError("after " + ms);
}

async function fail_when_cancelled() {
  try {
    await sleep_ms(1000);
  } catch (error) {
    if (!(error instanceof CancelledError)) throw error;
    throw new RuntimeError("nobody hears this");
  }
}

async function main() {
  for (const ms of [0, 10]) {
    try {
      await wait_for_ms(() => fail(ms), 50);
    } catch (error) {
      if (!(error instanceof RuntimeError)) throw error;
      print("caught", error.message);
    }
  }
  try {
    await wait_for_ms(fail_when_cancelled, 20);
  } catch (error) {
    if (!(error instanceof TimeoutError)) throw error;
    print("timed out");
  }
}

await run(main);
