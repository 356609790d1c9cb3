// Who is cancelled while waiting and waits again, queues up behind the others.
import { CancelledError, create_task, Event, run, sleep_ms } from "../../mod.ts";
import { print } from "./print.ts";

async function waiter(name: string, event: Event) {
  while (true) {
    try {
      await event.wait();
      return print(name, "goes on");
    } catch (error) {
      if (!(error instanceof CancelledError)) throw error;
      print(name, "waits again");
    }
  }
}

async function main() {
  const event = new Event();
  const tasks = ["a", "b", "c"].map((name) => create_task(() => waiter(name, event)));
  await sleep_ms(10);
  tasks[0]?.cancel();
  await sleep_ms(10);
  event.set();
  for (const task of tasks) {
    await task;
  }
}

await run(main);
