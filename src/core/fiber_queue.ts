import type { Fiber, Waiters, WaitingPlace } from "./fiber.ts";

/** Parked fibers, first in, first out. */
export class FiberQueue implements Waiters {
  /** The fiber whose end is waited for here, if that is what is waited for. */
  readonly owner: Fiber | null;
  #first: Link | null = null;
  #last: Link | null = null;

  constructor(owner: Fiber | null = null) {
    this.owner = owner;
  }

  /** Whether no fiber waits here. */
  get isEmpty(): boolean {
    return this.#first === null;
  }

  enter(fiber: Fiber): WaitingPlace {
    const link = new Link(this, fiber, this.#last);
    if (this.#last === null) this.#first = link;
    else this.#last.next = link;
    this.#last = link;
    return link;
  }

  shift(): Fiber | null {
    const link = this.#first;
    if (link === null) return null;
    this.unlink(link);
    return link.fiber;
  }

  /** Takes out the fiber of a link. */
  unlink({ next, previous }: Link): void {
    if (previous === null) this.#first = next;
    else previous.next = next;
    if (next === null) this.#last = previous;
    else next.previous = previous;
  }
}

/** The place of one fiber in a queue: leaving it takes no search. */
class Link implements WaitingPlace {
  readonly fiber: Fiber;
  next: Link | null = null;
  previous: Link | null;
  readonly #queue: FiberQueue;

  constructor(queue: FiberQueue, fiber: Fiber, previous: Link | null) {
    this.#queue = queue;
    this.fiber = fiber;
    this.previous = previous;
  }

  get owner(): Fiber | null {
    return this.#queue.owner;
  }

  leave(): void {
    this.#queue.unlink(this);
  }
}
