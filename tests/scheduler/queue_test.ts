import { assert, assertEquals, assertMatch, assertRejects, assertThrows } from "@std/assert";
import {
  CancelledError,
  create_task,
  LifoQueue,
  PriorityQueue,
  Queue,
  QueueEmpty,
  QueueFull,
  QueueShutDown,
  RuntimeError,
  sleep_ms,
  TimeoutError,
  wait_for_ms,
} from "../../mod.ts";
import { Fifo } from "../../src/core/fifo.ts";
import { inRealTime, inVirtualTime } from "./in_virtual_time.ts";

// What CPython's queues do is shown by tests/cpython; here is the rest.

Deno.test("Queue refuses a size that is none", () => {
  for (const size of ["2", NaN, null]) {
    const error = assertThrows(() => new Queue(size as unknown as number), TypeError);
    assertMatch(
      (error as Error).message,
      /^Cannot make a queue for .* items: expected a number, 0 for no limit$/,
    );
  }
  assertEquals(new Queue(-1).full(), false);
  assertEquals(new Queue(3).maxsize, 3);
});

Deno.test("Queue.put_nowait() and get_nowait() say what is wrong, and what to do", () => {
  const queue = new Queue<number>(1);
  assertThrows(() => queue.get_nowait(), QueueEmpty, "Cannot get: there is no item; await get()");
  queue.put_nowait(1);
  assertThrows(
    () => queue.put_nowait(2),
    QueueFull,
    "Cannot put: all 1 places are taken; await put()",
  );
  queue.shutdown();
  assertThrows(
    () => queue.put_nowait(2),
    QueueShutDown,
    "Cannot put: the queue has been shut down",
  );
  assertEquals(queue.get_nowait(), 1);
  assertThrows(
    () => queue.get_nowait(),
    QueueShutDown,
    "Cannot get: the queue is empty and has been shut down",
  );
});

Deno.test("Queue.task_done() refuses more calls than there were items", () => {
  const queue = new Queue<number>();
  queue.put_nowait(1);
  queue.task_done();
  assertThrows(
    () => queue.task_done(),
    RuntimeError,
    "Cannot call task_done(): it has been called for each item already",
  );
});

Deno.test("Queue.put_nowait() from a callback wakes the task that waits", async () => {
  await inRealTime(async () => {
    const queue = new Queue<string>();
    setTimeout(() => queue.put_nowait("from outside"), 5);
    assertEquals(await queue.get(), "from outside");
  });
});

Deno.test("Queue: for await with a time limit on each item goes on after a timeout", async () => {
  await inVirtualTime(async () => {
    const queue = new Queue<number>();
    const items = queue[Symbol.asyncIterator]();
    await assertRejects(async () => await wait_for_ms(() => items.next(), 10), TimeoutError);
    queue.put_nowait(1);
    assertEquals(await items.next(), { done: false, value: 1 });
    queue.shutdown();
    assertEquals(await items.next(), { done: true, value: undefined });
  });
});

Deno.test("Queue: for await that is broken off leaves the next items", async () => {
  await inVirtualTime(async () => {
    const queue = new Queue<number>();
    for (let i = 0; i < 3; i++) queue.put_nowait(i);
    for await (const item of queue) {
      if (item === 1) break;
    }
    assertEquals(queue.get_nowait(), 2);
  });
});

Deno.test("Queue.get() with a time limit loses no item, whenever it ends", async () => {
  for (let turns = 0; turns < 8; turns++) {
    await inVirtualTime(async () => {
      const queue = new Queue<number>();
      const got: number[] = [];
      const getter = create_task(async () => {
        try {
          got.push(await wait_for_ms(queue.get(), 10));
        } catch (error) {
          if (!(error instanceof TimeoutError)) throw error;
        }
      });
      create_task(async () => {
        await sleep_ms(10); // the same moment
        for (let i = 0; i < turns; i++) await sleep_ms(0);
        queue.put_nowait(1);
      });
      await getter;
      await sleep_ms(20);
      assertEquals(got.length + queue.qsize(), 1, `${turns} turns later`);
    });
  }
});

Deno.test("Queue.get() in wait_for that is cancelled loses no item, whenever it is", async () => {
  for (let before = 0; before < 8; before++) {
    for (let after = 0; after < 8; after++) {
      await inVirtualTime(async () => {
        const queue = new Queue<number>();
        const got: number[] = [];
        const getter = create_task(async () => {
          got.push(await wait_for_ms(queue.get(), 1000));
          await sleep_ms(1);
        });
        for (let i = 0; i < before; i++) await sleep_ms(0);
        queue.put_nowait(1);
        for (let i = 0; i < after; i++) await sleep_ms(0);
        getter.cancel();
        await sleep_ms(20);
        assertEquals(got.length + queue.qsize(), 1, `${before} turns, put, ${after} turns`);
      });
    }
  }
});

Deno.test("Queue: ten thousand getters whose items have been taken by another wait on", async () => {
  await inVirtualTime(async () => {
    const queue = new Queue<number>();
    let got = 0;
    for (let i = 0; i < 10_000; i++) {
      create_task(async () => {
        await queue.get();
        got++;
      });
    }
    await sleep_ms(1);
    for (let i = 0; i < 10_000; i++) queue.put_nowait(i);
    while (!queue.empty()) queue.get_nowait();
    await sleep_ms(1);
    assertEquals(got, 0);
    for (let i = 0; i < 10_000; i++) queue.put_nowait(i);
    await sleep_ms(1);
    assertEquals([got, queue.qsize()], [10_000, 0]);
  });
});

Deno.test("Queue.get() that is cancelled throws, and the next getter has its place", async () => {
  await inVirtualTime(async () => {
    const queue = new Queue<number>();
    const first = create_task(queue.get());
    const second = create_task(queue.get());
    await sleep_ms(0);
    first.cancel();
    queue.put_nowait(1);
    assertEquals(await second, 1);
    await assertRejects(async () => await first, CancelledError);
  });
});

Deno.test("Fifo keeps the order while it grows and shrinks", () => {
  const fifo = new Fifo<number>();
  let put = 0;
  let taken = 0;
  for (const size of [3, 5000, 2, 9, 4000, 0]) {
    while (fifo.size < size) fifo.push(put++);
    while (fifo.size > size / 3) assertEquals(fifo.take(), taken++);
  }
  assertEquals([put > 9000, fifo.size], [true, 0]);
});

Deno.test("LifoQueue gives the last item first", async () => {
  await inVirtualTime(async () => {
    const queue = new LifoQueue<number>(2);
    await queue.put(1);
    await queue.put(2);
    assertEquals([queue.full(), await queue.get(), await queue.get()], [true, 2, 1]);
  });
});

Deno.test("PriorityQueue compares as Python does", () => {
  const orders: unknown[][] = [
    [-Infinity, -1, 0, 0.5, 1, 2n, 10, Infinity],
    ["", "A", "a", "aa", "b", "\uffff", "\u{1f600}"],
    [[], [1], [1, 2], [1, 2, 0], [1, 10], [2]],
    [[1, "a"], [1, "b"], [2, "a"]],
    [[1, [1, 2]], [1, [1, 3]]],
  ];
  for (const expected of orders) {
    const queue = new PriorityQueue<unknown>();
    for (const item of expected.toReversed()) queue.put_nowait(item);
    assertEquals(expected.map(() => queue.get_nowait()), expected);
  }
});

Deno.test("PriorityQueue sorts many items", () => {
  const queue = new PriorityQueue<number>();
  const items = Array.from({ length: 500 }, (_, i) => (i * 7919) % 503);
  for (const item of items) queue.put_nowait(item);
  assertEquals(items.map(() => queue.get_nowait()), items.toSorted((a, b) => a - b));
});

Deno.test("PriorityQueue keeps its items when one does not compare", () => {
  const queue = new PriorityQueue<unknown>();
  queue.put_nowait([1, { a: 1 }]);
  assertThrows(
    () => queue.put_nowait([1, { a: 2 }]),
    TypeError,
    "Cannot compare an Object with an Object: a PriorityQueue takes numbers, strings, arrays of " +
      "these, or the option compare",
  );
  assertThrows(() => queue.put_nowait("x"), TypeError, "with an Array: a PriorityQueue takes");
  assertEquals(queue.qsize(), 1);
});

Deno.test("PriorityQueue takes a function that compares, and no other option", () => {
  const queue = new PriorityQueue<{ due: number }>(0, { compare: (a, b) => b.due - a.due });
  for (const due of [1, 3, 2]) queue.put_nowait({ due });
  assertEquals([3, 2, 1].map(() => queue.get_nowait().due), [3, 2, 1]);
  assertThrows(
    () => new PriorityQueue(0, { compare: 1 as unknown as () => number }),
    TypeError,
    "compare has to be a function, not 1",
  );
  assertThrows(
    () => new PriorityQueue(0, { key: 1 } as object),
    TypeError,
    'Cannot make a PriorityQueue: there is no option "key"; the option is compare',
  );
});

Deno.test("Queue.join() ends when all that was put has been dealt with", async () => {
  await inVirtualTime(async (clock) => {
    const queue = new Queue<number>();
    for (let i = 1; i <= 3; i++) queue.put_nowait(i);
    create_task(async () => {
      for await (const ms of queue) {
        await sleep_ms(ms);
        queue.task_done();
      }
    });
    await queue.join();
    assert(queue.empty());
    assertEquals(clock.time, 6);
  });
});

Deno.test("Queue.toString() tells how many items there are, and console.log shows that", async () => {
  await inVirtualTime(async () => {
    const queue = new Queue<number>(3);
    assertEquals(String(queue), "Queue (0 of 3 items)");
    const getter = create_task(queue.get());
    await sleep_ms(0);
    assertEquals(Deno.inspect(queue), "Queue (0 of 3 items, 1 task waits)");
    getter.cancel();
    const others = [new LifoQueue<number>(), new PriorityQueue<number>(2)];
    for (const other of others) other.put_nowait(1);
    others[0]!.shutdown();
    assertEquals(others.map(String), [
      "LifoQueue (1 items, shut down)",
      "PriorityQueue (1 of 2 items)",
    ]);
  });
});
