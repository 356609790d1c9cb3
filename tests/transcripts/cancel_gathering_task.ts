// Cancelling a task in gather() cancels all that it gathers.
import { CancelledError, create_task, gather, run, sleep_ms } from "../../mod.ts";
import { print } from "./print.ts";

async function work(name: string, ms: number) {
  try {
    await sleep_ms(ms);
    print(name, "ends");
  } catch (error) {
    if (error instanceof CancelledError) print(name, "is cancelled");
    throw error;
  }
}

async function collect(return_exceptions: boolean) {
  try {
    print(
      await gather(() => work("a", 10), () => work("b", 100), () => work("c", 200), {
        return_exceptions,
      }),
    );
  } catch (error) {
    if (error instanceof CancelledError) print("collect is cancelled");
    throw error;
  }
}

async function main() {
  for (const return_exceptions of [false, true]) {
    const task = create_task(() => collect(return_exceptions));
    await sleep_ms(50);
    print(task.cancel());
    try {
      await task;
    } catch (error) {
      if (!(error instanceof CancelledError)) throw error;
      print("main knows");
    }
    await sleep_ms(10);
  }
}

await run(main);
