import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import {
  BoundedSemaphore,
  CancelledError,
  create_task,
  RuntimeError,
  Semaphore,
  sleep_ms,
  TimeoutError,
  wait_for_ms,
} from "../../mod.ts";
import { inRealTime, inVirtualTime } from "./in_virtual_time.ts";

// What CPython's semaphores do is shown by tests/cpython; here is the rest.

Deno.test("Semaphore refuses what is no number of permits", () => {
  const make = (value: unknown) => () => new Semaphore(value as number);
  assertThrows(
    make("1"),
    TypeError,
    'Cannot make a semaphore of "1": expected a number of permits',
  );
  for (const value of [-1, 1.5, NaN, Infinity]) {
    assertThrows(
      make(value),
      RangeError,
      "permits: the number has to be whole, and not below 0",
    );
  }
});

Deno.test("Semaphore.acquire() gives a guard, which gives the permit back once", async () => {
  await inVirtualTime(async () => {
    const permits = new Semaphore(1);
    {
      using guard = await permits.acquire();
      assertEquals(permits.locked(), true);
      guard[Symbol.dispose]();
      assertEquals(permits.locked(), false);
    }
    await permits.acquire();
    assertEquals(permits.locked(), true, "the guard gave two back");
  });
});

Deno.test("Semaphore: a guard gives the permit back however the block ends", async () => {
  await inVirtualTime(async () => {
    const permits = new Semaphore(1);
    const task = create_task(async () => {
      using _guard = await permits.acquire();
      await sleep_ms(1000);
    });
    await sleep_ms(1);
    task.cancel();
    await assertRejects(async () => await task, CancelledError);
    assertEquals(permits.locked(), false);
  });
});

Deno.test("Semaphore.acquire() with a time limit loses no permit, whenever it ends", async () => {
  for (let turns = 0; turns < 8; turns++) {
    await inVirtualTime(async () => {
      const permits = new Semaphore(0);
      let has = false;
      create_task(async () => {
        try {
          await wait_for_ms(permits.acquire(), 10);
          has = true;
        } catch (error) {
          if (!(error instanceof TimeoutError)) throw error;
        }
      });
      await sleep_ms(10);
      for (let i = 0; i < turns; i++) await sleep_ms(0);
      permits.release();
      await sleep_ms(10);
      assertEquals(permits.locked(), has, `${turns} turns later`);
    });
  }
});

Deno.test("Semaphore.release() may be called by a callback", async () => {
  await inRealTime(async () => {
    const permits = new Semaphore(0);
    setTimeout(() => permits.release(), 5);
    await permits.acquire();
  });
});

Deno.test("BoundedSemaphore.release() refuses more than there were", async () => {
  await inVirtualTime(async () => {
    const permits = new BoundedSemaphore(2);
    await permits.acquire();
    permits.release();
    assertThrows(
      () => permits.release(),
      RuntimeError,
      "Cannot release the BoundedSemaphore: all its permits are there already",
    );
    using _guard = await permits.acquire();
  });
});

Deno.test("Semaphore.toString() tells how many permits are free, and console.log shows that", async () => {
  await inVirtualTime(async () => {
    const semaphore = new Semaphore(2);
    await semaphore.acquire();
    assertEquals(Deno.inspect(semaphore), "Semaphore (1 free)");
    const bounded = new BoundedSemaphore(0);
    const waiting = create_task(bounded.acquire());
    await sleep_ms(0);
    assertEquals(String(bounded), "BoundedSemaphore (0 free, 1 task waits)");
    waiting.cancel();
  });
});
