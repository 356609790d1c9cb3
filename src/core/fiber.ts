import type { CancelledError } from "./errors.ts";

/** How a parked fiber goes on: the functions that `await` gave to a `then` of ours. */
export interface Continuation {
  resolve(value: unknown): void;
  reject(reason: unknown): void;
}

/** A place where fibers wait, and which a cancelled one is taken out of. */
export interface WaitingPlace {
  /** The fiber whose end is waited for here, if that is what is waited for. */
  readonly owner: Fiber | null;
  /** Takes a waiting fiber out. */
  remove(fiber: Fiber): void;
}

/**
 * What the scheduler knows of a task: one thread of execution that runs until
 * it waits. `Task` is its public face.
 */
export class Fiber {
  /**
   * - `new`: it has not begun, `value` is what it will run; it may be ready;
   * - `parked`: it waits in `place`, or it is about to be put somewhere;
   * - `ready`: its turn comes;
   * - `running`: it executes, or it awaits a promise that is not ours;
   * - `done`: it has ended, and nobody has taken its result so far;
   * - `retrieved`: it has ended, and somebody has, or hears of it right now.
   */
  state: "new" | "parked" | "ready" | "running" | "done" | "retrieved" = "new";
  /** Where it is parked. */
  place: WaitingPlace | null = null;
  /** How it goes on; null until it has been parked for the first time. */
  continuation: Continuation | null = null;
  /** What it goes on with when it is resumed; when it is done, its result. */
  value: unknown;
  /** Whether `value` is thrown rather than returned. */
  failing = false;
  /** Who is to hear of its end, or of its being cancelled; few fibers have any. */
  listeners: Listeners | null = null;
  /** Which entry of {@linkcode Sleepers} is its own. */
  sleepOrder = 0;
  /** The `Task` of this fiber. */
  task: unknown = null;

  constructor(entry: unknown) {
    this.value = entry;
  }

  get hasEnded(): boolean {
    return this.state === "done" || this.state === "retrieved";
  }

  /** Its listeners, made at first use. */
  listen(): Listeners {
    return this.listeners ??= new Listeners();
  }
}

/** Who is to hear of what happens to a fiber. */
export class Listeners {
  /** Who awaits it. */
  waiters: FiberQueue | null = null;
  /** Called with the fiber at its end, before the waiters are woken. */
  observers: ((fiber: Fiber) => void)[] | null = null;
  /** The reason of the last `cancel()` that was passed on to the fiber it awaited. */
  cancelled: CancelledError | null = null;
  /** Behind `task.signal`, once somebody has asked for it. */
  controller: AbortController | null = null;
}

/** Parked fibers, first in, first out. */
export class FiberQueue {
  /** The fiber whose end is waited for here, if that is what is waited for. */
  readonly owner: Fiber | null;
  #first: Link | null = null;
  #last: Link | null = null;

  constructor(owner: Fiber | null = null) {
    this.owner = owner;
  }

  push(fiber: Fiber): void {
    const link = new Link(this, fiber, this.#last);
    fiber.place = link;
    if (this.#last === null) this.#first = link;
    else this.#last.next = link;
    this.#last = link;
  }

  /** Takes the first one out. */
  shift(): Fiber | null {
    const link = this.#first;
    if (link === null) return null;
    link.remove();
    return link.fiber;
  }

  /** Takes out the fiber of a link. */
  unlink({ fiber, next, previous }: Link): void {
    if (previous === null) this.#first = next;
    else previous.next = next;
    if (next === null) this.#last = previous;
    else next.previous = previous;
    fiber.place = null;
  }
}

/** The place of one fiber in a queue. */
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

  remove(): void {
    this.#queue.unlink(this);
  }
}
