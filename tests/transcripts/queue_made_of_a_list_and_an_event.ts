// A bounded queue made of a list and an event, with two producers and a consumer.
import { create_task, Event, run, sleep_ms } from "../../mod.ts";
import { print } from "./print.ts";

const items: string[] = [];
const changed = new Event();

async function put(item: string) {
  while (items.length >= 2) {
    await changed.wait();
    changed.clear();
  }
  items.push(item);
  changed.set();
}

async function get() {
  while (items.length === 0) {
    await changed.wait();
    changed.clear();
  }
  const item = items.shift();
  changed.set();
  return item;
}

async function producer(name: string) {
  for (let i = 0; i < 3; i++) {
    await put(name + i);
    print("put", name, i, items.length);
    await sleep_ms(0);
  }
}

async function main() {
  for (const name of ["a", "b"]) {
    create_task(() => producer(name));
  }
  for (let i = 0; i < 6; i++) {
    print("got", await get());
    await sleep_ms(20);
  }
}

await run(main);
