import { assertEquals, assertStrictEquals } from "@std/assert";
import { Fiber } from "../../src/core/fiber.ts";
import { ReadyQueue } from "../../src/core/ready_queue.ts";
import { makeRandom } from "../transcripts/random/programs.ts";

Deno.test("ReadyQueue keeps the order whatever is added, taken and removed", () => {
  for (let seed = 1; seed <= 20; seed++) {
    const random = makeRandom(seed);
    const ready = new ReadyQueue();
    let expected: Fiber[] = [];
    for (let step = 0; step < 2000; step++) {
      // Sometimes it grows, and sometimes it empties.
      if (random(10) < (step % 400 < 200 ? 7 : 3)) {
        const fiber = new Fiber(null);
        ready.push(fiber);
        expected.push(fiber);
      } else if (expected.length > 0 && random(4) === 0) {
        const removed = expected[random(expected.length)]!;
        ready.remove(removed);
        expected = expected.filter((fiber) => fiber !== removed);
      } else {
        assertStrictEquals(ready.shift(), expected.shift() ?? null);
      }
    }
    while (expected.length > 0) assertStrictEquals(ready.shift(), expected.shift()!);
    assertStrictEquals(ready.shift(), null);
    assertEquals([ready.isEmpty, ready.length], [true, 0]);
  }
});

Deno.test("ReadyQueue takes a hundred thousand, and then some more", () => {
  const ready = new ReadyQueue();
  const fibers = Array.from({ length: 100_000 }, () => new Fiber(null));
  for (let round = 0; round < 2; round++) {
    for (const fiber of fibers) ready.push(fiber);
    assertEquals(ready.length, fibers.length);
    for (const fiber of fibers) assertStrictEquals(ready.shift(), fiber);
    assertStrictEquals(ready.shift(), null);
  }
});

Deno.test("ReadyQueue.remove() of one that is not in it changes nothing", () => {
  const ready = new ReadyQueue();
  const fiber = new Fiber(null);
  ready.push(fiber);
  ready.remove(new Fiber(null));
  assertStrictEquals(ready.shift(), fiber);
  ready.remove(fiber);
  assertStrictEquals(ready.shift(), null);
});
