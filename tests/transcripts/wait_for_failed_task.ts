// wait_for() raises the exception of a failed task, but may be too late for its report.
import { create_task, get_event_loop, run, RuntimeError, sleep_ms, wait_for } from "../../mod.ts";
import { print } from "./print.ts";

function fail(text: string) {
  throw new RuntimeError(text);
}

async function main() {
  get_event_loop().set_exception_handler(
    (_loop, context) => print("reported", (context.exception as Error).message),
  );
  const ready = create_task(() => fail("while it is ready"));
  try {
    await wait_for(ready, 1);
  } catch (error) {
    if (!(error instanceof RuntimeError)) throw error;
    print("caught", error.message);
  }
  const failed = create_task(() => fail("before"));
  await sleep_ms(0);
  try {
    await wait_for(failed, 1);
  } catch (error) {
    if (!(error instanceof RuntimeError)) throw error;
    print("caught", error.message);
  }
  await sleep_ms(10);
  print("main ends");
}

await run(main);
