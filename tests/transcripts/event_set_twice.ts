// Setting an event that is set changes nothing; nobody waits for it until it is cleared.
import { create_task, Event, run, sleep_ms } from "../../mod.ts";
import { print } from "./print.ts";

async function producer(event: Event) {
  for (let i = 0; i < 3; i++) {
    await sleep_ms(20);
    print("set", i);
    event.set();
    event.set();
  }
}

async function main() {
  const event = new Event();
  print(event.is_set());
  create_task(() => producer(event));
  for (let i = 0; i < 3; i++) {
    print(await event.wait(), await event.wait(), i);
    event.clear();
    event.clear();
  }
  print(event.is_set());
}

await run(main);
