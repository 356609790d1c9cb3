import type { Fiber } from "./fiber.ts";

/** A longer ring is given back when it is empty. */
const LARGE = 1024;

/**
 * The fibers whose turn comes, first in, first out. Every switch from task to
 * task goes through here, hence a ring in an array: nothing to link or unlink.
 */
export class ReadyQueue {
  #ring = newRing();
  #start = 0;
  #length = 0;

  /** How many there are, those that have been removed and not passed so far among them. */
  get length(): number {
    return this.#length;
  }

  get isEmpty(): boolean {
    return this.#length === 0;
  }

  push(fiber: Fiber): void {
    if (this.#length === this.#ring.length) this.#grow();
    this.#ring[this.#index(this.#length++)] = fiber;
  }

  /** Puts one before all others. */
  unshift(fiber: Fiber): void {
    if (this.#length === this.#ring.length) this.#grow();
    this.#start = this.#index(-1);
    this.#ring[this.#start] = fiber;
    this.#length++;
  }

  /** Takes the first one out. */
  shift(): Fiber | null {
    while (this.#length > 0) {
      const index = this.#start;
      this.#start = this.#index(1);
      this.#length--;
      const fiber = this.#ring[index]!;
      this.#ring[index] = null;
      if (fiber !== null) return fiber;
    }
    if (this.#ring.length > LARGE) {
      this.#ring = newRing();
      this.#start = 0;
    }
    return null;
  }

  /** Takes one out that would not be first, which is rare. */
  remove(fiber: Fiber): void {
    const index = this.#ring.indexOf(fiber);
    if (index >= 0) this.#ring[index] = null;
  }

  /** Those that are in it, the first one first; for checks. */
  toArray(): Fiber[] {
    return Array.from({ length: this.#length }, (_, i) => this.#ring[this.#index(i)]!)
      .filter((fiber) => fiber !== null);
  }

  #index(position: number): number {
    return (this.#start + position) & (this.#ring.length - 1);
  }

  #grow(): void {
    const ring = this.#ring;
    const ordered = [...ring.slice(this.#start), ...ring.slice(0, this.#start)];
    this.#ring = ordered.concat(new Array(ring.length).fill(null));
    this.#start = 0;
  }
}

/** An empty ring; its length is a power of two. */
function newRing(): (Fiber | null)[] {
  return new Array(16).fill(null);
}
