import { assertEquals } from "@std/assert";
import { Fiber } from "../../src/core/fiber.ts";
import { Sleepers } from "../../src/core/sleepers.ts";
import { makeRandom } from "../transcripts/random/programs.ts";

/** What Sleepers should do, done simply. */
class SortedList {
  #entries: { fiber: Fiber; due: number }[] = [];

  push(fiber: Fiber, due: number): void {
    this.#entries.push({ fiber, due });
    this.#entries.sort((a, b) => a.due - b.due); // stable
  }

  shift(now: number): Fiber | null {
    return this.due <= now ? this.#entries.shift()!.fiber : null;
  }

  remove(fiber: Fiber): void {
    this.#entries = this.#entries.filter((entry) => entry.fiber !== fiber);
  }

  get due(): number {
    return this.#entries[0]?.due ?? Infinity;
  }
}

Deno.test("Sleepers keep the order whatever is added, woken and cancelled", () => {
  for (let seed = 1; seed <= 20; seed++) {
    const random = makeRandom(seed);
    const sleepers = new Sleepers();
    const expected = new SortedList();
    const awake = Array.from({ length: 300 }, () => new Fiber(null));
    const asleep: Fiber[] = [];
    for (let step = 0; step < 2000; step++) {
      const fiber = awake.pop();
      // Sometimes more fall asleep, and sometimes more are cancelled.
      if (fiber !== undefined && random(10) < (step % 600 < 300 ? 7 : 2)) {
        const due = random(50);
        sleepers.push(fiber, due);
        expected.push(fiber, due);
        asleep.push(fiber);
      } else if (asleep.length > 0 && random(3) > 0) {
        const [cancelled] = asleep.splice(random(asleep.length), 1);
        sleepers.leave(cancelled!);
        expected.remove(cancelled!);
        awake.push(cancelled!);
      } else {
        const now = random(60);
        const woken = sleepers.shift(now);
        assertEquals(woken === expected.shift(now), true);
        if (woken !== null) awake.push(...asleep.splice(asleep.indexOf(woken), 1));
      }
      if (fiber !== undefined && fiber.place === null && !awake.includes(fiber)) {
        awake.push(fiber);
      }
      assertEquals(sleepers.due, expected.due);
    }
  }
});

Deno.test("Sleepers count who is due soon, no more than asked for", () => {
  const sleepers = new Sleepers();
  for (let i = 0; i < 100; i++) sleepers.push(new Fiber(null), (i * 37) % 100);
  assertEquals(sleepers.countUntil(-1, 10), 0);
  assertEquals(sleepers.countUntil(4, 10), 5);
  assertEquals(sleepers.countUntil(99, 10), 10);
  assertEquals(sleepers.countUntil(99, 1000), 100);
});
