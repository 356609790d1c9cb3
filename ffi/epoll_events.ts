import { lastError, refused } from "./libc.ts";
import type { OSError } from "../src/core/os_error.ts";

/** Operations of epoll_ctl(2): a descriptor is added, taken out, or waited for in another way. */
export const CTL_ADD = 1;
export const CTL_DEL = 2;
export const CTL_MOD = 3;

/** Memory for `struct epoll_event`, one or more. */
export class EpollEvents {
  /** As the functions of the C library take it. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly #view: DataView<ArrayBuffer>;
  readonly #size: number;
  /** Where the data are, for which we put the descriptor. */
  readonly #data: number;

  constructor(count: number) {
    // The structure is packed on x86-64, and not elsewhere.
    [this.#size, this.#data] = Deno.build.arch === "x86_64" ? [12, 4] : [16, 8];
    this.bytes = new Uint8Array(count * this.#size);
    this.#view = new DataView(this.bytes.buffer);
  }

  /** Fills the first one in. */
  fill(events: number, fd: number): void {
    this.#view.setUint32(0, events, true);
    this.#view.setInt32(this.#data, fd, true);
  }

  /** What has happened to the descriptor of one of them. */
  events(index: number): number {
    return this.#view.getUint32(index * this.#size, true);
  }

  /** Which descriptor one of them is about. */
  descriptor(index: number): number {
    return this.#view.getInt32(index * this.#size + this.#data, true);
  }
}

/** The error that there is no descriptor left for one of these. */
export function tooManyFiles(): OSError {
  return refused(
    lastError(),
    "wait for sockets and pins",
    "the process has too many files open; close some, or allow more with `ulimit -n`",
  );
}
