import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import {
  CancelledError,
  create_task,
  Event,
  sleep_ms,
  TimeoutError,
  wait_for,
  wait_for_ms,
} from "../../mod.ts";
import { inVirtualTime } from "./in_virtual_time.ts";

Deno.test("wait_for() returns what the awaitable returns in time", async () => {
  await inVirtualTime(async (clock) => {
    assertEquals(await wait_for(() => Promise.resolve(5), 1), 5);
    assertEquals(await wait_for_ms(create_task(() => 6), 1), 6);
    assertEquals(await wait_for(() => 7, null), 7);
    assertEquals(clock.time, 0);
  });
});

Deno.test("wait_for() cancels the awaitable when the time is over", async () => {
  await inVirtualTime(async (clock) => {
    const task = create_task(async () => await new Event().wait());
    await assertRejects(
      async () => await wait_for(task, 0.5),
      TimeoutError,
      "Timed out after 500 ms",
    );
    assertEquals(clock.time, 500);
    await assertRejects(async () => await task, CancelledError);
  });
});

Deno.test("wait_for() leaves later sleeps alone when it was cancelled", async () => {
  // MicroPython's wakes the sleep that its cancelled task is in by then.
  await inVirtualTime(async (clock) => {
    const stubborn = async () => {
      try {
        await sleep_ms(1000);
      } catch (error) {
        if (!(error instanceof CancelledError)) throw error;
        await sleep_ms(20);
      }
    };
    const task = create_task(async () => {
      try {
        await wait_for_ms(stubborn, 500);
      } catch (error) {
        if (!(error instanceof CancelledError)) throw error;
      }
      await sleep_ms(60);
      return clock.time;
    });
    await sleep_ms(10);
    task.cancel();
    assertEquals(await task, 70);
  });
});

Deno.test("wait_for() refuses a promise and what is no coroutine", () => {
  // @ts-expect-error: the promise has started
  assertThrows(() => wait_for(Promise.resolve(), 1), TypeError, "Cannot wait: got a promise");
  // @ts-expect-error: a number is no coroutine
  assertThrows(() => wait_for_ms(5, 1), TypeError, "Cannot wait: expected a coroutine");
});
