import { assertEquals, assertIsError, assertRejects, assertThrows } from "@std/assert";
import { create_task, current_task, gather, RuntimeError, sleep_ms } from "../../mod.ts";
import { fiberOf } from "../../src/task.ts";
import { inVirtualTime } from "./in_virtual_time.ts";

async function later<T>(value: T, time = 1): Promise<T> {
  await sleep_ms(time);
  return value;
}

async function fail(time = 1): Promise<never> {
  await sleep_ms(time);
  throw new Error("failed");
}

Deno.test("gather() returns the results in the order of the awaitables", async () => {
  await inVirtualTime(async () => {
    assertEquals(await gather(() => later(1, 30), () => later("two", 10)), [1, "two"]);
    assertEquals(await gather(), []);
  });
});

Deno.test("gather() throws the first exception, and the others run on", async () => {
  await inVirtualTime(async (clock) => {
    const other = create_task(() => later("other", 50));
    await assertRejects(async () => await gather(other, () => fail(10)), Error, "failed");
    assertEquals(clock.time, 10);
    assertEquals(await other, "other");
  });
});

Deno.test("gather() is woken once if several fail at the same time", async () => {
  await inVirtualTime(async (clock) => {
    await assertRejects(async () => await gather(() => fail(10), () => fail(10)), Error, "failed");
    await sleep_ms(20);
    assertEquals(clock.time, 30);
  });
});

Deno.test("gather() with return_exceptions gives exceptions as results", async () => {
  await inVirtualTime(async () => {
    const results = await gather(() => fail(), () => later(2), { return_exceptions: true });
    assertIsError(results[0], Error, "failed");
    assertEquals(results.slice(1), [2]);
  });
});

Deno.test("gather() takes tasks that others await, and one of them twice", async () => {
  await inVirtualTime(async () => {
    const task = create_task(() => later(5, 10));
    const waiter = create_task(async () => await task);
    await sleep_ms(1);
    assertEquals(await gather(task, task), [5, 5]);
    assertEquals(await waiter, 5);
  });
});

Deno.test("gather() leaves nothing behind at a task that runs on", async () => {
  await inVirtualTime(async () => {
    const task = create_task(() => later(5, 1000));
    const observers = () => fiberOf(task).listeners?.observers?.length ?? 0;
    const gathering = create_task(async () => await gather(task, () => fail()));
    await sleep_ms(0);
    await sleep_ms(0);
    assertEquals(observers(), 1);
    await assertRejects(async () => await gathering, Error, "failed");
    assertEquals(observers(), 0);
  });
});

Deno.test("gather() inside of a gathered task is an error", async () => {
  await inVirtualTime(async () => {
    await assertRejects(
      async () => await gather(current_task()),
      RuntimeError,
      "Cannot gather a task inside itself: it would wait forever; gather the others",
    );
  });
});

Deno.test("gather() refuses a promise and what is no coroutine", () => {
  // @ts-expect-error: the promise has started
  assertThrows(() => gather(Promise.resolve(1)), TypeError, "Cannot gather: got a promise");
  // @ts-expect-error: a number is no coroutine
  assertThrows(() => gather(5), TypeError, "Cannot gather: expected a coroutine");
});

Deno.test("gather() refuses an array, and options that are none", () => {
  const call = gather as (...args: unknown[]) => unknown;
  const one = () => 1;
  assertThrows(
    () => call([one, one]),
    TypeError,
    "Cannot gather an Array: give what is in it one by one, as in gather(...tasks)",
  );
  assertThrows(() => call(one, new Set([one])), TypeError, "Cannot gather a Set: give what is in");
  assertThrows(
    () => call(one, { return_exception: true }),
    TypeError,
    'Cannot gather: there is no option "return_exception"; the only one is return_exceptions',
  );
  assertThrows(
    () => call(one, { return_exceptions: 1 }),
    TypeError,
    "Cannot gather: return_exceptions is true or false, not 1",
  );
});
