// new_event_loop() forgets the tasks that are ready or asleep, not those in an event.
import { create_task, Event, get_event_loop, new_event_loop, run, sleep_ms } from "../../mod.ts";
import { print } from "./print.ts";

const event = new Event();

async function count(name: string, ms: number) {
  for (let i = 0; i < 3; i++) {
    print(name, i);
    await sleep_ms(ms);
  }
}

async function waiter() {
  await event.wait();
  print("the event still knows its waiter");
}

async function first() {
  create_task(() => count("yields", 0));
  create_task(() => count("sleeps", 10));
  create_task(waiter);
  await sleep_ms(0);
}

async function second() {
  await sleep_ms(50);
  event.set();
  await sleep_ms(50);
  return "second is over";
}

await run(first);
create_task(() => count("never", 0));
const loop = new_event_loop();
print(loop === get_event_loop());
print(await loop.run_until_complete(second));
