import { codeOf, errnoOf, type ErrorCode } from "./errno.ts";

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
 *     console.log("No server listens there:", error.message);
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
   * Makes an error as the library does.
   *
   * @param message What could not be done, and why.
   * @param options The number and the name of the error; `cause` is what the host threw.
   *   Without them, `errno` is 0 and `code` is empty.
   */
  constructor(message: string, options?: OSErrorOptions);
  /**
   * Makes an error as Python's `OSError(errno.ETIMEDOUT)` does.
   *
   * @param errno The number of the error; its name, the `code`, is filled in.
   * @param message What could not be done, and why; by default number and name.
   */
  constructor(errno: number, message?: string);
  constructor(what: string | number, more: OSErrorOptions | string = {} as OSErrorOptions) {
    const isNumber = typeof what === "number";
    const name = isNumber ? codeOf(what) ?? "" : "";
    const { errno = 0, code = "", ...rest } = typeof more === "string"
      ? {} as OSErrorOptions
      : more;
    const words = typeof more === "string" ? more : `[Errno ${what}] ${name}`.trimEnd();
    super(isNumber ? words : what, rest);
    this.errno = isNumber ? what : errno;
    this.code = isNumber ? name : code;
  }
}

/** The `OSError` for an error that Linux has a name for. */
export function osError(code: ErrorCode, message: string, cause?: unknown): OSError {
  const options = { errno: errnoOf(code), code };
  return new OSError(message, cause === undefined ? options : { ...options, cause });
}

/** The `OSError` for a use of something that has been closed. */
export function closedError(verb: string, what: string, remedy: string): OSError {
  return osError("EBADF", `Cannot ${verb}: the ${what} has been closed; ${remedy}`);
}
