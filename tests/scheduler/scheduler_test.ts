import { assert, assertEquals, assertRejects, assertStrictEquals } from "@std/assert";
import {
  CancelledError,
  create_task,
  Event,
  get_event_loop,
  Lock,
  sleep_ms,
  type Task,
} from "../../mod.ts";
import type { Fiber } from "../../src/core/fiber.ts";
import { atNextSwitch, deliver, wait } from "../../src/core/scheduler.ts";
import { Coroutine } from "../../src/coroutine.ts";
import { inRealTime, inVirtualTime } from "./in_virtual_time.ts";

// What is easily lost from the scheduler without a test of its use noticing; see tests/mutants.

/** Keeps the loop, and lets microtasks run. */
async function microtasks(count = 20): Promise<void> {
  for (let i = 0; i < count; i++) await Promise.resolve();
}

/** Ways in which a task makes another one ready, or itself; each says "next" when it goes on. */
const ways: Record<string, (next: () => void) => Promise<() => unknown>> = {
  "create_task()": (next) => Promise.resolve(() => create_task(() => next())),
  "Event.set()": async (next) => {
    const event = new Event();
    create_task(async () => {
      await event.wait();
      next();
    });
    await sleep_ms(0);
    return () => event.set();
  },
  "Lock.release()": async (next) => {
    const lock = new Lock();
    await lock.acquire();
    create_task(async () => {
      await lock.acquire();
      next();
    });
    await sleep_ms(0);
    return () => lock.release();
  },
  "Task.cancel()": async (next) => {
    const task = create_task(async () => {
      try {
        await new Event().wait();
      } finally {
        next();
      }
    });
    await sleep_ms(0);
    return () => task.cancel();
  },
  "sleep_ms(0)": (next) =>
    Promise.resolve(async () => {
      await sleep_ms(0);
      next();
    }),
};

for (const [way, prepare] of Object.entries(ways)) {
  Deno.test(`${way} by a task that was busy lets sleepers that are due go first`, async () => {
    await inRealTime(async () => {
      const background = create_task(() => sleep_ms(60_000));
      // The scheduler reads its clock only now and then: at some step it has not just done so.
      for (let steps = 0; steps < 12; steps++) {
        const log: string[] = [];
        const act = await prepare(() => log.push("next"));
        create_task(async () => {
          await sleep_ms(2);
          log.push("slept");
        });
        for (let step = 0; step <= steps; step++) await sleep_ms(0);
        for (const end = performance.now() + 5; performance.now() < end;); // busy
        await act();
        await sleep_ms(1);
        assertEquals(log, ["slept", "next"], `after ${steps} steps`);
      }
      background.cancel();
    });
  });
}

/** A task that awaits a promise of other origin, and has lost the loop. */
async function startElsewhere<T>(
  body: (promise: Promise<string>) => Promise<T>,
): Promise<{ task: Task<T>; resolve: (value: string) => void }> {
  const { promise, resolve } = Promise.withResolvers<string>();
  const task = create_task(() => body(promise));
  await sleep_ms(5);
  return { task, resolve };
}

/** Runs a task, and collects what goes to the exception handler. */
async function collectExceptions(main: () => Promise<void>): Promise<unknown[]> {
  const exceptions: unknown[] = [];
  await inRealTime(async () => {
    get_event_loop().set_exception_handler((_, { exception }) => exceptions.push(exception));
    await main();
    get_event_loop().set_exception_handler(null);
  });
  return exceptions;
}

Deno.test("Task.cancel() comes too late for a body that returns before the task's turn", async () => {
  const exceptions = await collectExceptions(async () => {
    const { task, resolve } = await startElsewhere((promise) => promise);
    task.cancel();
    resolve("value");
    await microtasks(); // it returns
    await sleep_ms(2); // its turn would have been here
    assertEquals(await task, "value");
  });
  assertEquals(exceptions, []);
});

Deno.test("Task.cancel() is thrown at the next wait of a body that comes back in time, once", async () => {
  await inRealTime(async () => {
    const log: unknown[] = [];
    const { task, resolve } = await startElsewhere(async (promise) => {
      log.push(await promise);
      try {
        await sleep_ms(1);
      } catch (error) {
        log.push(error instanceof CancelledError);
      }
      await sleep_ms(2);
      return "tidied up";
    });
    task.cancel();
    resolve("back");
    await microtasks();
    assertEquals(log, ["back", true]);
    assertEquals(await task, "tidied up");
  });
});

Deno.test("Task that was given up does not wait in the place of the task that holds the loop", async () => {
  await inRealTime(async () => {
    const log: unknown[] = [];
    const { task, resolve } = await startElsewhere(async (promise) => {
      log.push(await promise);
      try {
        await sleep_ms(50);
        log.push("slept");
      } catch (error) {
        log.push(error);
      }
    });
    task.cancel();
    const error = await assertRejects(async () => await task, CancelledError);
    for (let i = 0; i < 3; i++) await sleep_ms(0);
    resolve("back");
    await microtasks();
    assertEquals(log, ["back", error]);
    await sleep_ms(1);
  });
});

Deno.test("Task.cancel() of several at a stroke throws one error, and later another one", async () => {
  await inVirtualTime(async () => {
    const tasks = [1, 2, 3].map(() => create_task(async () => await sleep_ms(1000)));
    await sleep_ms(1);
    const errorOf = (task: Task) => assertRejects(async () => await task, CancelledError);
    tasks[0]!.cancel();
    tasks[1]!.cancel();
    const [first, second] = [await errorOf(tasks[0]!), await errorOf(tasks[1]!)];
    assertStrictEquals(first, second);
    tasks[2]!.cancel();
    assert(await errorOf(tasks[2]!) !== first);
  });
});

Deno.test("Task.signal that was handed out before cancel() is aborted although another task is awaited", async () => {
  await inVirtualTime(async () => {
    const inner = create_task(async () => await sleep_ms(1000));
    const outer = create_task(async () => await inner);
    await sleep_ms(1);
    const signals = [outer.signal, inner.signal];
    outer.cancel();
    assertEquals(signals.map(({ aborted }) => aborted), [true, true]);
    await assertRejects(async () => await outer, CancelledError);
  });
});

Deno.test("atNextSwitch() of a poll that asks for another one, with no task ready", async () => {
  await inRealTime(async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    atNextSwitch(() => atNextSwitch(resolve));
    await promise;
  });
});

Deno.test("deliver() by a poll lets one task run at a time", async () => {
  await inRealTime(async () => {
    const fibers: Fiber[] = [];
    const pause = () =>
      new Coroutine<void>((resolve, reject) => {
        const enter = (fiber: Fiber) => {
          fibers.push(fiber);
          return { leave() {} };
        };
        wait({ enter }, { resolve: () => resolve(), reject });
      });
    const log: string[] = [];
    const tasks = ["a", "b"].map((name) =>
      create_task(async () => {
        await pause();
        log.push(`${name} begins`);
        await microtasks(5);
        log.push(`${name} ends`);
      })
    );
    await sleep_ms(1);
    const poll = () => {
      for (const fiber of fibers) deliver(fiber, undefined);
    };
    setTimeout(() => atNextSwitch(poll), 1); // when all tasks wait
    for (const task of tasks) await task;
    assertEquals(log, ["a begins", "a ends", "b begins", "b ends"]);
  });
});
