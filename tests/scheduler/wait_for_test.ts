import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import {
  CancelledError,
  create_task,
  Event,
  Lock,
  Queue,
  sleep_ms,
  TimeoutError,
  wait_for,
  wait_for_ms,
} from "../../mod.ts";
import { sleep_ms as block_ms } from "../../src/time/mod.ts";
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

Deno.test("wait_for() takes Python's keyword", async () => {
  await inVirtualTime(async (clock) => {
    await assertRejects(
      async () => await wait_for(sleep_ms(50), { timeout: 0.02 }),
      TimeoutError,
    );
    assertEquals(clock.time, 20);
    await wait_for_ms(sleep_ms(5), { timeout: null });
    assertThrows(
      // deno-lint-ignore no-explicit-any -- what does not compile
      () => wait_for(sleep_ms(5), { timeouts: 1 } as any),
      TypeError,
      'Cannot wait: there is no option "timeouts"; the only one is timeout',
    );
  });
});

Deno.test("wait_for() that is cancelled gives what it has got, and is cancelled at the next wait", async () => {
  for (let switches = 0; switches < 8; switches++) {
    await inVirtualTime(async () => {
      const lock = new Lock();
      await lock.acquire();
      const log: unknown[] = [];
      const nested = create_task(async () => {
        try {
          const guard = await wait_for(() => wait_for(lock.acquire(), 5), 10);
          log.push("got it");
          guard[Symbol.dispose]();
          await sleep_ms(1);
          log.push("went on");
        } catch (error) {
          log.push((error as Error).name);
        }
      });
      await sleep_ms(1);
      lock.release();
      for (let i = 0; i < switches; i++) await sleep_ms(0);
      nested.cancel();
      await nested;
      assertEquals(lock.locked(), false);
      assertEquals(log.at(-1), "CancelledError");
    });
  }
});

Deno.test("wait_for() gives what is there when the time is over, also by way of another one", async () => {
  await inVirtualTime(async () => {
    const lock = new Lock();
    await lock.acquire();
    let isHeld = false;
    const task = create_task(async () => {
      try {
        await wait_for_ms(() => wait_for_ms(lock.acquire(), 100), 10);
        isHeld = true;
      } catch (error) {
        if (!(error instanceof TimeoutError)) throw error;
      }
    });
    create_task(async () => {
      await sleep_ms(10);
      lock.release();
    });
    await task;
    await sleep_ms(1);
    assertEquals(lock.locked(), isHeld); // it has an owner, or none
  });
});

for (const ends of ["cancelled", "out of time", "out of time while the loop was busy"]) {
  for (const limits of [[1000], [9], [1000, 1000], [1000, 9], [9, 1000], [9, 9]]) {
    const others = `others with a limit of ${limits.join(" and ")} ms`;
    Deno.test(`wait_for() around ${others}, ${ends}, loses nothing that comes in whichever turn`, async () => {
      for (let turns = 0; turns < 12; turns++) {
        await inVirtualTime(async () => {
          const queue = new Queue<number>();
          let got: number | null = null;
          const task = create_task(async () => {
            try {
              const inner = limits.reduce((wait, limit) => wait_for_ms(wait, limit), queue.get());
              got = await wait_for_ms(inner, 10);
              await sleep_ms(1000);
            } catch {
              // Whether it was cancelled or out of time is not asked here.
            }
          });
          await sleep_ms(ends === "out of time" ? 10 : 5);
          if (ends === "cancelled") task.cancel();
          if (ends.endsWith("busy")) block_ms(10);
          for (let i = 0; i < turns; i++) await sleep_ms(0);
          queue.put_nowait(7);
          await sleep_ms(1);
          task.cancel();
          await task;
          assertEquals([got === 7, queue.qsize() === 1].filter((is) => is).length, 1);
        });
      }
    });
  }
}

Deno.test("wait_for() around another one that is out of time drops what has swallowed that, as in MicroPython", async () => {
  await inVirtualTime(async () => {
    const stubborn = async (): Promise<string> => {
      try {
        await sleep_ms(1000);
        return "slept";
      } catch {
        return "swallowed";
      }
    };
    await assertRejects(
      async () => await wait_for_ms(() => wait_for_ms(stubborn, 100), 10),
      TimeoutError,
    );
  });
});
