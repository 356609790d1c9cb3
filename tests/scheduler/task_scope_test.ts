import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import {
  CancelledError,
  create_task,
  get_event_loop,
  RuntimeError,
  sleep_ms,
  TaskScope,
} from "../../mod.ts";
import { inVirtualTime } from "./in_virtual_time.ts";

Deno.test("TaskScope cancels what still runs, and waits until it has tidied up", async () => {
  await inVirtualTime(async (clock) => {
    const log: string[] = [];
    {
      await using scope = new TaskScope();
      for (const ms of [5, 30, 20]) {
        scope.create_task(async () => {
          try {
            await sleep_ms(ms);
            log.push(`${ms} done`);
          } finally {
            await sleep_ms(ms);
            log.push(`${ms} tidied up at ${clock.time}`);
          }
        });
      }
      scope.create_task(sleep_ms(1));
      await sleep_ms(15);
    }
    assertEquals(log, ["5 done", "5 tidied up at 10", "20 tidied up at 35", "30 tidied up at 45"]);
  });
});

Deno.test("TaskScope ends its tasks also if the block throws, and lets that out", async () => {
  await inVirtualTime(async () => {
    let ended = false;
    await assertRejects(
      async () => {
        await using scope = new TaskScope();
        scope.create_task(async () => {
          try {
            await sleep_ms(1000);
          } finally {
            ended = true;
          }
        });
        await sleep_ms(1);
        throw new RangeError("oh");
      },
      RangeError,
      "oh",
    );
    assertEquals(ended, true);
  });
});

Deno.test("TaskScope that is cancelled while it waits waits on, then throws it", async () => {
  await inVirtualTime(async (clock) => {
    const task = create_task(async () => {
      await using scope = new TaskScope();
      scope.create_task(async () => {
        try {
          await sleep_ms(1000);
        } finally {
          await sleep_ms(50);
        }
      });
      await sleep_ms(10);
    });
    await sleep_ms(30);
    task.cancel();
    await assertRejects(async () => await task, CancelledError);
    assertEquals(clock.time, 60);
  });
});

Deno.test("TaskScope throws what tasks throw while they tidy up", async () => {
  await inVirtualTime(async () => {
    const scoped = async (count: number) => {
      await using scope = new TaskScope();
      for (let i = 0; i < count; i++) {
        scope.create_task(async () => {
          try {
            await sleep_ms(1000);
          } finally {
            // deno-lint-ignore no-unsafe-finally -- what it is about
            throw new RangeError(`task ${i}`);
          }
        });
      }
      await sleep_ms(1);
    };
    await assertRejects(() => scoped(1), RangeError, "task 0");
    await assertRejects(() => scoped(2), AggregateError, "2 tasks of a TaskScope have failed");
  });
});

Deno.test("TaskScope: a task that fails before is reported, as any task", async () => {
  const reported: unknown[] = [];
  await inVirtualTime(async () => {
    get_event_loop().set_exception_handler((_loop, { exception }) => reported.push(exception));
    await using scope = new TaskScope();
    scope.create_task(() => {
      throw "failed";
    });
    await sleep_ms(1);
  });
  get_event_loop().set_exception_handler(null);
  assertEquals(reported, ["failed"]);
});

Deno.test("TaskScope.create_task() refuses after the end, and what is no coroutine", async () => {
  await inVirtualTime(async () => {
    const scope = new TaskScope();
    await scope[Symbol.asyncDispose]();
    assertThrows(
      () => scope.create_task(sleep_ms(1)),
      RuntimeError,
      "Cannot create a task: the block of the TaskScope has ended",
    );
    assertThrows(
      () => scope.create_task(5 as unknown as () => void),
      TypeError,
      "expected a coroutine or a function, got 5",
    );
  });
});

Deno.test("TaskScope cannot be ended inside one of its tasks", async () => {
  await inVirtualTime(async () => {
    const scope = new TaskScope();
    const task = scope.create_task(() => scope[Symbol.asyncDispose]());
    await assertRejects(
      async () => await task,
      RuntimeError,
      "Cannot end a TaskScope inside one of its tasks: it would wait for itself",
    );
  });
});
