import { Coroutine, refuseSecondAwait } from "../../coroutine.ts";
import type { Fiber } from "../../core/fiber.ts";
import { endBatch, giveTurn, holder, wait, waitAgain } from "../../core/scheduler.ts";
import type { Lane, LaneContinuation } from "./lane.ts";
import { withinMicrotasks } from "./within_microtasks.ts";

/**
 * What can be waited for in a lane: bytes, a line, a datagram, that all is sent. There is
 * one object for all operations of a kind; `argument` is in what they differ.
 */
export interface Kind<T, L extends Lane, A> {
  /**
   * Called first, gives the argument; the other tasks get their turn then, whether or not there is
   * need to wait.
   */
  start?(lane: L): A;
  /** Whether there is nothing to wait for any more. */
  isSatisfied(lane: L, argument: A): boolean;
  /** What the task gets. May throw. */
  result(lane: L, argument: A): T;
}

/**
 * Something that takes its time in the network, as a coroutine. An object of its own
 * is all that it makes: a request and its answer are two of these. And V8 makes an
 * object of a class without `extends` in 10 ns, of one with it in 80 to 110.
 */
class Operation<T, L extends Lane, A> implements LaneContinuation {
  readonly #kind: Kind<T, L, A>;
  readonly lane: L;
  #argument: A;
  readonly #maker: Fiber | null = holder();
  #fiber: Fiber | null = null;
  #resolve: ((value: T) => void) | null = null;
  #reject: (reason: unknown) => void = ignore;

  constructor(kind: Kind<T, L, A>, lane: L, argument: A) {
    this.#kind = kind;
    this.lane = lane;
    this.#argument = argument;
  }

  then(resolve: (value: T) => void, reject: (reason: unknown) => void): void {
    if (this.#resolve !== null) return refuseSecondAwait(resolve, reject);
    this.#resolve = resolve;
    const { lane } = this;
    const kind = this.#kind;
    let isDue = kind.start !== undefined;
    try {
      lane.check();
      if (kind.start !== undefined) this.#argument = kind.start(lane);
      else isDue = this.isSatisfied();
    } catch (error) {
      return reject(error);
    }
    this.#reject = reject;
    // As in MicroPython, the other tasks get their turn even if there is no need to wait.
    const fiber = isDue ? giveTurn(this, this.#maker) : wait(lane, this, this.#maker);
    this.#fiber = fiber;
    if (fiber !== null) lane.occupy(fiber);
  }

  /** Whether there is nothing to wait for any more. */
  isSatisfied(): boolean {
    return this.#kind.isSatisfied(this.lane, this.#argument);
  }

  /** The task goes on; after others have had their turn, if that was all it has waited for. */
  resolve(): void {
    if (this.#kind.start === undefined || this.isSatisfied()) return this.#finish();
    endBatch();
    withinMicrotasks(
      () => this.isSatisfied(),
      () => this.#finish(),
      () => waitAgain(this.lane, this.#fiber!),
    );
  }

  /** The task may not wait, or it has been cancelled. */
  reject(reason: unknown): void {
    this.#reject(reason);
  }

  #finish(): void {
    let result: T;
    try {
      result = this.#kind.result(this.lane, this.#argument);
    } catch (error) {
      return this.#reject(error);
    }
    this.#resolve!(result);
  }
}

/**
 * Whether it is known to be a Coroutine. `extends` would say so, and make `new` slow; said here and
 * now, bundles of programs without it would have it, too.
 */
let isCoroutine = false;

function beCoroutine(): void {
  Object.setPrototypeOf(Operation.prototype, Coroutine.prototype);
  isCoroutine = true;
}

/** A coroutine that waits in a lane. */
export function operate<T, L extends Lane, A>(
  kind: Kind<T, L, A>,
  lane: L,
  argument: A,
): Coroutine<T> {
  if (!isCoroutine) beCoroutine();
  return new Operation(kind, lane, argument) as unknown as Coroutine<T>;
}

function ignore(): void {}
