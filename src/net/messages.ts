import { OSError } from "../errors.ts";
import type { Returnable } from "../wait_for.ts";
import { Lane, Operation } from "./operation.ts";

/**
 * Messages that arrive one by one. What comes after the one who waited has left stays
 * here for the next one; the others wait in the kernel, in its bounded queue.
 */
export abstract class Messages<T> extends Lane {
  readonly #arrived: T[] = [];
  #failure: unknown = null;
  #isClosed = false;

  constructor() {
    super("receive");
  }

  /** Takes the first message that is there; throws if there is none, because receiving failed. */
  take(): T {
    const message = this.#arrived.shift();
    if (message !== undefined) return message;
    const failure = this.#failure;
    if (!this.#isClosed) this.#failure = null; // the next one may succeed
    throw failure;
  }

  /** Puts a message back that was taken last. */
  putBack(message: T): void {
    this.#arrived.unshift(message);
    this.settle();
  }

  /** Tells the one who waits that nothing more is to come. */
  close(failure: unknown): void {
    this.#isClosed = true;
    this.#failure = failure;
    this.#arrived.length = 0;
    this.settle();
  }

  /** Whether there is something to take. */
  override get isReady(): boolean {
    return this.#arrived.length > 0 || this.#failure !== null;
  }

  /** A message has come. */
  protected add(message: T): void {
    if (!this.#isClosed) this.#arrived.push(message);
  }

  /** Receiving has failed. */
  protected fail(failure: unknown): void {
    this.#failure ??= failure;
  }
}

/** Waits for a message, and makes something of it. */
export abstract class MessageOperation<T, Result>
  extends Operation<Result | null, Messages<T>, number>
  implements Returnable<Result | null> {
  #taken: T | null = null;

  override isSatisfied(): boolean {
    return this.lane.isReady;
  }

  putBack(): void {
    if (this.#taken !== null) this.lane.putBack(this.#taken);
  }

  /** What the task gets. */
  protected abstract convert(message: T): Result;

  /** The result; null if the operating system has failed, as the reference has it. */
  protected override result(): Result | null {
    let message: T;
    try {
      message = this.lane.take();
    } catch (error) {
      if (error instanceof OSError && error.code === "EBADF") throw error; // it was closed
      return null;
    }
    this.#taken = message;
    return this.convert(message);
  }
}

/** The bytes, no more of them than asked for. */
export function cut(bytes: Uint8Array, most: number): Uint8Array {
  return bytes.length <= most ? bytes : bytes.slice(0, most);
}
