import { overtakeCancellation } from "../../core/custody.ts";
import { RuntimeError } from "../../core/errors.ts";
import type { Continuation, Entrance, Fiber, WaitingPlace } from "../../core/fiber.ts";
import { deliver } from "../../core/scheduler.ts";

/** What an operation waits in. */
export interface Lane extends Entrance {
  /** Makes sure that one more task may begin an operation here. */
  check(): void;
  /** A task has begun one. */
  occupy(fiber: Fiber): void;
}

/** How a fiber goes on that waits in a lane. */
export interface LaneContinuation extends Continuation {
  readonly lane: Lane;
  /** Whether there is nothing to wait for any more. */
  isSatisfied(): boolean;
}

/** Tells the one that waits, and is no task. */
interface Outsider {
  resolve(): void;
  reject(reason: unknown): void;
}

const WORDS = {
  read: "reads from",
  receive: "receives at",
};

/**
 * One direction of a connection, in which one task at a time may wait.
 *
 * A connection lives long and an operation does not; V8 is quicker where the former
 * does not point to the latter. So a lane knows the fiber, and the fiber what it awaits.
 */
export abstract class SingleLane implements Lane, WaitingPlace {
  /** The fiber that has begun an operation here last. */
  #fiber: Fiber | null = null;
  #outsider: Outsider | null = null;
  readonly #verb: keyof typeof WORDS;
  /** The other end, or the own one of a socket that has no other, for reports of what tasks do. */
  where: { readonly name: string } = { name: "" };

  /** `verb` says what is done here, in error messages. */
  constructor(verb: keyof typeof WORDS) {
    this.#verb = verb;
  }

  /** What a task does that waits here, as in "reads from 10.0.0.7:5001". */
  describe(): string {
    return `${WORDS[this.#verb]} ${this.where.name}`;
  }

  /**
   * A task waits, or an outsider. Calls {@linkcode onChange} when there is a change, but not at
   * once. What it throws goes to the one that waits.
   */
  protected abstract watch(): void;
  /** Whether an outsider need not wait any longer. */
  protected abstract get isReady(): boolean;

  check(): void {
    if (this.#outsider === null) {
      const fiber = this.#fiber;
      if (fiber === null || !this.#isUsedBy(fiber) || overtakeCancellation(fiber)) return;
    }
    throw new RuntimeError(
      `Cannot ${this.#verb}: another task does that already; one at a time may, see Lock`,
    );
  }

  occupy(fiber: Fiber): void {
    this.#fiber = fiber;
  }

  /** Lets a fiber wait here, whose continuation is an operation. */
  enter(fiber: Fiber): WaitingPlace {
    this.watch();
    this.#fiber = fiber;
    return this;
  }

  /** A fiber that waits here is cancelled. */
  leave(_fiber: Fiber): void {}

  /** Waits outside of the loop. */
  async waitOutside(): Promise<void> {
    this.check();
    if (this.isReady) return;
    await new Promise<void>((resolve, reject) => {
      this.watch();
      this.#outsider = { resolve, reject };
    });
  }

  /**
   * Lets the one that waits go on, if there is no need to wait any longer. To be called from
   * callbacks of the host: it does not throw.
   */
  protected onChange(): void {
    const fiber = this.#fiber;
    if (fiber !== null && fiber.place === this) {
      let isSatisfied: boolean;
      try {
        isSatisfied = (fiber.continuation as LaneContinuation).isSatisfied();
        if (!isSatisfied) this.watch();
      } catch (error) {
        return deliver(fiber, error, true);
      }
      if (isSatisfied) deliver(fiber, undefined);
    } else if (this.#outsider !== null) {
      this.#tellOutsider(this.#outsider);
    }
  }

  #tellOutsider(outsider: Outsider): void {
    try {
      if (!this.isReady) return this.watch();
      outsider.resolve();
    } catch (error) {
      outsider.reject(error);
    }
    this.#outsider = null;
  }

  /** Whether a fiber waits here or is about to get what it waited for; a cancelled one is not. */
  #isUsedBy({ state, place, failing, continuation }: Fiber): boolean {
    return (state === "ready" ? !failing : place === this) &&
      (continuation as LaneContinuation).lane === this;
  }
}
