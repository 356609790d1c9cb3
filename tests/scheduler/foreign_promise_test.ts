import { assert, assertEquals, assertRejects } from "@std/assert";
import {
  CancelledError,
  create_task,
  current_task,
  gather,
  run,
  RuntimeError,
  sleep_ms,
  TimeoutError,
  wait_for_ms,
} from "../../mod.ts";
import { inRealTime, inVirtualTime } from "./in_virtual_time.ts";

// "Foreign" is a promise that is not of this library: of a timer, fetch, anything.

const timer = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

Deno.test("Task that awaits a foreign promise lets the others run", async () => {
  await inRealTime(async () => {
    const log: string[] = [];
    create_task(async () => {
      for (let i = 0; i < 3; i++) {
        log.push("other");
        await sleep_ms(0);
      }
    });
    await timer(20);
    log.push("main");
    assertEquals(log, ["other", "other", "other", "main"]);
  });
});

Deno.test("Task that awaits a foreign promise lets a sleeper wake", async () => {
  await inRealTime(async () => {
    const sleeper = create_task(async () => await sleep_ms(3));
    await sleep_ms(0);
    await timer(40);
    assert(sleeper.done());
  });
});

Deno.test("Task and others may await foreign promises at once", async () => {
  await inRealTime(async () => {
    const start = performance.now();
    await gather(...Array.from({ length: 50 }, () => () => timer(30)));
    assert(performance.now() - start < 25 * 50);
  });
});

Deno.test("Task keeps the loop while it awaits async functions that do not wait", async () => {
  await inRealTime(async () => {
    const log: string[] = [];
    const nothing = async () => await null;
    const busy = async (name: string) => {
      for (let i = 0; i < 50; i++) {
        await nothing();
        log.push(name);
      }
      await sleep_ms(0);
      log.push(name + " ends");
    };
    await gather(() => busy("a"), () => busy("b"));
    const expected = ["a", "b"].flatMap((name) => new Array<string>(50).fill(name));
    assertEquals(log, [...expected, "a ends", "b ends"]);
  });
});

Deno.test("Task goes on when another one resolves the promise that it awaits", async () => {
  await inVirtualTime(async () => {
    const { promise, resolve } = Promise.withResolvers<number>();
    const task = create_task(async () => {
      const value = await promise;
      await sleep_ms(5);
      return [value, current_task()];
    });
    // Long enough that the scheduler looks at the clock only now and then.
    for (let i = 0; i < 1000; i++) await sleep_ms(0);
    resolve(5);
    for (let i = 0; i < 1000; i++) await sleep_ms(0);
    assertEquals(await task, [5, task]);
  });
});

Deno.test("Task.cancel() in a foreign await ends the task at once for others", async () => {
  await inVirtualTime(async (clock) => {
    const task = create_task(async () => {
      await sleep_ms(1);
      await new Promise<void>(() => {});
    });
    await sleep_ms(5);
    assert(task.cancel());
    await assertRejects(async () => await task, CancelledError);
    assertEquals(clock.time, 5);
  });
});

Deno.test("wait_for() of a foreign promise that never settles returns in time", async () => {
  await inVirtualTime(async () => {
    await assertRejects(
      async () => await wait_for_ms(() => new Promise<void>(() => {}), 50),
      TimeoutError,
      "Timed out after 50 ms",
    );
  });
});

Deno.test("Task.cancel() lets a function that comes back later get CancelledError", async () => {
  await inRealTime(async () => {
    const log: unknown[] = [];
    const task = create_task(async () => {
      await timer(10);
      log.push("back", current_task() === task);
      try {
        await sleep_ms(1);
      } catch (error) {
        log.push(error instanceof CancelledError);
      }
    });
    await sleep_ms(1);
    task.cancel();
    await sleep_ms(1);
    assert(task.done());
    for (let i = 0; i < 50 && log.length < 3; i++) await sleep_ms(1);
    assertEquals(log, ["back", true, true]);
  });
});

Deno.test("Task.signal brings the foreign operation to its end", async () => {
  await inRealTime(async () => {
    let reason: unknown;
    const task = create_task(async () => {
      const { signal } = current_task();
      await new Promise((_, reject) => {
        signal.addEventListener("abort", () => reject(reason = signal.reason));
      });
    });
    await sleep_ms(1);
    task.cancel();
    await assertRejects(async () => await task, CancelledError);
    assert(reason instanceof CancelledError);
  });
});

Deno.test("Task.cancel() from outside reaches a task that alone awaits a promise", async () => {
  const error = await assertRejects(() =>
    run(async () => {
      const task = current_task();
      // A message comes in outside of any task; a timer would keep the task's context.
      queueOutside(() => task.cancel());
      await new Promise(() => {});
    }), CancelledError);
  assert(error);
});

const outside = new MessageChannel();
let queued = () => {};
outside.port1.onmessage = () => {
  queued();
  outside.port1.close();
};
function queueOutside(callback: () => void) {
  queued = callback;
  outside.port2.postMessage(null);
}

Deno.test("Task that leaves something unawaited at its end: that is told so", async () => {
  let told: unknown;
  await inVirtualTime(async () => {
    const task = create_task(() => {
      (async () => {
        await sleep_ms(10);
      })().catch((error) => told = error);
    });
    await task;
    await timer(1);
  });
  assert(told instanceof RuntimeError);
  assertEquals(
    told.message,
    "Cannot wait: the task has ended; await each async call in it, or use create_task()",
  );
});

Deno.test("Task that leaves something unawaited: that is refused when it waits after the task's end", async () => {
  let told: unknown;
  await inRealTime(async () => {
    const task = create_task(() => {
      (async () => {
        await timer(5);
        await sleep_ms(10);
      })().catch((error) => told = error);
    });
    await task;
    await timer(20);
  });
  assert(told instanceof RuntimeError);
  assertEquals(
    told.message,
    "Cannot wait: the task has ended; await each async call in it, or use create_task()",
  );
});
