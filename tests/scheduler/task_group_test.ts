import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import {
  CancelledError,
  create_task,
  current_task,
  get_event_loop,
  run,
  RuntimeError,
  sleep_ms,
  TaskGroup,
  TimeoutError,
  wait_for_ms,
} from "../../mod.ts";
import { inRealTime, inVirtualTime } from "./in_virtual_time.ts";

// What CPython's groups do is shown by tests/cpython; here is the rest.

async function fail(ms: number, message: string): Promise<never> {
  await sleep_ms(ms);
  throw new RangeError(message);
}

Deno.test("TaskGroup.run() gives what the body returns, once all tasks have ended", async () => {
  await inVirtualTime(async (clock) => {
    const result = await TaskGroup.run((group) => {
      group.create_task(sleep_ms(50));
      return "result";
    });
    assertEquals([result, clock.time], ["result", 50]);
  });
});

Deno.test("TaskGroup.run() throws one exception as it is, several as an AggregateError", async () => {
  await inVirtualTime(async () => {
    const error = await assertRejects(
      async () =>
        await TaskGroup.run(async (group) => {
          group.create_task(() => fail(5, "first"));
          group.create_task(async () => {
            try {
              await sleep_ms(100);
            } finally {
              await fail(1, "second");
            }
          });
          await sleep_ms(100);
        }),
      AggregateError,
      "2 tasks of a TaskGroup have failed",
    );
    assertEquals(error.errors.map(({ message }) => message), ["first", "second"]);
    await assertRejects(
      async () => await TaskGroup.run((group) => void group.create_task(() => fail(5, "one"))),
      RangeError,
      "one",
    );
  });
});

Deno.test("TaskGroup refuses what is no body, and to be made with new", () => {
  assertThrows(
    () => TaskGroup.run(1 as unknown as () => void),
    TypeError,
    "Cannot run a TaskGroup: expected a function that is called with it, got 1",
  );
  const Class = TaskGroup as unknown as new () => TaskGroup;
  assertThrows(
    () => new Class(),
    TypeError,
    "Cannot make a TaskGroup with new: use TaskGroup.run()",
  );
});

Deno.test("TaskGroup.create_task() refuses when the group has ended or is being cancelled", async () => {
  await inVirtualTime(async () => {
    let ended: TaskGroup | undefined;
    await TaskGroup.run((group) => void (ended = group));
    assertThrows(
      () => ended!.create_task(sleep_ms(1)),
      RuntimeError,
      "Cannot create a task: the TaskGroup has ended; run another one",
    );
    await assertRejects(async () =>
      await TaskGroup.run(async (group) => {
        group.create_task(() => fail(1, "oh"));
        try {
          await sleep_ms(100);
        } finally {
          assertThrows(
            () => group.create_task(sleep_ms(1)),
            RuntimeError,
            "Cannot create a task: the tasks of the TaskGroup are being cancelled",
          );
        }
      }), RangeError);
    assertThrows(
      () => ended!.create_task(Promise.resolve() as unknown as () => void),
      TypeError,
      "which has started already",
    );
  });
});

Deno.test("TaskGroup: a body that awaits a promise of Deno's does not hold up its failure", async () => {
  await inRealTime(async () => {
    const start = performance.now();
    await assertRejects(
      async () =>
        await TaskGroup.run(async (group) => {
          group.create_task(() => fail(5, "broken"));
          await new Promise((resolve) => setTimeout(resolve, 300));
        }),
      RangeError,
      "broken",
    );
    assert(performance.now() - start < 250);
    await new Promise((resolve) => setTimeout(resolve, 320)); // the rest of the body
  });
});

Deno.test("TaskGroup: the signal of the body's task is aborted with the body", async () => {
  await inRealTime(async () => {
    await assertRejects(
      async () =>
        await TaskGroup.run(async (group) => {
          group.create_task(() => fail(5, "broken"));
          const { signal } = current_task();
          await new Promise((_resolve, reject) => {
            signal.addEventListener("abort", () => reject(signal.reason));
          });
        }),
      RangeError,
    );
  });
});

Deno.test("TaskGroup: exceptions of its tasks are not reported besides", async () => {
  const reported: unknown[] = [];
  await inVirtualTime(async () => {
    get_event_loop().set_exception_handler((_loop, { exception }) => reported.push(exception));
    await assertRejects(async () =>
      await TaskGroup.run((group) => {
        for (let i = 0; i < 3; i++) group.create_task(() => fail(1, "oh"));
      }), AggregateError);
    await sleep_ms(10);
  });
  get_event_loop().set_exception_handler(null);
  assertEquals(reported, []);
});

Deno.test("TaskGroup.run() in wait_for ends with all its tasks", async () => {
  await inVirtualTime(async () => {
    const log: string[] = [];
    const group = TaskGroup.run((group) => {
      group.create_task(async () => {
        try {
          await sleep_ms(1000);
        } finally {
          log.push("tidied up");
        }
      });
    });
    await assertRejects(async () => await wait_for_ms(group, 10), TimeoutError);
    assertEquals(log, ["tidied up"]);
  });
});

Deno.test("TaskGroup.run() that is cancelled throws the CancelledError after all have ended", async () => {
  await inVirtualTime(async (clock) => {
    const task = create_task(TaskGroup.run((group) => {
      group.create_task(async () => {
        try {
          await sleep_ms(1000);
        } finally {
          await sleep_ms(30);
        }
      });
    }));
    await sleep_ms(10);
    task.cancel();
    await assertRejects(async () => await task, CancelledError);
    assertEquals(clock.time, 40);
  });
});

Deno.test("run() takes a TaskGroup as its main task", async () => {
  await inVirtualTime(async () => {});
  const result = await run(TaskGroup.run(async (group) => {
    const task = group.create_task(async () => {
      await sleep_ms(1);
      return 5;
    });
    return await task + 1;
  }));
  assertEquals(result, 6);
});
