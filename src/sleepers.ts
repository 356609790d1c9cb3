import type { Fiber, WaitingPlace } from "./fiber.ts";

/**
 * Sleeping fibers, the next one to wake first; those that are due at the same
 * time in the order in which they fell asleep. A binary heap in parallel
 * arrays, each fiber knowing its index: O(log n) to add, to wake, to cancel.
 */
export class Sleepers implements WaitingPlace {
  readonly owner = null;
  readonly #fibers: Fiber[] = [];
  readonly #dues: number[] = [];
  readonly #orders: number[] = [];
  #order = 0;

  /** When the next one is due; `Infinity` with none. */
  due = Infinity;

  push(fiber: Fiber, due: number): void {
    fiber.place = this;
    this.#siftUp(this.#fibers.length, fiber, due, this.#order++);
    this.due = this.#dues[0]!;
  }

  /** Takes out the first one, provided that it is due at `now`. */
  shift(now: number): Fiber | null {
    if (this.due > now) return null;
    const fiber = this.#fibers[0]!;
    this.remove(fiber);
    return fiber;
  }

  remove(fiber: Fiber): void {
    fiber.place = null;
    const index = fiber.heapIndex;
    const last = this.#fibers.pop()!;
    const due = this.#dues.pop()!;
    const order = this.#orders.pop()!;
    if (last !== fiber) {
      // The last one takes the place and moves to where it belongs.
      if (index > 0 && this.#isBefore(due, order, (index - 1) >> 1)) {
        this.#siftUp(index, last, due, order);
      } else {
        this.#siftDown(index, last, due, order);
      }
    }
    this.due = this.#fibers.length === 0 ? Infinity : this.#dues[0]!;
  }

  /** Moves the time of all by as much. */
  shiftDues(difference: number): void {
    for (let i = 0; i < this.#dues.length; i++) this.#dues[i]! += difference;
    this.due += difference;
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
    fiber.heapIndex = index;
  }
}
