import { RuntimeError } from "./core/errors.ts";
import { permitsOf, Semaphore } from "./semaphore.ts";

/**
 * A {@linkcode Semaphore} that never has more permits than at first, after CPython's
 * {@link https://docs.python.org/3/library/asyncio-sync.html#asyncio.BoundedSemaphore | asyncio.BoundedSemaphore}:
 * to give back more than were taken is an error.
 *
 * @example Released too often
 * ```ts
 * import { BoundedSemaphore, run, RuntimeError } from "@uasyncio/uasyncio";
 *
 * await run(async () => {
 *   const permits = new BoundedSemaphore(1);
 *   await permits.acquire();
 *   permits.release();
 *   try {
 *     permits.release();
 *   } catch (error) {
 *     if (!(error instanceof RuntimeError)) throw error;
 *     console.log(error.message);
 *   }
 * });
 * ```
 */
export class BoundedSemaphore extends Semaphore {
  readonly #bound: number;

  /**
   * Makes a semaphore.
   *
   * @param value How many permits there are, and are at most.
   * @throws {TypeError} If `value` is not a number.
   * @throws {RangeError} If it is not 0, or a whole number above.
   */
  constructor(value = 1) {
    super(value);
    this.#bound = value;
  }

  /**
   * Gives a permit back. The first task that waits gets it.
   *
   * @throws {RuntimeError} If all permits are there already.
   */
  override release(): void {
    if (permitsOf(this) >= this.#bound) {
      throw new RuntimeError(
        "Cannot release the BoundedSemaphore: all its permits are there already",
      );
    }
    super.release();
  }
}
