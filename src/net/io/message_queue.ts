import { OSError } from "../../core/os_error.ts";
import { SingleLane } from "./lane.ts";
import type { Kind } from "./operation.ts";

/**
 * Messages that arrive one by one. One that comes after the task that waited has been cancelled
 * stays here for the next task; the others wait in the kernel, in its bounded queue.
 */
export abstract class MessageQueue<T> extends SingleLane {
  readonly #arrived: T[] = [];
  #failure: unknown = null;
  #isClosed = false;

  constructor() {
    super("receive");
  }

  /** Takes the first message that is there; throws if there is none, because receiving failed. */
  take(): T {
    // V8 keeps the memory of an array that pop() makes empty, and shift() gives it up.
    const message = this.#arrived.length === 1 ? this.#arrived.pop() : this.#arrived.shift();
    if (message !== undefined) return message;
    const failure = this.#failure;
    if (!this.#isClosed) this.#failure = null; // the next one may succeed
    throw failure;
  }

  /** Tells the task that waits that nothing more is to come. */
  close(failure: unknown): void {
    this.#isClosed = true;
    this.#failure = failure;
    this.#arrived.length = 0;
    this.onChange();
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

/** Waits for a message; `convert` makes of it what the task gets, which wants `most` bytes. */
export function receiving<T, Result>(
  convert: (message: T, most: number) => Result,
): Kind<Result | null, MessageQueue<T>, number> {
  return {
    isSatisfied: (messages) => messages.isReady,
    result(messages, most) {
      let message: T;
      try {
        message = messages.take();
      } catch (error) {
        if (error instanceof OSError && error.code === "EBADF") throw error; // it was closed
        return null; // the operating system has failed: as the reference has it
      }
      return convert(message, most);
    },
  };
}

/** The bytes, no more of them than asked for. */
export function cut(bytes: Uint8Array, most: number): Uint8Array {
  return bytes.length <= most ? bytes : bytes.slice(0, most);
}
