// An event wakes all who wait for it, first come first served, behind the ready ones.
import { create_task, Event, run, sleep_ms } from "../../mod.ts";
import { print } from "./print.ts";

async function waiter(name: string, event: Event) {
  print(name, "waits");
  print(name, "got", await event.wait());
}

async function worker() {
  for (let i = 0; i < 3; i++) {
    print("worker", i);
    await sleep_ms(0);
  }
}

async function main() {
  const event = new Event();
  for (const name of ["a", "b", "c"]) {
    create_task(() => waiter(name, event));
  }
  await sleep_ms(0);
  create_task(worker);
  event.set();
  print("set", event.is_set());
  await sleep_ms(0);
  print("main goes on");
  await sleep_ms(0);
}

await run(main);
