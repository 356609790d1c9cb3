// Who gives up waiting for a lock or an event leaves no trace there.
import { type Coroutine, Event, Lock, run, TimeoutError, wait_for_ms } from "../../mod.ts";
import { print } from "./print.ts";

async function give_up(name: string, awaitable: Coroutine<unknown>) {
  try {
    await wait_for_ms(awaitable, 20);
    print(name, "in time");
  } catch (error) {
    if (!(error instanceof TimeoutError)) throw error;
    print(name, "too late");
  }
}

async function main() {
  const lock = new Lock();
  const event = new Event();
  await lock.acquire();
  await give_up("lock", lock.acquire());
  await give_up("event", event.wait());
  lock.release();
  event.set();
  print(lock.locked(), event.is_set());
  await give_up("lock", lock.acquire());
  await give_up("event", event.wait());
  print(lock.locked());
}

await run(main);
