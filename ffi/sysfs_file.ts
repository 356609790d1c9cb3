import type { CallWorker } from "./call_worker.ts";
import {
  cString,
  type ErrorCode,
  lastError,
  libc,
  LOCK_EX,
  LOCK_NB,
  O_CLOEXEC,
  O_RDONLY,
  O_RDWR,
  O_WRONLY,
  refused,
} from "./libc.ts";

/** What the kernel gives of such a file at most. */
const PAGE = 4096;
/** Flags of open(2) for the ways of using one. */
const ACCESS = { read: O_RDONLY, write: O_WRONLY, both: O_RDWR };

/**
 * A file of sysfs, which stands for a value in the kernel. Deno's own functions want
 * `--allow-all` for those; the C library wants `--allow-ffi`.
 */
export class SysfsFile implements Disposable {
  readonly #fd: number;
  readonly #doing: string;

  private constructor(fd: number, doing: string) {
    this.#fd = fd;
    this.#doing = doing;
  }

  /**
   * Opens one.
   *
   * @param doing What cannot be done if that fails, for messages.
   * @returns The file; null if there is none.
   */
  static open(
    path: string,
    doing: string,
    access: "read" | "write" | "both" = "both",
  ): SysfsFile | null {
    const fd = libc().open(cString(path), ACCESS[access] | O_CLOEXEC);
    if (fd >= 0) return new SysfsFile(fd, doing);
    const code = lastError();
    if (code === "ENOENT" || code === "ENOTDIR") return null;
    throw code === "EACCES"
      ? refused(
        code,
        doing,
        `permission denied; \`sudo chmod a+${
          access === "read" ? "r" : "w"
        } ${path}\` gives it until the next boot`,
      )
      : refused(code, doing);
  }

  /** What is in it, without the end of the line. */
  read(): string {
    return textOf(this.bytes());
  }

  /** What is in it, up to a page of it. */
  bytes(): Uint8Array {
    const bytes = new Uint8Array(PAGE);
    const count = Number(libc().pread(this.#fd, bytes, BigInt(PAGE), 0n));
    if (count < 0) throw refused(lastError(), this.#doing);
    return bytes.subarray(0, count);
  }

  /**
   * Reads it in another thread, and calls back with the error, or null, and with what is in it.
   * The file has to stay open so long.
   */
  readLater(worker: CallWorker, settle: (code: ErrorCode | null, text: string) => void): void {
    const into = new Uint8Array(PAGE);
    worker.call({ fd: this.#fd, into }, (code, count) => {
      settle(code, code === null ? textOf(into.subarray(0, count)) : "");
    });
  }

  /** Sets the value. */
  write(text: string): void {
    const bytes = new TextEncoder().encode(text);
    const count = libc().pwrite(this.#fd, bytes, BigInt(bytes.length), 0n);
    if (count < 0n) throw refused(lastError(), this.#doing);
  }

  /** Sets the value in another thread, and calls back with the error, or null. */
  writeLater(worker: CallWorker, text: string, settle: (code: ErrorCode | null) => void): void {
    worker.call({ fd: this.#fd, from: new TextEncoder().encode(text) }, settle);
  }

  /** Takes it for this program alone, until it is closed; false if another one has it. */
  lock(): boolean {
    return libc().flock(this.#fd, LOCK_EX | LOCK_NB) >= 0;
  }

  /** Closes it. */
  close(): void {
    libc().close(this.#fd);
  }

  /** Closes it at the end of the block that has it by `using`. */
  [Symbol.dispose](): void {
    this.close();
  }
}

function textOf(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes).trimEnd();
}
