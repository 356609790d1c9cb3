// A loop over an asynchronous iterator waits within the task that runs it.
import { create_task, run, sleep_ms } from "../../mod.ts";
import { print } from "./print.ts";

class Countdown {
  constructor(public left: number) {}

  [Symbol.asyncIterator]() {
    return this;
  }

  async next() {
    if (this.left === 0) return { done: true, value: 0 };
    await sleep_ms(10);
    this.left -= 1;
    return { done: false, value: this.left + 1 };
  }
}

async function count(name: string, start: number) {
  for await (const n of new Countdown(start)) {
    print(name, n);
  }
  print(name, "lifts off");
}

async function main() {
  const rocket = create_task(() => count("rocket", 3));
  const balloon = create_task(() => count("balloon", 2));
  await rocket;
  print(balloon.done());
}

await run(main);
