import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { create_task, run, RuntimeError, sleep, sleep_ms } from "../../mod.ts";
import { VirtualClock } from "../../src/testing/mod.ts";
import { inVirtualTime } from "./in_virtual_time.ts";

Deno.test("VirtualClock lets a day pass in no time", async () => {
  const start = performance.now();
  await inVirtualTime(async (clock) => {
    await sleep(86_400);
    assertEquals(clock.time, 86_400_000);
  });
  assert(performance.now() - start < 1000);
});

Deno.test("VirtualClock stands still while tasks are ready", async () => {
  await inVirtualTime(async (clock) => {
    create_task(async () => await sleep_ms(1));
    for (let i = 0; i < 1000; i++) await sleep_ms(0);
    assertEquals(clock.time, 0);
  });
});

Deno.test("VirtualClock wakes each task in time however long it runs", async () => {
  await inVirtualTime(async (clock) => {
    let wakes = 0;
    create_task(async () => {
      for (;; wakes++) {
        await sleep_ms(1000);
        if (clock.time !== (wakes + 1) * 1000) throw new Error(`woken at ${clock.time}`);
      }
    });
    await sleep(36_000);
    assertEquals(wakes, 35_999);
  });
});

Deno.test("VirtualClock moves on while a task awaits a foreign promise", async () => {
  await inVirtualTime(async (clock) => {
    const sleeper = create_task(async () => await sleep(3600));
    await new Promise((resolve) => setTimeout(resolve, 20));
    assert(sleeper.done());
    assertEquals(clock.time, 3_600_000);
  });
});

Deno.test("VirtualClock may not come or go while the loop runs", async () => {
  await inVirtualTime(async (clock) => {
    const message = "Cannot change the clock while the loop runs: do it before run()";
    assertThrows(() => new VirtualClock(), RuntimeError, message);
    assertThrows(() => clock[Symbol.dispose](), RuntimeError, message);
    await sleep_ms(0);
  });
});

Deno.test("VirtualClock begins with a fresh loop, and leaves one behind", async () => {
  const beats: string[] = [];
  const heartbeat = (name: string) => async () => {
    while (beats.push(name) < 100) await sleep_ms(100);
  };
  create_task(heartbeat("before"));
  {
    using _clock = new VirtualClock();
    await run(async () => {
      create_task(heartbeat("within"));
      await sleep_ms(150);
    });
  }
  using _clock = new VirtualClock();
  await run(sleep_ms(1000));
  assertEquals(beats, ["within", "within"]);
});

Deno.test("VirtualClock stops tasks that yield without end, with an error that says so", async () => {
  using _clock = new VirtualClock();
  await assertRejects(
    () =>
      run(async () => {
        create_task(() => sleep_ms(10));
        while (true) await sleep_ms(0);
      }),
    RuntimeError,
    "Cannot go on under the VirtualClock: time stands still, as the tasks only yield",
  );
});
