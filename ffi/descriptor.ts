import {
  cString,
  type ErrorCode,
  lastError,
  libc,
  O_CLOEXEC,
  O_NOCTTY,
  O_NONBLOCK,
  O_RDWR,
} from "./libc.ts";
import { getReadiness, READABLE, type Waiter, WRITABLE } from "./readiness.ts";

/** A number of bytes, or why there are none: `"EAGAIN"` if there are none so far. */
export type Count = number | ErrorCode;

/**
 * A stream of bytes that only the kernel knows: a serial port, a terminal, a FIFO. All of them
 * are waited for by one thread, both directions at once; a read that is not awaited any more
 * takes nothing until there is something, and leaves no thread behind.
 */
export class Descriptor {
  /** Its number. */
  readonly fd: number;
  readonly #input: Direction;
  readonly #output: Direction;

  /** Takes a descriptor that does not block. It is closed by {@linkcode Descriptor.close}. */
  constructor(fd: number) {
    this.fd = fd;
    this.#input = new Direction(fd, READABLE);
    this.#output = new Direction(fd, WRITABLE);
  }

  /** Opens a file for both directions; or says why it cannot. */
  static open(path: string): Descriptor | ErrorCode {
    const flags = O_RDWR | O_NONBLOCK | O_NOCTTY | O_CLOEXEC;
    const fd = libc().open(cString(path), flags);
    return fd < 0 ? lastError() : new Descriptor(fd);
  }

  /** Reads what is there, 0 bytes at the end. */
  take(bytes: Uint8Array): Count {
    return countOf(libc().read(this.fd, bytes as Uint8Array<ArrayBuffer>, BigInt(bytes.length)));
  }

  /** Writes as much as can be written at once. */
  put(bytes: Uint8Array): Count {
    return countOf(libc().write(this.fd, bytes as Uint8Array<ArrayBuffer>, BigInt(bytes.length)));
  }

  /** Reads once there is something. Rejected with a code: "EBADF" once it has been closed. */
  read(bytes: Uint8Array): Promise<number> {
    return this.#input.attempt(() => this.take(bytes));
  }

  /** Writes once something can be written. Rejected with a code. */
  write(bytes: Uint8Array): Promise<number> {
    return this.#output.attempt(() => this.put(bytes));
  }

  /** Calls back once, when there is something to read; returns what ends that. */
  whenReadable(callback: () => void): () => void {
    return this.#input.watch(callback);
  }

  /** Holds everything up until it can be read from, or written to; false if it takes longer. */
  wait(direction: "in" | "out", duration: number): boolean {
    const events = direction === "in" ? READABLE : WRITABLE;
    const pollfd = new Int32Array([this.fd, events]);
    return libc().poll(pollfd, 1n, Math.ceil(duration)) > 0;
  }

  /** Closes it. Those that wait are told. */
  close(): void {
    this.#input.end();
    this.#output.end();
    getReadiness().forget(this.fd);
    libc().close(this.fd);
  }
}

function countOf(result: number): Count {
  return result < 0 ? lastError() : result;
}

interface Attempt {
  readonly make: () => Count;
  readonly resolve: (count: number) => void;
  readonly reject: (code: ErrorCode) => void;
}

/** One direction of it, in which attempts are made in turn. */
class Direction {
  readonly #fd: number;
  readonly #interest: number;
  readonly #attempts: Attempt[] = [];
  readonly #watchers = new Set<() => void>();
  #waiter: Waiter | null = null;

  constructor(fd: number, interest: number) {
    this.#fd = fd;
    this.#interest = interest;
  }

  attempt(make: () => Count): Promise<number> {
    return new Promise((resolve, reject) => {
      const attempt = { make, resolve, reject };
      if (this.#attempts.length === 0 && isSettled(attempt)) return;
      this.#attempts.push(attempt);
      this.#arm();
    });
  }

  watch(callback: () => void): () => void {
    this.#watchers.add(callback);
    this.#arm();
    return () => {
      this.#watchers.delete(callback);
      if (this.#isIdle) this.#disarm();
    };
  }

  end(): void {
    this.#disarm();
    this.#watchers.clear();
    for (const { reject } of this.#attempts.splice(0)) reject("EBADF");
  }

  get #isIdle(): boolean {
    return this.#attempts.length + this.#watchers.size === 0;
  }

  #arm(): void {
    this.#waiter ??= getReadiness().await(this.#fd, this.#interest, this.#onReady);
  }

  #disarm(): void {
    if (this.#waiter !== null) getReadiness().abandon(this.#waiter);
    this.#waiter = null;
  }

  readonly #onReady = (): void => {
    this.#waiter = null;
    const watchers = [...this.#watchers];
    this.#watchers.clear();
    // Before it is read: afterwards there would be nothing left to see.
    for (const callback of watchers) callback();
    while (this.#attempts.length > 0 && isSettled(this.#attempts[0]!)) this.#attempts.shift();
    if (!this.#isIdle) this.#arm();
  };
}

function isSettled({ make, resolve, reject }: Attempt): boolean {
  const count = make();
  if (count === "EAGAIN" || count === "EINTR") return false;
  if (typeof count === "number") resolve(count);
  else reject(count);
  return true;
}
