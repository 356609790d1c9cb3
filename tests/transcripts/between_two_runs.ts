// Between two runs tasks can be created, cancelled, woken by an event or by a lock.
import { CancelledError, create_task, Event, Lock, run, sleep_ms, type Task } from "../../mod.ts";
import { print } from "./print.ts";

const event = new Event();
const lock = new Lock();
const tasks: Task<void>[] = [];

async function sleeper() {
  try {
    await sleep_ms(1000);
  } catch (error) {
    if (!(error instanceof CancelledError)) throw error;
    print("sleeper is cancelled");
  }
}

async function event_waiter() {
  await event.wait();
  print("event was set");
}

async function lock_waiter() {
  await lock.acquire();
  print("lock was released", lock.locked());
}

async function first() {
  await lock.acquire();
  tasks.push(create_task(lock_waiter));
  tasks.push(create_task(event_waiter));
  tasks.push(create_task(sleeper));
  await sleep_ms(10);
}

async function second() {
  await sleep_ms(10);
  print(tasks.map((task) => task.done()));
}

await run(first);
print(tasks[2]?.cancel(), tasks.map((task) => task.done()));
event.set();
lock.release();
tasks.push(create_task(sleeper));
tasks[3]?.cancel();
await run(second);
