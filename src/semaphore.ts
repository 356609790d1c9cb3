import { Coroutine } from "./coroutine.ts";
import { describe } from "./core/describe.ts";
import type { Continuation } from "./core/fiber.ts";
import { FiberQueue, waitersOf } from "./core/fiber_queue.ts";
import { holder, wait, wake } from "./core/scheduler.ts";
import { showAsText } from "./core/show_as_text.ts";

/**
 * What {@linkcode Semaphore.acquire} returns: gives the permit back at the end of the block,
 * where it is bound with `using`.
 */
export interface SemaphoreGuard extends Disposable {
  /** Releases the semaphore, unless that has been done already by this guard. */
  [Symbol.dispose](): void;
}

/** How many permits no task has. */
export const permitsOf = (semaphore: Semaphore): number => Semaphore["getPermits"](semaphore);

/** What a task goes on with that waits for a permit. */
interface Waiter extends Continuation {
  /** Whether it has a permit, and its turn is about to come. */
  isHeir: boolean;
}

/**
 * So many permits, which tasks take and give back, after CPython's
 * {@link https://docs.python.org/3/library/asyncio-sync.html#asyncio.Semaphore | asyncio.Semaphore}.
 * Tasks that wait get one first come, first served.
 *
 * @example No more than two at once
 * ```ts
 * import { gather, run, Semaphore, sleep_ms } from "@uasyncio/uasyncio";
 *
 * const permits = new Semaphore(2);
 * let inside = 0;
 * async function work() {
 *   using _guard = await permits.acquire();
 *   if (++inside > 2) throw new Error("too many");
 *   await sleep_ms(1);
 *   inside--;
 * }
 * await run(gather(work, work, work));
 * if (permits.locked()) throw new Error("a permit is lost");
 * ```
 */
export class Semaphore {
  /** For other files; by a static block, bundles of programs without it would have it, too. */
  private static getPermits(semaphore: Semaphore): number {
    return semaphore.#value;
  }

  readonly #waiters = new FiberQueue("a Semaphore");
  #value: number;
  /** How many have been given a permit and have not run since. */
  #heirs = 0;

  /**
   * Makes a semaphore.
   *
   * @param value How many permits there are.
   * @throws {TypeError} If `value` is not a number.
   * @throws {RangeError} If it is not 0, or a whole number above.
   */
  constructor(value = 1) {
    if (typeof value !== "number") {
      throw new TypeError(
        `Cannot make a semaphore of ${describe(value)}: expected a number of permits`,
      );
    }
    if (!(Number.isInteger(value) && value >= 0)) {
      throw new RangeError(
        `Cannot make a semaphore of ${value} permits: the number has to be whole, and not below 0`,
      );
    }
    this.#value = value;
    showAsText(Semaphore.prototype);
  }

  /**
   * Whether a task that wants a permit now has to wait: there is none, or others wait.
   *
   * @returns `true` if it has to.
   */
  locked(): boolean {
    return this.#value === 0 || this.#heirs > 0 || !this.#waiters.isEmpty;
  }

  /**
   * Waits for a permit, and takes it.
   *
   * @returns A coroutine of a guard, for `using`; {@linkcode Semaphore.release} serves as well.
   */
  acquire(): Coroutine<SemaphoreGuard> {
    const maker = holder();
    return new Coroutine((resolve, reject) => {
      if (!this.locked()) {
        this.#value--;
        return resolve(this.#guard());
      }
      const waiter: Waiter = {
        isHeir: false,
        resolve: () => {
          this.#heirs--;
          this.#serve();
          resolve(this.#guard());
        },
        reject: (reason) => {
          if (waiter.isHeir) { // cancelled meanwhile
            this.#heirs--;
            this.#value++;
          }
          this.#serve();
          reject(reason);
        },
      };
      wait(this.#waiters, waiter, maker);
    });
  }

  /** Gives a permit back, or adds one. The first task that waits gets it. */
  release(): void {
    this.#value++;
    this.#serveOne();
  }

  /**
   * What `console.log` shows: what it is, and how many permits are free, as `Semaphore (1 free)`.
   *
   * @returns The text.
   */
  toString(): string {
    return `${this.constructor.name} (${this.#value} free${waitersOf(this.#waiters)})`;
  }

  /** Gives permits to tasks that wait, as many as there are. */
  #serve(): void {
    while (this.#value > 0 && this.#serveOne());
  }

  #serveOne(): boolean {
    const fiber = this.#waiters.shift();
    if (fiber === null) return false;
    this.#value--;
    this.#heirs++;
    (fiber.continuation as Waiter).isHeir = true;
    wake(fiber, undefined);
    return true;
  }

  #guard(): SemaphoreGuard {
    let isOver = false;
    return {
      [Symbol.dispose]: () => {
        if (!isOver) this.release();
        isOver = true;
      },
    };
  }
}
