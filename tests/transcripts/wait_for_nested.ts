// The shorter of two nested limits counts, and each raises where it belongs.
import { CancelledError, coro, run, sleep_ms, TimeoutError, wait_for_ms } from "../../mod.ts";
import { print } from "./print.ts";

const work = coro(async () => {
  try {
    await sleep_ms(1000);
  } catch (error) {
    if (error instanceof CancelledError) print("work is cancelled");
    throw error;
  }
});

const limited = coro(async (ms: number) => {
  try {
    await wait_for_ms(work(), ms);
    return null;
  } catch (error) {
    if (error instanceof TimeoutError) {
      print("inner timeout");
      return "gave up";
    }
    if (error instanceof CancelledError) print("inner is cancelled");
    throw error;
  }
});

const main = coro(async () => {
  for (const [inner, outer] of [[20, 50], [50, 20]] as const) {
    try {
      print(await wait_for_ms(limited(inner), outer));
    } catch (error) {
      if (!(error instanceof TimeoutError)) throw error;
      print("outer timeout");
    }
  }
});

await run(main());
