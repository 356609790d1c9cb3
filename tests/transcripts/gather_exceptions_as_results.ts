// With return_exceptions, gather() waits for all and returns exceptions as results.
import { create_task, gather, run, RuntimeError, sleep_ms } from "../../mod.ts";
import { print } from "./print.ts";

async function work(ms: number, fails: boolean) {
  await sleep_ms(ms);
  print("after", ms);
  if (fails) {
    throw new RuntimeError("failed after " + ms);
  }
  return ms;
}

async function main() {
  const cancelled = create_task(() => work(5000, false));
  const done = create_task(() => work(0, false));
  await sleep_ms(10);
  cancelled.cancel();
  const results = await gather(
    () => work(30, true),
    () => work(20, false),
    cancelled,
    done,
    () => work(10, true),
    { return_exceptions: true },
  );
  for (const result of results) {
    if (result instanceof RuntimeError) {
      print("exception:", result.message);
    } else {
      print("result:", typeof result === "number" ? result : result.name);
    }
  }
}

await run(main);
