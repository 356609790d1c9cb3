// Cancelling a task that has ended does nothing, however it ended.
import { CancelledError, create_task, run, RuntimeError } from "../../mod.ts";
import { print } from "./print.ts";

function succeed() {
  return "value";
}

function fail() {
  throw new RuntimeError("failed");
}

async function main() {
  const good = create_task(succeed);
  const bad = create_task(fail);
  const gone = create_task(succeed);
  gone.cancel();
  try {
    await bad;
  } catch (error) {
    if (!(error instanceof RuntimeError)) throw error;
    print("caught", error.message);
  }
  print(good.cancel(), bad.cancel(), gone.cancel());
  print(good.done(), bad.done(), gone.done());
  print(await good);
  try {
    await gone;
  } catch (error) {
    if (!(error instanceof CancelledError)) throw error;
    print("never ran");
  }
}

await run(main);
