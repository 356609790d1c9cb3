import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import {
  CancelledError,
  create_task,
  RuntimeError,
  sleep_ms,
  ThreadSafeFlag,
  TimeoutError,
  wait_for_ms,
} from "../../mod.ts";
import { inRealTime, inVirtualTime } from "./in_virtual_time.ts";

Deno.test("ThreadSafeFlag.wait() finds a set flag at once, and clears it", async () => {
  await inVirtualTime(async () => {
    const flag = new ThreadSafeFlag();
    flag.set();
    await flag.wait();
    await assertRejects(async () => await wait_for_ms(flag.wait(), 10), TimeoutError);
  });
});

Deno.test("ThreadSafeFlag.set() wakes from outside of the loop", async () => {
  await inRealTime(async () => {
    const flag = new ThreadSafeFlag();
    const timer = setInterval(() => flag.set(), 2);
    for (let i = 0; i < 3; i++) await flag.wait();
    clearInterval(timer);
  });
});

Deno.test("ThreadSafeFlag wakes a task when another Worker sets it", async () => {
  const source = `onmessage = ({ data }) => {
    const cell = new Int32Array(data);
    Atomics.store(cell, 0, 1);
    Atomics.notify(cell, 0);
  };`;
  const worker = new Worker(`data:text/javascript,${encodeURIComponent(source)}`, {
    type: "module",
  });
  await inRealTime(async () => {
    const flag = new ThreadSafeFlag();
    for (let i = 0; i < 3; i++) {
      worker.postMessage(flag.buffer);
      await flag.wait();
    }
  });
  worker.terminate();
});

Deno.test("ThreadSafeFlag: another handle sets the same flag", async () => {
  await inRealTime(async () => {
    const flag = new ThreadSafeFlag();
    const other = new ThreadSafeFlag(flag.buffer);
    const waiter = create_task(async () => await flag.wait());
    await sleep_ms(1);
    other.set();
    await waiter;
    other.set();
    flag.clear();
    await assertRejects(async () => await wait_for_ms(other.wait(), 5), TimeoutError);
  });
});

Deno.test("ThreadSafeFlag.wait() refuses a second task", async () => {
  await inVirtualTime(async () => {
    const flag = new ThreadSafeFlag();
    const first = create_task(async () => await flag.wait());
    await sleep_ms(0);
    await assertRejects(
      async () => await flag.wait(),
      RuntimeError,
      "Cannot wait for the ThreadSafeFlag: another task waits for it already; give each a flag of its own",
    );
    flag.set();
    await first;
  });
});

Deno.test("ThreadSafeFlag.wait() may be called again after a wait was cancelled", async () => {
  await inVirtualTime(async () => {
    const flag = new ThreadSafeFlag();
    for (let i = 0; i < 100; i++) {
      const waiter = create_task(async () => await flag.wait());
      await sleep_ms(0);
      waiter.cancel();
      await assertRejects(async () => await waiter, CancelledError);
    }
    const waiter = create_task(async () => await flag.wait());
    await sleep_ms(0);
    flag.set();
    await waiter;
    assert(waiter.done());
  });
});

Deno.test("ThreadSafeFlag.clear() before the switch leaves the task waiting", async () => {
  await inVirtualTime(async () => {
    const flag = new ThreadSafeFlag();
    const waiter = create_task(async () => await flag.wait());
    await sleep_ms(0);
    flag.set();
    flag.clear();
    await sleep_ms(5);
    assertEquals(waiter.done(), false);
  });
});

Deno.test("ThreadSafeFlag refuses what is not the buffer of a flag", () => {
  assertThrows(
    // @ts-expect-error: not shared
    () => new ThreadSafeFlag(new ArrayBuffer(4)),
    TypeError,
    "Cannot make a ThreadSafeFlag of an ArrayBuffer: expected the buffer of another flag",
  );
});
