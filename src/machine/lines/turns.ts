import type { Fiber } from "../../core/fiber.ts";
import { deliver, spawn } from "../../core/scheduler.ts";

/** A fiber that waits for its next edge, which is there. */
export interface Candidate {
  /** The fiber. */
  readonly fiber: Fiber;
  /** How many edges had come before that one, of all lines. */
  readonly order: number;
  /** The fiber is woken, and no candidate any more. */
  take(): void;
}

/**
 * Lets the tasks that iterate over edges have them in the order in which the edges came, over all
 * lines: one that has got an edge runs until it waits again, before another one gets a later edge.
 * A task that is busy with something else holds up no other.
 */
class Turns {
  readonly #held = new Set<Candidate>();
  /** The fiber that was woken last, and its place. */
  #woken: Fiber | null = null;
  #order = 0;

  /** Wakes the candidate, when those with earlier edges have had their turns. */
  enter(candidate: Candidate): void {
    this.#held.add(candidate);
    if (this.#held.size === 1 && !this.#hasWoken("ready", "running")) this.#wakeFirst();
    else this.#goOnLater();
  }

  /** The candidate waits no longer. */
  leave(candidate: Candidate): void {
    this.#held.delete(candidate);
  }

  /** Whether a task waits for its turn with an earlier edge. */
  isBefore(order: number): boolean {
    if (this.#hasWoken("ready") && this.#order < order) return true;
    for (const candidate of this.#held) if (candidate.order < order) return true;
    return false;
  }

  /** Goes on when the fiber that was woken last has had its turn: this runs behind it. */
  #goOnLater(): void {
    const before = this.#woken;
    spawn(() => {
      // One that is as it was has been forgotten with its loop, or is ready for other reasons.
      if (this.#woken !== before && this.#hasWoken("ready")) return this.#goOnLater();
      this.#wakeFirst();
      if (this.#held.size > 0) this.#goOnLater();
    });
  }

  #hasWoken(...states: Fiber["state"][]): boolean {
    return this.#woken !== null && states.includes(this.#woken.state);
  }

  #wakeFirst(): void {
    let first: Candidate | null = null;
    for (const candidate of this.#held) {
      if (first === null || candidate.order < first.order) first = candidate;
    }
    if (first === null) return;
    this.#held.delete(first);
    this.#woken = first.fiber;
    this.#order = first.order;
    first.take();
    deliver(first.fiber, undefined);
  }
}

/** Those of all lines of this process. */
export const turns = new Turns();
