import { coro } from "./coro.ts";
import type { Coroutine } from "./coroutine.ts";
import { Condition } from "./condition.ts";
import { describe } from "./core/describe.ts";
import { BrokenBarrierError } from "./core/errors.ts";
import { showAsText } from "./core/show_as_text.ts";

/**
 * - `filling`: tasks come in and wait;
 * - `draining`: all have come, and leave; the next ones wait outside;
 * - `resetting`: the tasks that wait leave with an error; the next ones wait outside;
 * - `broken`: no task may wait.
 */
type State = "filling" | "draining" | "resetting" | "broken";

/**
 * A point at which tasks wait until so many of them have come, after CPython's
 * {@link https://docs.python.org/3/library/asyncio-sync.html#asyncio.Barrier | asyncio.Barrier}.
 * Then all go on, and it may be used again.
 *
 * @example Start together
 * ```ts
 * import { Barrier, gather, run, sleep_ms } from "@uasyncio/uasyncio";
 *
 * const start = new Barrier(3);
 * let ready = 0;
 * async function race(ms: number) {
 *   await sleep_ms(ms); // to the starting line
 *   ready++;
 *   await start.wait();
 *   if (ready !== 3) throw new Error("too early");
 * }
 * await run(gather(() => race(1), () => race(2), () => race(3)));
 * ```
 */
export class Barrier {
  readonly #condition = new Condition();
  readonly #parties: number;
  #state: State = "filling";
  /** How many are inside. */
  #count = 0;

  /**
   * Makes a barrier.
   *
   * @param parties How many tasks have to come.
   * @throws {TypeError} If `parties` is not a number.
   * @throws {RangeError} If it is not 1, or a whole number above.
   */
  constructor(parties: number) {
    if (typeof parties !== "number") {
      throw new TypeError(
        `Cannot make a barrier for ${describe(parties)}: expected a number of tasks`,
      );
    }
    if (!(Number.isInteger(parties) && parties >= 1)) {
      throw new RangeError(
        `Cannot make a barrier for ${parties} tasks: the number has to be whole, and 1 at least`,
      );
    }
    this.#parties = parties;
    showAsText(Barrier.prototype);
  }

  /** How many tasks have to come. */
  get parties(): number {
    return this.#parties;
  }

  /** How many tasks wait at present. */
  get n_waiting(): number {
    return this.#state === "filling" ? this.#count : 0;
  }

  /** Whether it has been aborted. */
  get broken(): boolean {
    return this.#state === "broken";
  }

  /**
   * Waits until so many tasks have come. One that is cancelled meanwhile does not count any more.
   *
   * @returns A coroutine of a number from 0 to `parties - 1`, another one for each of them. It
   *   throws a {@linkcode BrokenBarrierError} if the barrier is broken, reset or aborted.
   */
  wait(): Coroutine<number> {
    return this.#wait();
  }

  /**
   * Makes it empty again. The tasks that wait get a {@linkcode BrokenBarrierError}.
   *
   * @returns A coroutine that ends when that is done.
   */
  reset(): Coroutine<void> {
    return this.#change(() => this.#state = this.#count > 0 ? "resetting" : "filling");
  }

  /**
   * Breaks it: the tasks that wait, and that come until it is reset, get a
   * {@linkcode BrokenBarrierError}.
   *
   * @returns A coroutine that ends when that is done.
   */
  abort(): Coroutine<void> {
    return this.#change(() => this.#state = "broken");
  }

  /**
   * What `console.log` shows: what it is, and its state, as `Barrier (filling, 1 of 2 tasks)`.
   *
   * @returns The text.
   */
  toString(): string {
    return `Barrier (${this.#state}, ${this.#count} of ${this.#parties} tasks)`;
  }

  readonly #wait = coro(async (): Promise<number> => {
    const condition = this.#condition;
    using _guard = await condition.acquire();
    await condition.wait_for(() => this.#state === "filling" || this.#state === "broken");
    if (this.#state === "broken") {
      throw new BrokenBarrierError("Cannot wait at the barrier: it has been aborted; reset() it");
    }
    try {
      const index = this.#count++;
      if (this.#count === this.#parties) {
        this.#state = "draining";
        condition.notify_all();
      } else {
        await condition.wait_for(() => this.#state !== "filling");
        if (this.broken || (this.#state as State) === "resetting") {
          throw new BrokenBarrierError(
            "Cannot wait at the barrier: it has been reset or aborted meanwhile; wait() again",
          );
        }
      }
      return index;
    } finally {
      this.#leave();
    }
  }) as () => Coroutine<number>;

  readonly #change = coro(async (change: () => void): Promise<void> => {
    using _guard = await this.#condition.acquire();
    change();
    this.#condition.notify_all();
  }) as (change: () => void) => Coroutine<void>;

  #leave(): void {
    if (--this.#count > 0) return;
    if (this.#state !== "broken") this.#state = "filling";
    this.#condition.notify_all();
  }
}
