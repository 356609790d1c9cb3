// All who await a task get its value, in the order in which they began to wait.
import { create_task, run, sleep_ms, type Task } from "../../mod.ts";
import { print } from "./print.ts";

async function work() {
  await sleep_ms(20);
  print("work ends");
  return 42;
}

async function reader(name: string, task: Task, ms: number) {
  await sleep_ms(ms);
  print(name, "waits");
  print(name, "got", await task);
  print(name, "again", await task);
}

async function main() {
  const task = create_task(work);
  const readers = [
    create_task(() => reader("late", task, 10)),
    create_task(() => reader("early", task, 0)),
    create_task(() => reader("too late", task, 40)),
  ];
  for (const each of readers) {
    await each;
  }
  print("main got", await task);
}

await run(main);
