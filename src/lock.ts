import { Coroutine } from "./coroutine.ts";
import { RuntimeError } from "./core/errors.ts";
import type { Fiber } from "./core/fiber.ts";
import { FiberQueue, waitersOf } from "./core/fiber_queue.ts";
import { holder, wait, wake } from "./core/scheduler.ts";
import { showAsText } from "./core/show_as_text.ts";

/**
 * What {@linkcode Lock.acquire} returns: releases the lock at the end of the
 * block, where it is bound with `using`.
 */
export interface LockGuard extends Disposable {
  /** Releases the lock, unless that has been done already. */
  [Symbol.dispose](): void;
}

/** A guard that knows whether its block has ended. */
interface Guard extends LockGuard {
  isOver: boolean;
}

/** The guard of a lock that is held. */
export const guardOf = (lock: Lock): Guard | null => Lock["getGuard"](lock);
/**
 * A lock has been given away and taken again for the task that had it with this guard. If its
 * block has ended meanwhile, as that of a cancelled `wait_for` may, the lock is released.
 */
export const setGuard = (lock: Lock, guard: Guard | null): void => Lock["restore"](lock, guard);

/**
 * A lock that one task at a time can hold. Released, it goes to the task that has
 * waited longest.
 *
 * MicroPython's {@link https://docs.micropython.org/en/latest/library/asyncio.html#asyncio.Lock | asyncio.Lock}.
 *
 * @example One at a time
 * ```ts
 * import { gather, Lock, run, sleep_ms } from "@uasyncio/uasyncio";
 *
 * const lock = new Lock();
 * let inside = 0;
 * async function work() {
 *   using _guard = await lock.acquire();
 *   if (++inside > 1) throw new Error("not alone");
 *   await sleep_ms(1);
 *   inside--;
 * }
 * await run(gather(work, work));
 * if (lock.locked()) throw new Error("still locked");
 * ```
 */
export class Lock {
  /** For other files; by a static block, bundles of programs without locks would have them, too. */
  private static getGuard(lock: Lock): Guard | null {
    return lock.#guard;
  }

  /** As above. */
  private static restore(lock: Lock, guard: Guard | null): void {
    lock.#guard = guard;
    if (guard?.isOver) lock.release();
  }

  readonly #waiters = new FiberQueue("a Lock");
  /** A fiber that has been handed the lock and has not run since. */
  #state: "unlocked" | "locked" | Fiber = "unlocked";
  #guard: Guard | null = null;

  /** Makes a lock that no task holds. */
  constructor() {
    showAsText(Lock.prototype);
  }

  /**
   * Whether a task holds the lock. As in MicroPython that is `false` between the
   * release by one task and the moment in which the next one runs.
   *
   * @returns `true` if it is held.
   */
  locked(): boolean {
    return this.#state === "locked";
  }

  /**
   * Waits until no other task holds the lock, and takes it.
   *
   * @returns A coroutine of a guard, for `using`; {@linkcode Lock.release} serves as well.
   */
  acquire(): Coroutine<LockGuard> {
    const maker = holder();
    return new Coroutine((resolve, reject) => {
      if (this.#state === "unlocked") return resolve(this.#take());
      const fiber: Fiber | null = wait(this.#waiters, {
        resolve: () => resolve(this.#take()),
        reject: (reason) => {
          if (this.#state === fiber) { // cancelled as the heir: on to the next one
            this.#state = "locked";
            this.release();
          }
          reject(reason);
        },
      }, maker);
    });
  }

  /**
   * Releases the lock. If tasks wait for it, it goes to the first of them.
   *
   * @throws {RuntimeError} If the lock is not held.
   */
  release(): void {
    if (this.#state !== "locked") throw new RuntimeError("Lock not acquired");
    this.#guard = null;
    const heir = this.#waiters.shift();
    this.#state = heir ?? "unlocked";
    if (heir !== null) wake(heir, undefined);
  }

  /**
   * What `console.log` shows: whether a task holds the lock, and how many wait for it.
   *
   * @returns The text.
   */
  toString(): string {
    const state = this.#state === "unlocked" ? "unlocked" : "locked";
    return `Lock (${state}${waitersOf(this.#waiters)})`;
  }

  #take(): LockGuard {
    const guard: Guard = {
      isOver: false,
      [Symbol.dispose]: () => {
        guard.isOver = true;
        if (this.#guard === guard) this.release();
      },
    };
    this.#state = "locked";
    this.#guard = guard;
    return guard;
  }
}
