import type { Fiber, WaitingPlace } from "./fiber.ts";

/** Below this length, entries without a sleeper do not matter. */
const SMALL = 64;

/**
 * Sleeping fibers, the next one to wake first; those that are due at the same
 * time in the order in which they fell asleep.
 *
 * A binary heap in parallel arrays, O(log n) to add and to wake. A fiber that is
 * cancelled leaves an entry behind, which is passed over when its time comes; when half of
 * the entries are such, they are cleared away: O(1) to cancel, on average.
 */
export class Sleepers implements WaitingPlace {
  #fibers: Fiber[] = [];
  #dues = new Float64Array(SMALL);
  /** A number for each time that a fiber fell asleep. */
  #orders = new Float64Array(SMALL);
  #order = 0;
  #sleeping = 0;

  /** When the next one is due; `Infinity` with none. */
  due = Infinity;

  /** Lets a parked fiber sleep until `due`. */
  push(fiber: Fiber, due: number): void {
    const length = this.#fibers.length;
    if (length === this.#dues.length) {
      this.#dues = grown(this.#dues);
      this.#orders = grown(this.#orders);
    }
    const order = ++this.#order;
    fiber.place = this;
    fiber.value = order;
    this.#sleeping++;
    this.#siftUp(length, fiber, due, order);
    this.due = this.#dues[0]!;
  }

  /** Takes out the first one, provided that it is due at `now`. */
  shift(now: number): Fiber | null {
    if (this.due > now) return null;
    const fiber = this.#fibers[0]!;
    this.leave(fiber);
    return fiber;
  }

  leave(fiber: Fiber): void {
    fiber.place = null;
    fiber.value = undefined;
    this.#sleeping--;
    const length = this.#fibers.length;
    if (length > SMALL && this.#sleeping * 2 < length) this.#clearAway();
    while (this.#fibers.length > 0 && !this.#hasSleeper(0)) this.#dropFirst();
    this.due = this.#fibers.length === 0 ? Infinity : this.#dues[0]!;
  }

  /** How many entries are due by `time`; no more than `most` are counted. */
  countUntil(time: number, most: number, index = 0): number {
    if (most <= 0 || index >= this.#fibers.length || this.#dues[index]! > time) return 0;
    const left = 1 + this.countUntil(time, most - 1, 2 * index + 1);
    return left + this.countUntil(time, most - left, 2 * index + 2);
  }

  describe(sleeper: Fiber, now: number): string {
    const index = this.#fibers.findIndex((fiber, i) => fiber === sleeper && this.#hasSleeper(i));
    return `asleep for ${Math.max(0, Math.ceil(this.#dues[index]! - now))} ms`;
  }

  /** Those that sleep; for checks. */
  toArray(): Fiber[] {
    return this.#fibers.filter((_, index) => this.#hasSleeper(index));
  }

  #hasSleeper(index: number): boolean {
    const { place, value } = this.#fibers[index]!;
    return place === this && value === this.#orders[index];
  }

  #dropFirst(): void {
    const last = this.#fibers.length - 1;
    const fiber = this.#fibers.pop()!;
    if (last > 0) this.#siftDown(0, fiber, this.#dues[last]!, this.#orders[last]!);
  }

  #clearAway(): void {
    const fibers = this.#fibers;
    let length = 0;
    for (let i = 0; i < fibers.length; i++) {
      if (this.#hasSleeper(i)) this.#put(length++, fibers[i]!, this.#dues[i]!, this.#orders[i]!);
    }
    fibers.length = length;
    for (let i = (length >> 1) - 1; i >= 0; i--) {
      this.#siftDown(i, fibers[i]!, this.#dues[i]!, this.#orders[i]!);
    }
  }

  #isBefore(due: number, order: number, index: number): boolean {
    const other = this.#dues[index]!;
    return due < other || (due === other && order < this.#orders[index]!);
  }

  #siftUp(index: number, fiber: Fiber, due: number, order: number): void {
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (!this.#isBefore(due, order, parent)) break;
      this.#move(parent, index);
      index = parent;
    }
    this.#put(index, fiber, due, order);
  }

  #siftDown(index: number, fiber: Fiber, due: number, order: number): void {
    const length = this.#fibers.length;
    for (;;) {
      let child = 2 * index + 1;
      if (child >= length) break;
      const right = child + 1;
      if (right < length && this.#isBefore(this.#dues[right]!, this.#orders[right]!, child)) {
        child = right;
      }
      if (this.#isBefore(due, order, child)) break;
      this.#move(child, index);
      index = child;
    }
    this.#put(index, fiber, due, order);
  }

  #move(from: number, to: number): void {
    this.#put(to, this.#fibers[from]!, this.#dues[from]!, this.#orders[from]!);
  }

  #put(index: number, fiber: Fiber, due: number, order: number): void {
    this.#fibers[index] = fiber;
    this.#dues[index] = due;
    this.#orders[index] = order;
  }
}

function grown(numbers: Float64Array): Float64Array<ArrayBuffer> {
  const larger = new Float64Array(2 * numbers.length);
  larger.set(numbers);
  return larger;
}
