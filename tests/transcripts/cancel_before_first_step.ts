// A task that is cancelled before its first step never starts.
import { CancelledError, create_task, run } from "../../mod.ts";
import { print } from "./print.ts";

function never() {
  print("never starts");
}

async function main() {
  const task = create_task(never);
  print(task.cancel(), task.done());
  try {
    await task;
  } catch (error) {
    if (!(error instanceof CancelledError)) throw error;
    print("cancelled", task.done());
  }
}

await run(main);
