// Tasks that are left when main ends stand still, and go on in the next run().
import { create_task, Event, run, sleep_ms } from "../../mod.ts";
import { print } from "./print.ts";

const event = new Event();

async function count(name: string, ms: number) {
  for (let i = 0; i < 4; i++) {
    print(name, i);
    await sleep_ms(ms);
  }
  print(name, "ends");
}

async function waiter() {
  print("got", await event.wait());
}

async function first() {
  create_task(() => count("yields", 0));
  create_task(() => count("sleeps", 20));
  create_task(waiter);
  await sleep_ms(0);
  return "first is over";
}

async function second() {
  print("second sets the event");
  event.set();
  await sleep_ms(100);
  return "second is over";
}

print(await run(first));
print(await run(second));
