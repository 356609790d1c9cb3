// What fails after gather() has raised is reported, as nobody awaits it any more.
import {
  type ExceptionContext,
  gather,
  get_event_loop,
  type Loop,
  run,
  RuntimeError,
  sleep_ms,
} from "../../mod.ts";
import { print } from "./print.ts";

async function fail(ms: number) {
  await sleep_ms(ms);
  print("fails after", ms);
  throw new RuntimeError("after " + ms);
}

function handler(_loop: Loop, context: ExceptionContext) {
  print("reported:", (context.exception as Error).message);
}

async function main() {
  get_event_loop().set_exception_handler(handler);
  try {
    await gather(() => fail(20), () => fail(10), () => fail(30));
  } catch (error) {
    if (!(error instanceof RuntimeError)) throw error;
    print("caught:", error.message);
  }
  await sleep_ms(50);
  try {
    await gather(() => fail(0), () => fail(0));
  } catch (error) {
    if (!(error instanceof RuntimeError)) throw error;
    print("caught:", error.message);
  }
  await sleep_ms(50);
}

await run(main);
