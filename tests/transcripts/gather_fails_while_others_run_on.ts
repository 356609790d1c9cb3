// gather() raises the first exception at once; the others run on and can be awaited.
import { create_task, gather, run, RuntimeError, sleep_ms } from "../../mod.ts";
import { print } from "./print.ts";

async function work(ms: number, fails: boolean) {
  await sleep_ms(ms);
  print("after", ms, fails ? "fails" : "succeeds");
  if (fails) {
    throw new RuntimeError("failed after " + ms);
  }
  return ms;
}

async function main() {
  const late = create_task(() => work(60, false));
  const early = create_task(() => work(10, false));
  try {
    print(await gather(late, () => work(30, true), early));
  } catch (error) {
    if (!(error instanceof RuntimeError)) throw error;
    print("caught", error.message);
  }
  print(early.done(), late.done());
  print(await early, await late);
}

await run(main);
