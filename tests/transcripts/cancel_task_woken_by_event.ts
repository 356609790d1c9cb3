// A task that an event has woken can still be cancelled until its turn comes.
import { CancelledError, create_task, Event, run, sleep_ms } from "../../mod.ts";
import { print } from "./print.ts";

async function waiter(name: string, event: Event) {
  try {
    await event.wait();
    print(name, "goes on");
  } catch (error) {
    if (!(error instanceof CancelledError)) throw error;
    print(name, "is cancelled, event set:", event.is_set());
  }
}

async function main() {
  const event = new Event();
  const a = create_task(() => waiter("a", event));
  const b = create_task(() => waiter("b", event));
  await sleep_ms(0);
  event.set();
  print(a.cancel());
  await b;
  print(a.done(), a.cancel());
}

await run(main);
