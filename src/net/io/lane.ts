import { RuntimeError } from "../../core/errors.ts";
import type { Continuation, Entrance, Fiber, WaitingPlace } from "../../core/fiber.ts";
import { deliver } from "../../core/scheduler.ts";

/** How a fiber goes on that waits in a lane. */
export interface LaneContinuation extends Continuation {
  /** Whether there is nothing to wait for any more. */
  isSatisfied(): boolean;
}

/**
 * One direction of a connection, in which one task at a time may wait.
 *
 * A connection lives long and an operation does not; V8 is quicker where the former
 * does not point to the latter. So a lane knows the fiber, and the fiber what it awaits.
 */
export abstract class Lane implements Entrance, WaitingPlace {
  /** Whether a task has begun an operation here and has not gone on since. */
  isBusy = false;
  #fiber: Fiber | null = null;
  /** Called instead, where the one who waits is not a task. */
  #outsider: (() => void) | null = null;
  readonly #verb: string;

  /** `verb` says what is done here, in error messages. */
  constructor(verb: string) {
    this.#verb = verb;
  }

  /** Somebody waits. Calls {@linkcode onChange} when there is a change, but not at once. */
  protected abstract watch(): void;
  /** Whether an outsider need not wait any longer. */
  protected abstract get isReady(): boolean;

  /** Makes sure that nobody waits here already. */
  check(): void {
    if (!this.isBusy) return;
    throw new RuntimeError(
      `Cannot ${this.#verb}: another task does that already; one at a time may, see Lock`,
    );
  }

  /** Lets a fiber wait here, whose continuation is an operation. */
  enter(fiber: Fiber): WaitingPlace {
    this.#fiber = fiber;
    this.watch();
    return this;
  }

  /** Waits outside of the loop. */
  async waitOutside(): Promise<void> {
    this.check();
    if (this.isReady) return;
    this.isBusy = true;
    await new Promise<void>((resolve) => {
      this.#outsider = resolve;
      this.watch();
    });
    this.isBusy = false;
  }

  /** Lets the one who waits go on, if there is no need to wait any longer. */
  protected onChange(): void {
    const fiber = this.#fiber;
    if (fiber === null) {
      if (this.#outsider === null) return;
      if (!this.isReady) return this.watch();
      this.#outsider();
      this.#outsider = null;
    } else if ((fiber.continuation as LaneContinuation).isSatisfied()) {
      this.#fiber = null;
      deliver(fiber, undefined);
    } else {
      this.watch();
    }
  }

  /** A fiber that waits here is cancelled. */
  leave(_fiber: Fiber): void {
    this.#fiber = null;
  }
}
