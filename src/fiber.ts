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
  /** What it will run; null as soon as it has begun. */
  entry: unknown;
  /**
   * - `parked`: it waits in `place`, or it is about to be put somewhere;
   * - `ready`: its turn comes;
   * - `running`: it executes, or it awaits a promise that is not ours;
   * - `done`: it has ended.
   */
  state: "parked" | "ready" | "running" | "done" = "parked";
  /** Where it is parked. */
  place: WaitingPlace | null = null;
  /** How it goes on; unset before it has been parked. */
  continuation: Continuation | null = null;
  /** What it goes on with when it is resumed; when it is done, its result. */
  value: unknown = undefined;
  /** Whether `value` is thrown rather than returned. */
  failing = false;
  /** Whether somebody has taken its result, or will. */
  retrieved = false;
  /** Who awaits it. */
  waiters: FiberQueue | null = null;
  /** Called with the fiber at its end, before the waiters are woken. */
  observers: ((fiber: Fiber) => void)[] | null = null;
  /** Neighbours in a {@linkcode FiberQueue}. */
  next: Fiber | null = null;
  previous: Fiber | null = null;
  /** Position in {@linkcode Sleepers}. */
  heapIndex = 0;
  /** The reason of the last `cancel()`. */
  cancelled: CancelledError | null = null;
  /** Behind `task.signal`, once somebody has asked for it. */
  controller: AbortController | null = null;
  /** The `Task` of this fiber. */
  task: unknown = null;

  constructor(entry: unknown) {
    this.entry = entry;
  }
}

/** Parked fibers, first in, first out. A fiber is in one queue at a time. */
export class FiberQueue implements WaitingPlace {
  readonly owner: Fiber | null;
  #first: Fiber | null = null;
  #last: Fiber | null = null;

  constructor(owner: Fiber | null = null) {
    this.owner = owner;
  }

  get isEmpty(): boolean {
    return this.#first === null;
  }

  push(fiber: Fiber): void {
    const last = this.#last;
    fiber.place = this;
    fiber.previous = last;
    if (last === null) this.#first = fiber;
    else last.next = fiber;
    this.#last = fiber;
  }

  /** Takes the first one out. */
  shift(): Fiber | null {
    const fiber = this.#first;
    if (fiber === null) return null;
    const next = fiber.next;
    this.#first = next;
    if (next === null) this.#last = null;
    else next.previous = null;
    fiber.next = null;
    fiber.place = null;
    return fiber;
  }

  remove(fiber: Fiber): void {
    const { next, previous } = fiber;
    if (previous === null) this.#first = next;
    else previous.next = next;
    if (next === null) this.#last = previous;
    else next.previous = previous;
    fiber.next = fiber.previous = null;
    fiber.place = null;
  }
}
