import type { CancelledError } from "./errors.ts";

/** How a parked fiber goes on: the functions that `await` gave to a `then` of ours. */
export interface Continuation {
  resolve(value: unknown): void;
  reject(reason: unknown): void;
}

/** Where a fiber waits, and what a cancelled one leaves. */
export interface WaitingPlace {
  /** The fiber whose end is waited for here, if that is what is waited for. */
  readonly owner?: Fiber | null;
  /** A fiber that waits here has been cancelled, and waits no longer. */
  leave(fiber: Fiber): void;
  /** What a fiber does that waits here, as in "waits for an Event"; `now` is the loop's time. */
  describe?(fiber: Fiber, now: number): string;
  /** Whether only another task can wake a fiber that waits here. */
  readonly isInner?: boolean;
}

/** What a fiber can wait for. */
export interface Entrance {
  /**
   * A fiber has been parked. Sees to it that the fiber is woken, and returns what it leaves if
   * it is cancelled before. What this throws, the fiber gets at once.
   */
  enter(fiber: Fiber): WaitingPlace;
}

/** Fibers that wait for the same, and are taken out one by one. */
export interface Waiters extends Entrance {
  /** Takes the first one out. */
  shift(): Fiber | null;
}

/**
 * What the scheduler knows of a task: one thread of execution that runs until
 * it waits. `Task` is its public face.
 */
export class Fiber {
  /**
   * - `new`: it has not begun, `value` is what it will run; it may be in the ready queue;
   * - `parked`: it waits in `place`;
   * - `ready`: it is in the ready queue;
   * - `running`: it holds the loop: it executes, or the scheduler has not noticed so far
   *   that it awaits a promise of other origin;
   * - `away`: it awaits a promise of other origin and has lost the loop; it may execute,
   *   too, once that promise is settled, until it waits again or ends;
   * - `recalled`: it is away and has been cancelled; it is in the ready queue, and given up
   *   when its turn comes;
   * - `done`: it has ended, and no task has taken its result so far;
   * - `retrieved`: it has ended, and another task has its result, or gets it right now.
   */
  state: "new" | "parked" | "ready" | "running" | "away" | "recalled" | "done" | "retrieved" =
    "new";
  /** Where it is parked. */
  place: WaitingPlace | null = null;
  /** How it goes on; null until it has been parked for the first time. */
  continuation: Continuation | null = null;
  /**
   * What it goes on with when it is resumed; when it is done, its result. While it sleeps, which
   * entry of {@linkcode Sleepers} is its own.
   */
  value: unknown;
  /** Whether `value` is thrown rather than returned; by the next wait, if it runs or is away. */
  failing = false;
  /** What other tasks want to hear of it; few fibers have any. */
  listeners: Listeners | null = null;
  /** The `Task` of this fiber; where it stands in the list of all tasks, as long as it does. */
  task: unknown = null;
  /**
   * Its name; until it waits for the first time the function that it runs, which has a name. A
   * function that is needed no longer would take more memory than its name.
   */
  origin: unknown;

  constructor(entry: unknown, origin = entry) {
    this.value = entry;
    this.origin = origin;
  }

  get hasEnded(): boolean {
    return this.state === "done" || this.state === "retrieved";
  }

  /** Its listeners, made at first use. */
  listen(): Listeners {
    return this.listeners ??= new Listeners();
  }
}

/** What other tasks want to hear of a fiber. */
export class Listeners {
  /** The fibers that await it. */
  waiters: Waiters | null = null;
  /** Called with the fiber at its end, before the waiters are woken. */
  observers: ((fiber: Fiber) => void)[] | null = null;
  /** The reason of the last `cancel()` that was passed on to the fiber it awaited. */
  cancelled: CancelledError | null = null;
  /** Behind `task.signal`, once a program has asked for it. */
  controller: AbortController | null = null;
}
