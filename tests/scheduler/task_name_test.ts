import { assertEquals, assertMatch, assertThrows } from "@std/assert";
import {
  CancelledError,
  coro,
  create_task,
  current_task,
  Event,
  gather,
  get_event_loop,
  Lock,
  run,
  sleep_ms,
  type Task,
  TaskGroup,
  TaskScope,
  ThreadSafeFlag,
} from "../../mod.ts";
import { VirtualClock } from "../../src/testing/mod.ts";

async function blink(): Promise<void> {
  await sleep_ms(312);
}

const blinker = {
  poll: async () => await sleep_ms(1),
  start: () => create_task(() => blinker.poll()),
};

function endSoon(...tasks: Task[]): void {
  for (const task of tasks) task.cancel();
}

Deno.test("Task.get_name() is the given name, or that of the function that runs", async () => {
  using _clock = new VirtualClock();
  await run(async () => {
    const tasks = [
      create_task(blink),
      create_task(() => blink()),
      create_task(async () => await blink()),
      create_task(coro(blink)()),
      create_task(() => blink(), { name: "status led" }),
      create_task(blink, {}),
      blinker.start(),
      create_task(async () => {
        await blink();
      }),
      get_event_loop().create_task(blink, { name: "of the loop" }),
    ];
    const expected = ["blink", "blink", "blink", "blink", "status led", "blink", "poll", ""];
    expected.push("of the loop");
    assertEquals(tasks.map((task) => task.get_name()), expected);
    await sleep_ms(0); // they forget their functions
    assertEquals(tasks.map((task) => task.get_name()), expected);
    for (const task of tasks) await task;
    assertEquals(tasks.map((task) => task.get_name()), expected);
  });
});

Deno.test("create_task() of a group and of a scope takes a name, too", async () => {
  using _clock = new VirtualClock();
  await run(async () => {
    const names = await TaskGroup.run((group) => [
      group.create_task(blink).get_name(),
      group.create_task(blink, { name: "in a group" }).get_name(),
    ]);
    assertEquals(names, ["blink", "in a group"]);
    await using scope = new TaskScope();
    assertEquals(scope.create_task(blink, { name: "in a scope" }).get_name(), "in a scope");
  });
});

Deno.test("create_task() refuses other options, and names that are no strings", () => {
  const tryIt = (options: object) => () => create_task(blink, options);
  assertThrows(tryIt({ nmae: "x" }), TypeError, 'no option "nmae"; the only one is name');
  assertThrows(
    tryIt({ name: 5 }),
    TypeError,
    "Cannot create a task: its name has to be a string, got 5",
  );
});

Deno.test("Task.toString() says what the task does, and console.log shows that", async () => {
  using _clock = new VirtualClock();
  await run(async () => {
    const show = (task: Task) => {
      assertEquals(Deno.inspect(task), String(task));
      return String(task);
    };
    const task = create_task(blink);
    assertEquals(show(task), "Task blink: has not begun");
    const observer = create_task(async () => await task);
    await sleep_ms(12);
    assertEquals(show(task), "Task blink: asleep for 300 ms");
    assertEquals(show(observer), "Task: awaits task blink");
    assertEquals(show(current_task()), "Task: running");
    const [event, lock] = [new Event(), new Lock()];
    using _guard = await lock.acquire();
    const waiters = [
      create_task(async () => await event.wait(), { name: "e" }),
      create_task(async () => void await lock.acquire(), { name: "l" }),
      create_task(async () => await new ThreadSafeFlag().wait(), { name: "f" }),
      create_task(async () => await new Promise(() => {}), { name: "p" }),
      create_task(async () => await sleep_ms(0), { name: "r" }),
    ];
    await sleep_ms(0);
    assertEquals(show(waiters.pop()!), "Task r: ready");
    await sleep_ms(1);
    assertEquals(waiters.map(show), [
      "Task e: waits for an Event",
      "Task l: waits for a Lock",
      "Task f: waits for a ThreadSafeFlag",
      "Task p: awaits a promise of Deno's",
    ]);
    endSoon(...waiters);
    await task;
    assertEquals(show(task), "Task blink: has returned");
    assertEquals(show(waiters[0]!), "Task e: was cancelled");
    const failing = create_task(() => Promise.reject(new RangeError("no")), { name: "bad" });
    const alsoFailing = create_task(() => Promise.reject("no"), { name: "worse" });
    await gather(failing, alsoFailing, { return_exceptions: true });
    assertEquals(show(failing), "Task bad: has thrown RangeError");
    assertEquals(show(alsoFailing), "Task worse: has thrown a string");
  });
});

Deno.test("Task.toString() names the time that is left, also after a cancelled sleep", async () => {
  using _clock = new VirtualClock();
  await run(async () => {
    const other = create_task(() => sleep_ms(10)); // in front, so that the old entry stays
    const napper = create_task(async () => {
      try {
        await sleep_ms(9000);
      } catch (error) {
        if (!(error instanceof CancelledError)) throw error;
      }
      await sleep_ms(1000);
    }, { name: "napper" });
    await sleep_ms(1);
    napper.cancel();
    await sleep_ms(4);
    assertEquals(String(napper), "Task napper: asleep for 996 ms");
    endSoon(napper, other);
    await sleep_ms(0);
  });
});

Deno.test("Event, Lock and ThreadSafeFlag show their state, and how many tasks wait", async () => {
  using _clock = new VirtualClock();
  const [event, lock, flag] = [new Event(), new Lock(), new ThreadSafeFlag()];
  const show = () => [event, lock, flag].map((thing) => Deno.inspect(thing));
  assertEquals(show(), ["Event (not set)", "Lock (unlocked)", "ThreadSafeFlag (not set)"]);
  await run(async () => {
    const guard = await lock.acquire();
    const tasks: Task[] = [event, event].map((it) => create_task(() => it.wait()));
    tasks.push(create_task(() => flag.wait()), create_task(async () => void await lock.acquire()));
    await sleep_ms(1);
    assertEquals(show(), [
      "Event (not set, 2 tasks wait)",
      "Lock (locked, 1 task waits)",
      "ThreadSafeFlag (not set, 1 task waits)",
    ]);
    event.set();
    guard[Symbol.dispose]();
    flag.set();
    await sleep_ms(1);
    flag.set();
  });
  assertEquals(show(), ["Event (set)", "Lock (locked)", "ThreadSafeFlag (set)"]);
});

Deno.test("Coroutine.toString() names the function, and tells whether it has started", async () => {
  const add = coro(async function add(a: number, b: number) {
    await sleep_ms(0);
    return a + b;
  });
  const coroutine = add(1, 2);
  assertEquals(Deno.inspect(coroutine), "Coroutine add (not started)");
  assertEquals(String(coroutine), "Coroutine add (not started)");
  await run(coroutine);
  assertEquals(String(coroutine), "Coroutine add (started)");
  assertEquals(String(new Event().wait()), "Coroutine (not started)");
  assertEquals(Deno.inspect(sleep_ms(5)), "Coroutine");
});

Deno.test("Loop.default_exception_handler() names the function of the task", async () => {
  using _clock = new VirtualClock();
  const lines: string[] = [];
  const { error } = console;
  console.error = (...args) => lines.push(args.map((arg) => Deno.inspect(arg)).join(" "));
  try {
    await run(async () => {
      create_task(async function measure() {
        await sleep_ms(1);
        throw "the sensor is gone"; // no stack that would name it
      });
      await sleep_ms(2);
    });
  } finally {
    console.error = error;
  }
  assertMatch(lines.join("\n"), /future:" Task measure: has thrown a string/);
});
