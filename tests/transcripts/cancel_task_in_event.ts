// A cancelled task leaves the event, which still wakes the others.
import { CancelledError, create_task, Event, run, sleep_ms } from "../../mod.ts";
import { print } from "./print.ts";

async function waiter(name: string, event: Event) {
  try {
    print(name, "got", await event.wait());
  } catch (error) {
    if (error instanceof CancelledError) print(name, "is cancelled");
    throw error;
  }
}

async function main() {
  const event = new Event();
  const tasks = ["a", "b", "c"].map((name) => create_task(() => waiter(name, event)));
  await sleep_ms(10);
  print(tasks[1]?.cancel());
  event.set();
  print(tasks.map((task) => task.done()));
  await sleep_ms(0);
  print(tasks.map((task) => task.done()));
}

await run(main);
