import { coro } from "./coro.ts";
import { Coroutine } from "./coroutine.ts";
import { describe } from "./core/describe.ts";
import { CancelledError, RuntimeError } from "./core/errors.ts";
import type { Continuation } from "./core/fiber.ts";
import { FiberQueue, waitersOf } from "./core/fiber_queue.ts";
import { wait, wake } from "./core/scheduler.ts";
import { guardOf, Lock, type LockGuard, setGuard } from "./lock.ts";
import { showAsText } from "./core/show_as_text.ts";

/**
 * A lock, and tasks that wait for something to become true of what it protects, after CPython's
 * {@link https://docs.python.org/3/library/asyncio-sync.html#asyncio.Condition | asyncio.Condition}.
 *
 * @example Wait until there is enough
 * ```ts
 * import { Condition, create_task, run, sleep_ms } from "@uasyncio/uasyncio";
 *
 * const condition = new Condition();
 * let litres = 0;
 *
 * async function fill() {
 *   while (litres < 5) {
 *     await sleep_ms(1);
 *     using _guard = await condition.acquire();
 *     litres++;
 *     condition.notify();
 *   }
 * }
 *
 * await run(async () => {
 *   create_task(fill);
 *   using _guard = await condition.acquire();
 *   await condition.wait_for(() => litres >= 3);
 *   if (litres !== 3) throw new Error(`${litres} litres`);
 * });
 * ```
 */
export class Condition {
  readonly #lock: Lock;
  readonly #waiters = new FiberQueue("a Condition");

  /**
   * Makes a condition.
   *
   * @param lock The lock, which several conditions may share; a new one if left out or `null`.
   * @throws {TypeError} If `lock` is something else.
   */
  constructor(lock: Lock | null = null) {
    if (lock !== null && !(lock instanceof Lock)) {
      throw new TypeError(`Cannot make a Condition of ${describe(lock)}: expected a Lock`);
    }
    this.#lock = lock ?? new Lock();
    showAsText(Condition.prototype);
  }

  /**
   * Whether a task holds the lock.
   *
   * @returns `true` if it is held.
   */
  locked(): boolean {
    return this.#lock.locked();
  }

  /**
   * Waits for the lock, and takes it.
   *
   * @returns A coroutine of a guard, for `using`; {@linkcode Condition.release} serves as well.
   */
  acquire(): Coroutine<LockGuard> {
    return this.#lock.acquire();
  }

  /**
   * Releases the lock.
   *
   * @throws {RuntimeError} If the lock is not held.
   */
  release(): void {
    this.#lock.release();
  }

  /**
   * Releases the lock, waits until it is notified, and takes the lock again; it does that also
   * if it is cancelled. Now and then it is woken for no reason: look whether what you wait for
   * is true, or use {@linkcode Condition.wait_for}.
   *
   * @returns A coroutine of `true`. It throws a `RuntimeError` if the lock is not held.
   */
  wait(): Coroutine<true> {
    return this.#wait();
  }

  /**
   * Waits until something is true.
   *
   * @param predicate Says whether it is, or gives anything else that counts as true then. It is
   *   called with the lock held.
   * @returns A coroutine of what `predicate` has returned. It throws a `RuntimeError` if the
   *   lock is not held.
   * @throws {TypeError} If `predicate` is not a function.
   */
  wait_for<T>(predicate: () => T): Coroutine<T> {
    if (typeof predicate !== "function") {
      throw new TypeError(
        `Cannot wait for ${describe(predicate)}: the predicate has to be a function`,
      );
    }
    return this.#waitFor(predicate) as Coroutine<T>;
  }

  /**
   * Wakes tasks that wait. They go on once they have the lock, which the caller holds.
   *
   * @param n How many, if there are as many.
   * @throws {RuntimeError} If the lock is not held.
   */
  notify(n = 1): void {
    if (!this.#lock.locked()) throw notHeld("notify");
    this.#notify(n);
  }

  /**
   * Wakes all tasks that wait.
   *
   * @throws {RuntimeError} If the lock is not held.
   */
  notify_all(): void {
    this.notify(Infinity);
  }

  /**
   * What `console.log` shows: what it is, and whether its lock is held, as `Condition (locked)`.
   *
   * @returns The text.
   */
  toString(): string {
    const state = this.locked() ? "locked" : "unlocked";
    return `Condition (${state}${waitersOf(this.#waiters)})`;
  }

  readonly #wait = coro(async (): Promise<true> => {
    const lock = this.#lock;
    if (!lock.locked()) throw notHeld("wait");
    const guard = guardOf(lock);
    lock.release();
    try {
      try {
        await new Coroutine((resolve, reject) => {
          wait(this.#waiters, { resolve, reject } as Continuation);
        });
      } finally {
        await reacquire(lock, guard);
      }
    } catch (error) {
      this.#notify(1); // it may have been notified before that: another one is, instead
      throw error;
    }
    return true;
  }) as () => Coroutine<true>;

  readonly #waitFor = coro(async (predicate: () => unknown): Promise<unknown> => {
    let result = predicate();
    while (!result) {
      await this.#wait();
      result = predicate();
    }
    return result;
  });

  #notify(n: number): void {
    for (let i = 0; i < n; i++) {
      const fiber = this.#waiters.shift();
      if (fiber === null) break;
      wake(fiber, true);
    }
  }
}

/** Takes a lock again, however often it is cancelled meanwhile; then it throws the last of these. */
async function reacquire(lock: Lock, guard: ReturnType<typeof guardOf>): Promise<void> {
  let cancelled: CancelledError | null = null;
  while (true) {
    try {
      await lock.acquire();
      break;
    } catch (error) {
      if (!(error instanceof CancelledError)) throw error;
      cancelled = error;
    }
  }
  setGuard(lock, guard); // the one that the caller has
  if (cancelled !== null) throw cancelled;
}

function notHeld(verb: string): RuntimeError {
  return new RuntimeError(
    `Cannot ${verb}: the lock of the Condition is not held; acquire() it first`,
  );
}
