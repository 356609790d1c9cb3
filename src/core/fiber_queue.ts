import type { Fiber, Waiters, WaitingPlace } from "./fiber.ts";
import { titleOf } from "./fiber_name.ts";

/** Parked fibers, first in, first out. */
export class FiberQueue implements Waiters {
  #first: Link | null = null;
  #last: Link | null = null;
  readonly #awaited: Fiber | string;

  /** @param awaited What is waited for here: the end of a fiber, or a thing, as in "an Event". */
  constructor(awaited: Fiber | string) {
    this.#awaited = awaited;
  }

  /** The fiber whose end is waited for here, if that is what is waited for. */
  get owner(): Fiber | null {
    return typeof this.#awaited === "string" ? null : this.#awaited;
  }

  /** Whether no fiber waits here. */
  get isEmpty(): boolean {
    return this.#first === null;
  }

  /** The fibers that wait here, the first one first; to look at. */
  toArray(): Fiber[] {
    const fibers: Fiber[] = [];
    for (let link = this.#first; link !== null; link = link.next) fibers.push(link.fiber);
    return fibers;
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

  /** What the fibers do that wait here. */
  describe(): string {
    const awaited = this.#awaited;
    return typeof awaited === "string" ? `waits for ${awaited}` : `awaits ${titleOf(awaited)}`;
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

  describe(): string {
    return this.#queue.describe();
  }

  get isInner(): boolean {
    return true;
  }
}

/** How many wait in a queue, for the text of what they wait for; nothing if there are none. */
export function waitersOf(queue: FiberQueue): string {
  const { length } = queue.toArray();
  if (length === 0) return "";
  return length === 1 ? ", 1 task waits" : `, ${length} tasks wait`;
}
