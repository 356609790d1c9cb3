import { Coroutine, refuseSecondAwait } from "../coroutine.ts";
import { RuntimeError } from "../errors.ts";
import type { Continuation, Fiber, WaitingPlace } from "../fiber.ts";
import { deliver, handOver, makeReady, parkForIo } from "../scheduler.ts";

/**
 * One direction of a connection, in which one task at a time may wait.
 *
 * A connection lives long and an operation does not; V8 is quicker where the former
 * does not point to the latter. So a lane knows the fiber, and the fiber what it awaits.
 */
export abstract class Lane implements WaitingPlace {
  readonly owner = null;
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

  /** Somebody waits. Calls {@linkcode settle} when there is a change, but not at once. */
  protected abstract begin(): void;
  /** Whether an outsider need not wait any longer. */
  protected abstract get isReady(): boolean;

  /** Makes sure that nobody waits here already. */
  check(): void {
    if (!this.isBusy) return;
    throw new RuntimeError(
      `Cannot ${this.#verb}: another task does that already; one at a time may, see Lock`,
    );
  }

  /** Puts a parked fiber here, whose continuation is an {@linkcode Operation}. */
  enter(fiber: Fiber): void {
    this.#fiber = fiber;
    fiber.place = this;
    this.begin();
  }

  /** Waits outside of the loop. */
  async waitOutside(): Promise<void> {
    this.check();
    if (this.isReady) return;
    this.isBusy = true;
    await new Promise<void>((resolve) => {
      this.#outsider = resolve;
      this.begin();
    });
    this.isBusy = false;
  }

  /** Lets the one who waits go on, if there is no need to wait any longer. */
  protected settle(): void {
    const fiber = this.#fiber;
    if (fiber === null) {
      if (this.#outsider === null) return;
      if (!this.isReady) return this.begin();
      this.#outsider();
      this.#outsider = null;
    } else if ((fiber.continuation as Operation<unknown>).isSatisfied()) {
      this.#fiber = fiber.place = null;
      deliver(fiber, undefined);
    } else {
      this.begin();
    }
  }

  /** A fiber that waits here is cancelled. */
  remove(fiber: Fiber): void {
    this.#fiber = fiber.place = null;
  }
}

/**
 * Something that takes its time in the network, as a coroutine. An object of its own
 * is all that it makes: a request and its answer are two of these.
 */
export abstract class Operation<T, L extends Lane = Lane, A = unknown> implements Continuation {
  protected readonly lane: L;
  /** What makes it differ from the others of its kind: how many bytes, into which buffer. */
  protected readonly argument: A;
  #resolve: ((value: T) => void) | null = null;
  #reject: (reason: unknown) => void = ignore;

  constructor(lane: L, argument: A) {
    this.lane = lane;
    this.argument = argument;
  }

  /** Whether there is nothing to wait for any more. */
  abstract isSatisfied(): boolean;
  /** What it gives when it is satisfied. May throw. */
  protected abstract result(): T;

  then(resolve: (value: T) => void, reject: (reason: unknown) => void): void {
    if (this.#resolve !== null) return refuseSecondAwait(resolve, reject);
    this.#resolve = resolve;
    const { lane } = this;
    try {
      lane.check();
    } catch (error) {
      return reject(error);
    }
    this.#reject = reject;
    const fiber = parkForIo(this);
    if (fiber === null) return;
    lane.isBusy = true;
    this.begin(fiber);
    handOver(fiber);
  }

  /** Puts the parked fiber somewhere. */
  protected begin(fiber: Fiber): void {
    // As in MicroPython, the other tasks get their turn even if there is no need to wait.
    if (this.isSatisfied()) makeReady(fiber);
    else this.lane.enter(fiber);
  }

  /** The task goes on. */
  resolve(): void {
    this.finish();
  }

  /** Gives the result. */
  protected finish(): void {
    this.lane.isBusy = false;
    let result: T;
    try {
      result = this.result();
    } catch (error) {
      return this.#reject(error);
    }
    this.#resolve!(result);
  }

  /** The task may not wait, or it has been cancelled. */
  reject(reason: unknown): void {
    this.lane.isBusy = false;
    this.#reject(reason);
  }
}

// It is a Coroutine; `extends` would say so, and cost another closure.
Object.setPrototypeOf(Operation.prototype, Coroutine.prototype);

/** The operation as what it is to those who await it. */
export function asCoroutine<T>(operation: Operation<T>): Coroutine<T> {
  return operation as unknown as Coroutine<T>;
}

function ignore(): void {}
