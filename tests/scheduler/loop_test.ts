import { assert, assertEquals, assertRejects, assertStrictEquals, assertThrows } from "@std/assert";
import {
  coro,
  create_task,
  current_task,
  get_event_loop,
  Loop,
  new_event_loop,
  run,
  RuntimeError,
  sleep_ms,
} from "../../mod.ts";
import { atBatchEnd, atNextSwitch } from "../../src/core/scheduler.ts";
import { VirtualClock } from "../../src/testing/mod.ts";
import { inVirtualTime } from "./in_virtual_time.ts";

Deno.test("run() is rejected with what its coroutine throws", async () => {
  await assertRejects(
    () =>
      run(() => {
        throw new Error("main failed");
      }),
    Error,
    "main failed",
  );
});

Deno.test("run() refuses a promise and what is no coroutine", async () => {
  // @ts-expect-error: the promise has started
  await assertRejects(() => run(Promise.resolve()), TypeError, "Cannot run: got a promise");
  // @ts-expect-error: a number is no coroutine
  await assertRejects(() => run(5), TypeError, "Cannot run: expected a coroutine or a function");
});

Deno.test("run() inside a task says to await, and starts nothing", async () => {
  let started = false;
  await inVirtualTime(async () => {
    await assertRejects(
      () => run(() => started = true),
      RuntimeError,
      "Cannot run inside a task: await the coroutine, or use create_task()",
    );
    await sleep_ms(1);
  });
  assertEquals(started, false);
});

Deno.test("run() while another one is under way is an error", async () => {
  const first = run(sleep_ms(5));
  await assertRejects(
    () => run(sleep_ms(1)),
    RuntimeError,
    "Cannot run: the loop is running already; await the first run()",
  );
  await first;
});

Deno.test("Loop is not made with new", () => {
  // @ts-expect-error: the constructor is private
  assertThrows(() => new Loop(), TypeError, "Cannot make a Loop with new: use get_event_loop()");
});

Deno.test("Loop.run_forever() runs until stop()", async () => {
  new_event_loop();
  using clock = new VirtualClock();
  const loop = get_event_loop();
  loop.call_later(2, () => loop.stop());
  await loop.run_forever();
  assertEquals(clock.time, 2000);
  loop.stop(); // without effect
  assertEquals(await loop.run_until_complete(() => 5), 5);
  loop.close();
});

Deno.test("Loop.run_until_complete() takes a task, also one that is done", async () => {
  new_event_loop();
  const loop = get_event_loop();
  const task = loop.create_task(() => 5);
  assertEquals(await loop.run_until_complete(task), 5);
  assertEquals(await loop.run_until_complete(task), 5);
});

Deno.test("Loop.call_later() calls a function with its arguments", async () => {
  await inVirtualTime(async (clock) => {
    const calls: unknown[] = [];
    const task = get_event_loop().call_later(
      1.5,
      (a: string, b: number) => calls.push(a, b, clock.time),
      "x",
      5,
    );
    await task;
    assertEquals(calls, ["x", 5, 1500]);
  });
});

Deno.test("Loop.call_later() executes a coroutine, and gives it no arguments", async () => {
  await inVirtualTime(async (clock) => {
    const times: number[] = [];
    const note = coro(async () => {
      await sleep_ms(1);
      times.push(clock.time);
    });
    await get_event_loop().call_later(1, note(), "ignored");
    assertEquals(times, [1001]);
    assertThrows(
      // @ts-expect-error: the promise has started
      () => get_event_loop().call_later(1, Promise.resolve()),
      TypeError,
      "Cannot call later: got a promise",
    );
  });
});

Deno.test("Loop.set_exception_handler(): an exception that no task retrieves reaches the handler, once", async () => {
  await inVirtualTime(async () => {
    const contexts: unknown[] = [];
    const loop = get_event_loop();
    loop.set_exception_handler((...args) => contexts.push(args));
    assert(loop.get_exception_handler() !== null);
    const error = new Error("unheard");
    const task = create_task(() => {
      throw error;
    });
    await sleep_ms(0);
    await sleep_ms(0);
    const message = "Task exception wasn't retrieved";
    assertEquals(contexts, [[loop, { message, exception: error, future: task }]]);
    await assertRejects(async () => await task, Error, "unheard");
    await sleep_ms(1);
    assertEquals(contexts.length, 1);
    loop.set_exception_handler(null);
    assertStrictEquals(loop.get_exception_handler(), null);
  });
});

Deno.test("Loop.default_exception_handler() prints message, task and stack to stderr", async () => {
  const printed: unknown[] = [];
  const { error } = console;
  console.error = (...values) => printed.push(...values);
  try {
    await inVirtualTime(async () => {
      create_task(() => {
        throw new Error("unheard");
      });
      await sleep_ms(1);
    });
  } finally {
    console.error = error;
  }
  const text = printed.map((value) => Deno.inspect(value)).join("\n");
  for (const part of ["Task exception wasn't retrieved", "future:", "Task", "unheard", "    at "]) {
    assert(text.includes(part), `${part} is missing in ${text}`);
  }
});

Deno.test("Loop.set_exception_handler() refuses what is neither function nor null", () => {
  assertThrows(
    // @ts-expect-error: a number is no function
    () => get_event_loop().set_exception_handler(5),
    TypeError,
    "Cannot set the exception handler: expected a function or null, got 5",
  );
});

Deno.test("new_event_loop() inside a task forgets the others, and the task goes on", async () => {
  await inVirtualTime(async () => {
    let ran = false;
    const me = current_task();
    create_task(() => ran = true);
    assertStrictEquals(new_event_loop(), get_event_loop());
    await sleep_ms(5);
    assertEquals(ran, false);
    assertStrictEquals(current_task(), me);
  });
});

Deno.test("Task does not see the AsyncLocalStorage of others, and keeps its own", async () => {
  const { AsyncLocalStorage } = await import("node:async_hooks");
  const storage = new AsyncLocalStorage<string>();
  await inVirtualTime(async () => {
    const look = async () => {
      const before = storage.getStore();
      await sleep_ms(1);
      return [before, storage.getStore()];
    };
    const own = create_task(() => storage.run("own", look));
    const none = storage.run("creator's", () => create_task(look));
    assertEquals(await own, ["own", "own"]);
    assertEquals(await none, [undefined, undefined]);
  });
});

Deno.test("Loop goes on when what it calls at a switch throws, and the handler hears of it", async () => {
  await inVirtualTime(async () => {
    const heard: unknown[] = [];
    get_event_loop().set_exception_handler((_loop, { exception }) => {
      heard.push((exception as Error).message);
    });
    const throwing = (message: string) => () => {
      throw new Error(message);
    };
    atNextSwitch(throwing("poll"));
    atBatchEnd(throwing("first"));
    atBatchEnd(throwing("second"));
    await sleep_ms(1);
    await sleep_ms(1);
    assertEquals(heard.sort(), ["first", "poll", "second"]);
  });
});
