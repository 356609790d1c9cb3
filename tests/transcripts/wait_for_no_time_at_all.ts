// In a time of 0 a coroutine begins; one that never waits even ends in time.
import { CancelledError, coro, run, sleep_ms, TimeoutError, wait_for_ms } from "../../mod.ts";
import { print } from "./print.ts";

const quick = coro((result: string[]) => {
  print("quick runs");
  result.push("done");
  return result;
});

const slow = coro(async () => {
  try {
    print("slow begins");
    await sleep_ms(0);
    print("slow goes on");
  } catch (error) {
    if (error instanceof CancelledError) print("slow is cancelled");
    throw error;
  }
});

const main = coro(async () => {
  const result: string[] = [];
  for (const awaitable of [quick(result), slow()]) {
    try {
      print("got", await wait_for_ms<unknown>(awaitable, 0));
    } catch (error) {
      if (!(error instanceof TimeoutError)) throw error;
      print("too late", result);
    }
  }
});

await run(main());
