/**
 * The exceptions of MicroPython's asyncio that JavaScript does not have.
 * Wrong types and ranges are JavaScript's own `TypeError` and `RangeError`.
 *
 * @module
 */

/**
 * Thrown at the point where a task waits when somebody cancels the task.
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

/** What an {@linkcode OSError} is made with, besides its message. */
export interface OSErrorOptions extends ErrorOptions {
  /** The number of the error, as the operating system gives it. */
  errno: number;
  /** Its symbolic name, `"ECONNREFUSED"` for example. */
  code: string;
}

/**
 * Thrown when the operating system refuses something: a connection that cannot be
 * made, a port that is taken, a peer that has reset the connection.
 *
 * @example Tell one error from the other
 * ```ts
 * import { open_connection, OSError, run } from "@uasyncio/uasyncio";
 *
 * await run(async () => {
 *   try {
 *     await open_connection("127.0.0.1", 1);
 *   } catch (error) {
 *     if (!(error instanceof OSError) || error.code !== "ECONNREFUSED") throw error;
 *     console.log("Nobody listens there:", error.message);
 *   }
 * });
 * ```
 */
export class OSError extends Error {
  /** The name of the class. */
  override name = "OSError";
  /** The number of the error, as the operating system gives it; Python's `errno`. */
  readonly errno: number;
  /** Its symbolic name, `"ECONNREFUSED"` for example. */
  readonly code: string;

  /**
   * Makes an error; the library does so, programs rarely need to.
   *
   * @param message What could not be done, and why.
   * @param options The number and the name of the error; `cause` is what the host threw.
   */
  constructor(message: string, options: OSErrorOptions) {
    super(message, options);
    this.errno = options.errno;
    this.code = options.code;
  }
}
