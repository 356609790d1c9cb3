/**
 * The exceptions of MicroPython's asyncio that JavaScript does not have.
 * Wrong types and ranges are JavaScript's own `TypeError` and `RangeError`.
 *
 * @module
 */

/**
 * Thrown at the point where a task waits when the task is cancelled.
 * Catch it to tidy up, then throw it again.
 *
 * Python's `except Exception` lets it through; a JavaScript `catch` does not,
 * so a `catch` that must not swallow a cancellation has to look for it.
 *
 * @example Tidy up when cancelled
 * ```ts
 * import { CancelledError, create_task, run, sleep_ms } from "@uasyncio/uasyncio";
 *
 * const log: string[] = [];
 * await run(async () => {
 *   const task = create_task(async () => {
 *     try {
 *       await sleep_ms(10_000);
 *     } catch (error) {
 *       if (error instanceof CancelledError) log.push("tidied up");
 *       throw error;
 *     }
 *   });
 *   await sleep_ms(1);
 *   task.cancel();
 *   await sleep_ms(1);
 * });
 * if (log.length !== 1) throw new Error("was not cancelled");
 * ```
 */
export class CancelledError extends Error {
  /** The name of the class. */
  override name = "CancelledError";
}

/**
 * Thrown by {@linkcode wait_for} and {@linkcode wait_for_ms} when the time is
 * over before the awaitable has completed.
 */
export class TimeoutError extends Error {
  /** The name of the class. */
  override name = "TimeoutError";
}

/** Thrown when something is asked for at the wrong moment, as Python's. */
export class RuntimeError extends Error {
  /** The name of the class. */
  override name = "RuntimeError";
}

/**
 * Thrown by {@linkcode Stream.readexactly} when the stream ends too early. What
 * had arrived until then is not lost: the next `read()` gets it.
 */
export class EOFError extends Error {
  /** The name of the class. */
  override name = "EOFError";
}

/** Thrown by {@linkcode Queue.get_nowait} when there is no item. */
export class QueueEmpty extends Error {
  /** The name of the class. */
  override name = "QueueEmpty";
}

/** Thrown by {@linkcode Queue.put_nowait} when there is no free place. */
export class QueueFull extends Error {
  /** The name of the class. */
  override name = "QueueFull";
}

/** Thrown by {@linkcode Queue.put} and {@linkcode Queue.get} when the queue has been shut down. */
export class QueueShutDown extends Error {
  /** The name of the class. */
  override name = "QueueShutDown";
}

/** Thrown by {@linkcode Barrier.wait} when the barrier is reset or aborted. */
export class BrokenBarrierError extends RuntimeError {
  /** The name of the class. */
  override name = "BrokenBarrierError";
}
