import { assertEquals } from "@std/assert";
import { Slice } from "../../src/core/slice.ts";

/** The steps that go by between two looks, at a clock that stands still. */
function strides(slice: Slice, looks: number): number[] {
  const counts: number[] = [];
  while (counts.length < looks) {
    let steps = 1;
    while (!slice.step()) steps++;
    slice.look(0);
    counts.push(steps);
  }
  return counts;
}

Deno.test("Slice looks at the clock the less often the more steps it has had, up to 33", () => {
  const slice = new Slice();
  slice.begin(0);
  const counts = strides(slice, 20);
  assertEquals(counts[0], 1); // the first step says how long the slice has taken so far
  assertEquals(counts.every((count, i) => i === 0 || count >= counts[i - 1]!), true);
  assertEquals(counts.at(-1), 33); // 32 steps go by, and the one after them looks
});

Deno.test("Slice is over after a millisecond, and begins anew", () => {
  const slice = new Slice();
  slice.begin(10);
  slice.look(10.9);
  assertEquals(slice.isOver, false);
  slice.look(11);
  assertEquals(slice.isOver, true);
  slice.begin(11);
  assertEquals(slice.isOver, false);
});

Deno.test("Slice that I/O has begun lets two steps go by before the first look", () => {
  const slice = new Slice();
  slice.beginByIo();
  assertEquals([slice.step(), slice.step(), slice.step()], [false, false, true]);
  slice.look(5);
  slice.look(5.9);
  assertEquals(slice.isOver, false); // it began with the first look
  slice.look(6);
  assertEquals(slice.isOver, true);
});
