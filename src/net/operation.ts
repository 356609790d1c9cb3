import { Coroutine, refuseSecondAwait } from "../coroutine.ts";
import { RuntimeError } from "../errors.ts";
import type { Continuation, Fiber, WaitingPlace } from "../fiber.ts";
import { deliver, endBatch, handOver, holder, makeReady, park, parkAgain } from "../scheduler.ts";
import type { Returnable } from "../wait_for.ts";
import { whenSoon } from "./soon.ts";

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

  /** Puts a parked fiber here, whose continuation is an operation. */
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
    } else if ((fiber.continuation as Operation<unknown, Lane, unknown>).isSatisfied()) {
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
 * What can be waited for in a lane: bytes, a line, a datagram, that all is sent. There is
 * one object for all operations of a kind; `argument` is in what they differ.
 */
export interface Kind<T, L extends Lane, A> {
  /** Called first; the other tasks get their turn then, whether or not there is need to wait. */
  begin?(lane: L): void;
  /** Whether there is nothing to wait for any more. */
  isSatisfied(lane: L, argument: A): boolean;
  /** What the task gets. May throw. */
  result(lane: L, argument: A): T;
  /** Nobody will get the result: puts it back where it came from. */
  putBack?(lane: L, argument: A, result: T): void;
}

/**
 * Something that takes its time in the network, as a coroutine. An object of its own
 * is all that it makes: a request and its answer are two of these. And V8 makes an
 * object of a class without `extends` in 10 ns, of one with it in 80 to 110.
 */
class Operation<T, L extends Lane, A> implements Continuation, Returnable<T> {
  readonly #kind: Kind<T, L, A>;
  readonly #lane: L;
  readonly #argument: A;
  readonly #maker: Fiber | null = holder();
  #fiber: Fiber | null = null;
  #resolve: ((value: T) => void) | null = null;
  #reject: (reason: unknown) => void = ignore;

  constructor(kind: Kind<T, L, A>, lane: L, argument: A) {
    this.#kind = kind;
    this.#lane = lane;
    this.#argument = argument;
  }

  then(resolve: (value: T) => void, reject: (reason: unknown) => void): void {
    if (this.#resolve !== null) return refuseSecondAwait(resolve, reject);
    this.#resolve = resolve;
    const lane = this.#lane;
    try {
      lane.check();
    } catch (error) {
      return reject(error);
    }
    this.#reject = reject;
    const fiber = park(this, this.#maker);
    if (fiber === null) return;
    lane.isBusy = true;
    this.#fiber = fiber;
    const kind = this.#kind;
    kind.begin?.(lane);
    // As in MicroPython, the other tasks get their turn even if there is no need to wait.
    if (kind.begin !== undefined || this.isSatisfied()) makeReady(fiber);
    else lane.enter(fiber);
    handOver(fiber);
  }

  /** Whether there is nothing to wait for any more. */
  isSatisfied(): boolean {
    return this.#kind.isSatisfied(this.#lane, this.#argument);
  }

  /** The task goes on; after others have had their turn, if that was all it has waited for. */
  resolve(): void {
    if (this.#kind.begin === undefined || this.isSatisfied()) return this.#finish();
    endBatch();
    whenSoon(
      () => this.isSatisfied(),
      () => this.#finish(),
      () => parkAgain(this.#fiber!, this.#lane),
    );
  }

  /** The task may not wait, or it has been cancelled. */
  reject(reason: unknown): void {
    this.#lane.isBusy = false;
    this.#reject(reason);
  }

  putBack(result: T): void {
    this.#kind.putBack?.(this.#lane, this.#argument, result);
  }

  #finish(): void {
    this.#lane.isBusy = false;
    let result: T;
    try {
      result = this.#kind.result(this.#lane, this.#argument);
    } catch (error) {
      return this.#reject(error);
    }
    this.#resolve!(result);
  }
}

// It is a Coroutine; `extends` would say so, and make `new` slow.
Object.setPrototypeOf(Operation.prototype, Coroutine.prototype);

/** A coroutine that waits in a lane. */
export function operate<T, L extends Lane, A>(
  kind: Kind<T, L, A>,
  lane: L,
  argument: A,
): Coroutine<T> {
  return new Operation(kind, lane, argument) as unknown as Coroutine<T>;
}

function ignore(): void {}
