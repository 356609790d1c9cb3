// A task cannot cancel itself, and goes on after having tried.
import { create_task, current_task, run, RuntimeError, sleep_ms } from "../../mod.ts";
import { print } from "./print.ts";

async function work() {
  try {
    current_task().cancel();
  } catch (error) {
    if (!(error instanceof RuntimeError)) throw error;
    print(error.message);
  }
  await sleep_ms(10);
  return "unharmed";
}

async function main() {
  print(await create_task(work));
  print(await work());
}

await run(main);
