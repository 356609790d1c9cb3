// Who waits when an event is set goes on, even if it is cleared before his turn.
import { create_task, Event, run, sleep_ms } from "../../mod.ts";
import { print } from "./print.ts";

async function waiter(name: string, event: Event) {
  await event.wait();
  print(name, "goes on, set:", event.is_set());
  await event.wait();
  print(name, "goes on again, set:", event.is_set());
}

async function main() {
  const event = new Event();
  const tasks = ["a", "b"].map((name) => create_task(() => waiter(name, event)));
  await sleep_ms(10);
  event.set();
  event.clear();
  print("set and cleared");
  await sleep_ms(10);
  print(tasks.map((task) => task.done()));
  event.set();
  await tasks[0];
  print(tasks.map((task) => task.done()));
  await tasks[1];
}

await run(main);
