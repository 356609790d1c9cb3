// A block with a lock releases it at its end: normal, by exception, by cancellation.
import { CancelledError, create_task, Lock, run, RuntimeError, sleep_ms } from "../../mod.ts";
import { print } from "./print.ts";

async function work(lock: Lock, how: string) {
  {
    using _guard = await lock.acquire();
    print(how, "locked", lock.locked());
    await sleep_ms(10);
    if (how === "exception") {
      throw new RuntimeError("inside the block");
    }
    if (how === "return") {
      return "returned";
    }
    await sleep_ms(100);
  }
  print("after the block", lock.locked());
  return null;
}

async function main() {
  const lock = new Lock();
  for (const how of ["normal", "return", "exception", "cancel"]) {
    const task = create_task(() => work(lock, how));
    if (how === "cancel") {
      await sleep_ms(20);
      task.cancel();
    }
    try {
      print(await task);
    } catch (error) {
      if (error instanceof RuntimeError) print("caught", error.message);
      else if (error instanceof CancelledError) print("cancelled");
      else throw error;
    }
    print(how, "locked", lock.locked());
  }
}

await run(main);
