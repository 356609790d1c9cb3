import type { Edge } from "./gpio_line.ts";
import { type ErrorCode, lastError, libc, O_NONBLOCK } from "./libc.ts";
import { hostTimeOf } from "./monotonic.ts";
import { timeAt } from "../src/core/scheduler.ts";

/** What the events of one version of the kernel's interface are like, see linux/gpio.h. */
export interface EventLayout {
  /** How many bytes one has. It begins with its time in ns, a 64-bit number. */
  readonly size: number;
  /** Where the kind of edge is; 1 is a rising one. */
  readonly id: number;
  /** Where the sequence number of the line is; null if there is none. */
  readonly sequence: number | null;
  /** How many are read at a time. */
  readonly most: number;
}

/** `struct gpio_v2_line_event`, which libgpiod 2 asks for. */
export const EVENT_V2: EventLayout = { size: 48, id: 8, sequence: 20, most: 64 };
/** `struct gpioevent_data`, which libgpiod 1.6 asks for. The kernel keeps 16 at most. */
export const EVENT_V1: EventLayout = { size: 16, id: 8, sequence: null, most: 16 };

const RISING = 1;
const F_GETFL = 3;
const F_SETFL = 4;

/**
 * Reads the edges of a line from its descriptor. libgpiod would take a call to ask whether
 * there is one, as its reading blocks if not, one to read, and several for each edge.
 */
export class EdgeReader {
  /** The descriptor; -1 while there is none. */
  fd = -1;
  readonly #layout: EventLayout;
  readonly #fail: (code: ErrorCode) => Error;
  readonly #bytes: DataView<ArrayBuffer>;
  readonly #size: bigint;
  /** The number of the last edge; the kernel counts from 1 on. */
  #sequence = 0;
  /** Whether some may have been lost before the next one, for all that is known. */
  #isUnsure = false;

  /** `fail` makes the error for when the kernel refuses to be read. */
  constructor(layout: EventLayout, fail: (code: ErrorCode) => Error) {
    this.#layout = layout;
    this.#fail = fail;
    this.#bytes = new DataView(new ArrayBuffer(layout.most * layout.size));
    this.#size = BigInt(this.#bytes.byteLength);
  }

  /** Reads from this descriptor from now on. */
  attach(fd: number): void {
    if (fd === this.fd) return;
    this.fd = fd;
    libc().fcntl(fd, F_SETFL, libc().fcntl(fd, F_GETFL, 0) | O_NONBLOCK);
  }

  /** The descriptor is about to be closed; what has come and has not been taken is lost. */
  detach(): void {
    if (this.fd < 0) return;
    this.#isUnsure = this.take().length > 0;
    this.fd = -1;
  }

  /** The edges that have come, the oldest first; some of them, if they are many. */
  take(): Edge[] {
    if (this.fd < 0) return [];
    const bytes = this.#bytes;
    const { size, id, sequence: place, most } = this.#layout;
    const length = libc().read(this.fd, bytes, this.#size);
    if (length < 0) {
      const code = lastError();
      if (code === "EAGAIN") return [];
      throw this.#fail(code);
    }
    const edges: Edge[] = [];
    for (let at = 0; at < length; at += size) {
      const next = this.#sequence + 1;
      // When its queue is full, the kernel drops the oldest, and goes on counting.
      const sequence = place === null ? next : bytes.getUint32(at + place, true);
      const timestamp_ns = bytes.getBigUint64(at, true);
      edges.push({
        level: bytes.getUint32(at + id, true) === RISING ? 1 : 0,
        timestamp_ns,
        ticks_ms: Math.floor(timeAt(hostTimeOf(timestamp_ns))),
        sequence,
        gap: this.#isUnsure || sequence !== next,
      });
      this.#isUnsure = false;
      this.#sequence = sequence;
    }
    // The first interface drops the newest and does not count: some may have followed these.
    if (place === null) this.#isUnsure = length === most * size;
    return edges;
  }

  /** Whether some may have been lost after those that were taken; the next one has no gap then. */
  takeDoubt(): boolean {
    const isUnsure = this.#isUnsure;
    this.#isUnsure = false;
    return isUnsure;
  }

  /** Forgets the edges that have come, and that some may have been lost. */
  drop(): void {
    while (this.take().length > 0);
    this.#isUnsure = false;
  }
}
