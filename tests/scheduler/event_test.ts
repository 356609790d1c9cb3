import { assert, assertEquals, assertIsError } from "@std/assert";
import { create_task, Event, run, RuntimeError, sleep_ms } from "../../mod.ts";
import { inRealTime, inVirtualTime } from "./in_virtual_time.ts";

Deno.test("Event.wait() returns what set() was given, true without", async () => {
  await inVirtualTime(async () => {
    const event = new Event<string>();
    const waiter = create_task(async () => await event.wait());
    await sleep_ms(0);
    event.set("data");
    assertEquals(await waiter, "data");
    assertEquals(await event.wait(), "data");
    event.set();
    assertEquals(await event.wait() as unknown, true);
    event.set(null);
    assertEquals(await event.wait() as unknown, true);
    const number = new Event<number>();
    number.set(0);
    assertEquals(await number.wait(), 0);
  });
});

Deno.test("Event.wait() gives the data of the set() that woke it, whatever is set or cleared then", async () => {
  await inVirtualTime(async () => {
    const event = new Event<number>();
    const waiter = create_task(async () => await event.wait());
    await sleep_ms(0);
    event.set(1);
    event.clear();
    event.set(2);
    assertEquals(await waiter, 1);
  });
});

Deno.test("Event.set() before run() is heard in it", async () => {
  const event = new Event();
  event.set();
  assert(event.is_set());
  assertEquals(await run(event.wait()), true);
});

Deno.test("Event.set() from outside of a task says to use a ThreadSafeFlag", async () => {
  const event = new Event();
  const channel = new MessageChannel();
  let error: unknown;
  channel.port1.onmessage = () => {
    try {
      event.set();
    } catch (caught) {
      error = caught;
    }
    channel.port1.close();
  };
  await inRealTime(async () => {
    channel.port2.postMessage(null);
    while (error === undefined) await sleep_ms(1);
  });
  assertIsError(error, RuntimeError, "Cannot set an Event from outside of a task");
  assertEquals(event.is_set(), false);
});
