import { assert, assertEquals, assertRejects } from "@std/assert";
import {
  CancelledError,
  create_task,
  OSError,
  sleep_ms,
  TimeoutError,
  wait_for_ms,
} from "../../mod.ts";
import { type Edge, Pin } from "../../src/machine/mod.ts";
import { drive, runBriefly, userOf, wiggle } from "./wires.ts";

const N = 22;
/** Long enough for an edge to reach a task, in ms. */
const A_WHILE = 100;

/** An input at a line that is low. */
function lowInput(): Pin {
  drive(N, 0);
  return new Pin(N, Pin.IN);
}

/** Drives a line soon, while somebody waits. */
async function whileDriven<T>(levels: (0 | 1)[], wait: () => Promise<T>): Promise<T> {
  const driver = create_task(async () => {
    await sleep_ms(5);
    await wiggle(N, levels);
  });
  const result = await wait();
  await driver;
  return result;
}

Deno.test("Pin.edge() is the next one of its trigger", async () => {
  using pin = lowInput();
  await runBriefly(async () => {
    const any = await whileDriven([1], async () => await pin.edge());
    const rising = await whileDriven([0, 1], async () => await pin.edge(Pin.IRQ_RISING));
    const falling = await whileDriven([0, 1], async () => await pin.edge(Pin.IRQ_FALLING));
    assertEquals([any.level, rising.level, falling.level], [1, 1, 0]);
    assertEquals(rising.timestamp_ns < falling.timestamp_ns, true);
  });
});

Deno.test("Pin.edge() is not one that came when no task waited", async () => {
  using pin = lowInput();
  await runBriefly(async () => {
    await whileDriven([1], async () => await pin.edge());
    await wiggle(N, [0], A_WHILE);
    assertEquals((await whileDriven([1], async () => await pin.edge())).level, 1);
  });
});

Deno.test("Pin.edge() can be given up, and awaited again", async () => {
  using pin = lowInput();
  await runBriefly(async () => {
    await assertRejects(async () => await wait_for_ms(pin.edge(), A_WHILE), TimeoutError);
    assertEquals((await whileDriven([1], async () => await pin.edge())).level, 1);
    const task = create_task(async () => await pin.edge());
    await sleep_ms(1);
    task.cancel();
    await assertRejects(async () => await task, CancelledError);
    assertEquals((await whileDriven([0], async () => await pin.edge())).level, 0);
    const another = create_task(async () => await pin.edge());
    await sleep_ms(1);
    another.cancel();
    await assertRejects(async () => await another, CancelledError);
    pin.mode(Pin.OUT); // nobody waits any more
  });
});

Deno.test("Pin.edge() may be awaited by several tasks", async () => {
  using pin = lowInput();
  using same = new Pin(N);
  await runBriefly(async () => {
    const tasks = [pin, pin, same].map((pin) => create_task(async () => await pin.edge()));
    await sleep_ms(1);
    drive(N, 1);
    for (const task of tasks) assertEquals((await task).level, 1);
  });
});

Deno.test("Pin.edges() keeps those that come while the task is elsewhere", async () => {
  using pin = lowInput();
  const levels: number[] = [];
  await runBriefly(async () => {
    const edges = pin.edges();
    const rising = pin.edges(Pin.IRQ_RISING);
    await wiggle(N, [1, 0, 1, 0]);
    await sleep_ms(A_WHILE);
    await whileDriven([1, 0], async () => {
      for await (const { level } of edges) {
        if (levels.push(level) === 6) break;
      }
    });
    assertEquals(levels, [1, 0, 1, 0, 1, 0]);
    for (let i = 0; i < 3; i++) assertEquals((await rising.next()).value?.level, 1);
    await rising.return?.();
    assertEquals(await rising.next(), { done: true, value: undefined });
  });
});

Deno.test("Pin.edges() can be given up, and go on without losing any", async () => {
  using pin = lowInput();
  await runBriefly(async () => {
    await using edges = pin.edges();
    await assertRejects(async () => await wait_for_ms(() => edges.next(), 20), TimeoutError);
    await wiggle(N, [1, 0]);
    assertEquals((await edges.next()).value?.level, 1);
    assertEquals((await edges.next()).value?.level, 0);
  });
});

Deno.test("Pin.edges(): the sequence has no gap, nor does it say so", async () => {
  using pin = lowInput();
  await runBriefly(async () => {
    const edges = pin.edges();
    const seen: Edge[] = [];
    for (let i = 0; i < 30; i++) {
      drive(N, i % 2 === 0 ? 1 : 0);
      seen.push((await edges.next()).value!);
    }
    for (const [i, { sequence, level, gap }] of seen.entries()) {
      assertEquals([sequence, level, gap], [seen[0]!.sequence + i, (i + 1) % 2, false]);
    }
  });
});

Deno.test("Edge has the time when it was", async () => {
  using pin = lowInput();
  await runBriefly(async () => {
    const edges = pin.edges();
    /** What performance.now() is at the kernel's time 0 lies between these, in ms. */
    const span = { least: -Infinity, most: Infinity };
    let last = 0;
    for (let i = 0; i < 20; i++) {
      const before = performance.now();
      drive(N, i % 2 === 0 ? 1 : 0);
      const { value: edge } = await edges.next();
      const after = performance.now();
      const kernel_ms = Number(edge!.timestamp_ns) / 1e6;
      assert(kernel_ms > last, `${kernel_ms} ms comes after ${last} ms`);
      const { ticks_ms } = edge!;
      assert(before - 2 < ticks_ms && ticks_ms < after, `${before} < ${ticks_ms} < ${after}`);
      last = kernel_ms;
      span.least = Math.max(span.least, before - kernel_ms);
      span.most = Math.min(span.most, after - kernel_ms);
      await sleep_ms(7);
    }
    // The same clock, but for where it begins.
    assert(span.least < span.most + 0.5, `${span.least} ms to ${span.most} ms`);
  });
});

Deno.test("Edge has its time even if JavaScript was busy then", async () => {
  using pin = lowInput();
  await runBriefly(async () => {
    const edges = pin.edges();
    drive(N, 1);
    const start = performance.now();
    while (performance.now() < start + 200);
    drive(N, 0);
    const most = performance.now() - start + 50;
    const [rising, falling] = [await edges.next(), await edges.next()];
    const ms = Number(falling.value!.timestamp_ns - rising.value!.timestamp_ns) / 1e6;
    assert(ms > 150 && ms < most, `${ms} ms`);
  });
});

Deno.test("Pin.close() ends the waiting of its tasks, and of no others", async () => {
  using other = lowInput();
  await runBriefly(async () => {
    const pin = new Pin(N);
    const edges = pin.edges();
    const waiters = [() => pin.edge(), () => edges.next()].map((wait) =>
      create_task(async () =>
        await assertRejects(async () => await wait(), OSError, "has been closed")
      )
    );
    const goesOn = create_task(async () => await other.edge());
    await sleep_ms(1);
    pin.close();
    for (const waiter of waiters) assertEquals((await waiter).code, "EBADF");
    await assertRejects(() => edges.next(), OSError, "Cannot wait for an edge of line 22 of ");
    assertEquals((await whileDriven([1], async () => await goesOn)).level, 1);
  });
  other.close();
  assertEquals(await userOf(N), null);
});
