import { assert, assertEquals, assertRejects, assertStrictEquals, assertThrows } from "@std/assert";
import {
  CancelledError,
  coro,
  create_task,
  current_task,
  Event,
  new_event_loop,
  run,
  RuntimeError,
  sleep_ms,
  Task,
} from "../../mod.ts";
import { inRealTime, inVirtualTime } from "./in_virtual_time.ts";

Deno.test("create_task() refuses a promise and says what to write", () => {
  assertThrows(
    // @ts-expect-error: the promise has started
    () => create_task(Promise.resolve()),
    TypeError,
    "Cannot create a task: got a promise, which has started already; write `() => f()` instead of `f()`",
  );
});

Deno.test("create_task() refuses what is no coroutine", () => {
  for (const value of [5, null, undefined, "text", {}]) {
    assertThrows(
      // @ts-expect-error: no coroutine
      () => create_task(value),
      TypeError,
      "Cannot create a task: expected a coroutine or a function, got ",
    );
  }
});

Deno.test("create_task() refuses a task", async () => {
  await inVirtualTime(async () => {
    const task = create_task(async () => {});
    // @ts-expect-error: a task is no coroutine
    assertThrows(() => create_task(task), TypeError, "got a Task, which has started");
    await task;
  });
});

Deno.test("Task is not made with new", () => {
  // @ts-expect-error: the constructor is private
  assertThrows(() => new Task(), TypeError, "Cannot make a Task with new: use create_task()");
});

Deno.test("Task runs a function that is not async", async () => {
  await inVirtualTime(async () => {
    assertEquals(await create_task(() => 5), 5);
    await assertRejects(
      async () =>
        await create_task(() => {
          throw new Error("thrown at once");
        }),
      Error,
      "thrown at once",
    );
  });
});

Deno.test("Task: ten thousand that end at once do not exhaust the stack", async () => {
  await inVirtualTime(async () => {
    const tasks = Array.from({ length: 10_000 }, (_, i) => create_task(() => i));
    for (const [i, task] of tasks.entries()) assertEquals(await task, i);
  });
});

Deno.test("current_task() is right after any await", async () => {
  await inRealTime(async () => {
    async function check() {
      const me = current_task();
      const own = async () => await Promise.resolve();
      for (
        const wait of [
          () => Promise.resolve(),
          own,
          coro(own),
          () => sleep_ms(0),
          () => new Promise((resolve) => setTimeout(resolve, 2)),
          () => sleep_ms(1),
        ]
      ) {
        await wait();
        assertStrictEquals(current_task(), me);
      }
    }
    const tasks = [create_task(check), create_task(check), create_task(check)];
    for (const task of tasks) await task;
  });
});

Deno.test("current_task() outside of a task says to call it inside", () => {
  const message = "Cannot tell the current task: no running event loop here; call it inside a task";
  assertThrows(() => current_task(), RuntimeError, message);
});

Deno.test("Task that awaits itself is told so", async () => {
  await inVirtualTime(async () => {
    const task: Task<void> = create_task(async () => await task);
    await assertRejects(
      async () => await task,
      RuntimeError,
      "Cannot await a task inside itself: it would wait forever; let another one await it",
    );
  });
});

Deno.test("Task: those that await one another are told so", async () => {
  await inVirtualTime(async () => {
    const a: Task<void> = create_task(async () => await b);
    const b: Task<void> = create_task(async () => await a);
    await assertRejects(
      async () => await a,
      RuntimeError,
      "Cannot await a task that waits for this one: both would wait forever; use an Event",
    );
  });
});

Deno.test("Task that awaits two things at once is told the likely cause", async () => {
  await inVirtualTime(async () => {
    await assertRejects(
      () => Promise.all([sleep_ms(1), sleep_ms(2)]) as Promise<unknown>,
      RuntimeError,
      "Cannot wait twice at once in one task: an async call was not awaited",
    );
    await sleep_ms(5);
    const helper = assertRejects(async () => await sleep_ms(1), RuntimeError, "Cannot wait twice");
    await assertRejects(async () => await sleep_ms(10), RuntimeError, "Cannot wait twice");
    await helper; // neither of them hangs
    await sleep_ms(5);
  });
});

Deno.test("Task that awaits two things at once is told so, and not one that runs meanwhile", async () => {
  // After many switches the scheduler looks about less often.
  for (const switches of [0, 1, 2, 3, 4, 5, 6, 100, 101, 102, 103]) {
    await inVirtualTime(async () => {
      const others = [1, 2, 3].map(() =>
        create_task(async () => {
          for (let i = 0; i < switches + 20; i++) await sleep_ms(0);
        })
      );
      for (let i = 0; i < switches; i++) await sleep_ms(0);
      await assertRejects(
        () => Promise.all([sleep_ms(0), sleep_ms(0)]) as Promise<unknown>,
        RuntimeError,
        "Cannot wait twice at once",
      );
      for (const other of others) await other;
    });
  }
});

Deno.test("Task that was cancelled gives its error also outside of the loop", async () => {
  const task = await inVirtualTime(async () => {
    const task = create_task(async () => await sleep_ms(10));
    await sleep_ms(1);
    assert(task.cancel());
    await sleep_ms(1);
    return [task];
  });
  await assertRejects(async () => await task[0], CancelledError);
});

Deno.test("Task.cancel() may come at any moment of the task's beginning", async () => {
  for (let microtasks = 0; microtasks < 20; microtasks++) {
    await inVirtualTime(async () => {
      let steps = 0;
      const task = create_task(async () => {
        steps++;
        await new Event().wait();
        steps++;
      });
      const cancelSoon = (left: number) => {
        if (left === 0) task.cancel();
        else queueMicrotask(() => cancelSoon(left - 1));
      };
      cancelSoon(microtasks);
      await assertRejects(async () => await task, CancelledError, "Task was cancelled");
      assert(steps < 2);
    });
  }
});

Deno.test("Task.signal is aborted by cancel(), with the error as its reason", async () => {
  await inVirtualTime(async () => {
    const task = create_task(async () => await sleep_ms(1000));
    await sleep_ms(1);
    assertEquals(task.signal.aborted, false);
    task.cancel();
    assert(task.signal.aborted);
    const error = await assertRejects(async () => await task, CancelledError);
    assertStrictEquals(task.signal.reason, error);
  });
});

Deno.test("Task.signal is aborted also if it was not asked for before cancel()", async () => {
  await inVirtualTime(async () => {
    const task = create_task(async () => await sleep_ms(1000));
    task.cancel();
    assert(task.signal.aborted);
    await sleep_ms(1);
  });
});

Deno.test("Task.cancel() of a task that awaits another one aborts the signals of both", async () => {
  await inVirtualTime(async () => {
    const inner = create_task(async () => await sleep_ms(1000));
    const outer = create_task(async () => await inner);
    await sleep_ms(1);
    outer.cancel();
    assert(inner.signal.aborted && outer.signal.aborted);
    await sleep_ms(1);
  });
});

Deno.test("Task.cancel() of a hundred thousand sleepers, in any order", async () => {
  await inVirtualTime(async () => {
    const tasks = Array.from(
      { length: 100_000 },
      (_, i) => create_task(async () => await sleep_ms(1000 + (i * 7919) % 10_007)),
    );
    await sleep_ms(1);
    for (let i = 0; i < tasks.length; i++) assert(tasks[(i * 77_777) % 100_000]!.cancel());
    await sleep_ms(1);
    assert(tasks.every((task) => task.done()));
  });
});

Deno.test("run() finds the tasks that it left, which did not run meanwhile", async () => {
  new_event_loop();
  const log: string[] = [];
  await run(async () => {
    create_task(async () => {
      log.push("begins");
      await sleep_ms(10);
      log.push("goes on");
    });
    await sleep_ms(1);
  });
  await new Promise((resolve) => setTimeout(resolve, 30));
  assertEquals(log, ["begins"]);
  await run(sleep_ms(0));
  assertEquals(log, ["begins", "goes on"]);
});
