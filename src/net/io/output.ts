import { OSError } from "../../core/os_error.ts";
import { atBatchEnd, deliver } from "../../core/scheduler.ts";
import type { Fiber, WaitingPlace } from "../../core/fiber.ts";
import type { Lane, LaneContinuation } from "./lane.ts";
import type { Kind } from "./operation.ts";

/** What bytes are written to: a connection. */
export interface Sink {
  /** Writes some of the bytes; how many. */
  write(bytes: Uint8Array): Promise<number>;
}

const NOTHING = /* @__PURE__ */ new Uint8Array(0);
const LEAST_ROOM = 256;
/** A larger buffer is given up once it is empty. */
const MOST_KEPT = 65536;

/** What the operating system says when it is short of memory for the moment. */
const PASSING = ["EAGAIN", "ENOBUFS", "ENOMEM"];

const encoder = /* @__PURE__ */ new TextEncoder();

/** One that waits, and is no task. */
interface Outsider {
  mark: number;
  resolve(): void;
}

/**
 * The bytes that have been written and that are not sent yet.
 *
 * It sends them one piece after the other, whether or not a task waits for it: so
 * nothing is lost or doubled by a cancellation. Any number of tasks may wait, each until
 * what had been written when it began to is sent.
 */
export class Output implements Lane, WaitingPlace {
  readonly #sink: Sink;
  readonly #explain: (error: unknown) => unknown;
  /** Called whenever everything is sent, or cannot be. */
  whenSent: (() => void) | null = null;
  /** Bytes never move while a piece of them is under way; a new buffer takes over. */
  #bytes = NOTHING;
  #start = 0;
  #end = 0;
  /** How many bytes have been sent in all. */
  #sent = 0;
  readonly #waiting: Fiber[] = [];
  readonly #outsiders: Outsider[] = [];
  #isSending = false;
  /** The piece that is under way, or was; the next one may be like it. */
  #piece = NOTHING;
  #failure: unknown = null;
  #isFailureKnown = false;
  /** A failure that may pass. */
  #setback: unknown = null;

  /** `explain` makes of what the sink throws what writers are to see. */
  constructor(sink: Sink, explain: (error: unknown) => unknown) {
    this.#sink = sink;
    this.#explain = explain;
  }

  /** Any number of tasks may wait here. */
  check(): void {}

  occupy(): void {}

  enter(fiber: Fiber): WaitingPlace {
    this.watch();
    this.#waiting.push(fiber);
    return this;
  }

  /** The other end, for reports of what tasks do. */
  where: { readonly name: string } = { name: "" };

  /** What a task does that waits here. */
  describe(): string {
    return `writes to ${this.where.name}`;
  }

  /** A fiber that waits here is cancelled. */
  leave(fiber: Fiber): void {
    this.#waiting.splice(this.#waiting.indexOf(fiber), 1);
  }

  /** How many bytes have been written in all. */
  get mark(): number {
    return this.#sent + this.size;
  }

  /** Whether so many bytes have been sent in all, or can not be. */
  isDone(mark: number): boolean {
    return this.#sent >= mark || this.#failure !== null || this.#setback !== null;
  }

  /** Waits outside of the loop until what has been written so far is sent, or cannot be. */
  async waitOutside(): Promise<void> {
    const { mark } = this;
    this.watch();
    if (this.isDone(mark)) return;
    await new Promise<void>((resolve) => this.#outsiders.push({ mark, resolve }));
  }

  /** How many bytes are there to be sent. */
  get size(): number {
    return this.#end - this.#start;
  }

  /** Throws if sending has failed; if that may pass, the next one to wait tries again. */
  throwFailure(): void {
    if (this.#failure !== null) {
      this.#isFailureKnown = true;
      throw this.#failure;
    }
    if (this.#setback === null) return;
    const setback = this.#setback;
    this.#setback = null;
    throw setback;
  }

  /** Throws if sending has failed and no task has heard of it. */
  throwUnknownFailure(): void {
    if (!this.#isFailureKnown) this.throwFailure();
  }

  /** Appends bytes, or a string as UTF-8, unless sending has failed. */
  append(data: Uint8Array | string): void {
    if (this.#failure !== null) return;
    try {
      this.#put(data);
    } catch (error) {
      throw this.#explain(error); // memory is refused
    }
    this.watch();
  }

  #put(data: Uint8Array | string): void {
    if (typeof data === "string") {
      if (data.length > LEAST_ROOM) return this.#put(encoder.encode(data));
      this.#makeRoom(3 * data.length); // UTF-8 takes no more
      this.#end += encoder.encodeInto(data, this.#bytes.subarray(this.#end)).written;
    } else {
      this.#makeRoom(data.length);
      this.#bytes.set(data, this.#end);
      this.#end += data.length;
    }
  }

  /** Forgets what is there; nothing more can be sent. `isKnown` says that none need hear of it. */
  close(failure: unknown, isKnown = false): void {
    if (this.#failure === null) this.#failure = failure;
    if (isKnown) this.#isFailureKnown = true;
    this.#clear();
    this.#tell();
  }

  /** Whether there is nothing to be sent, or nothing can be. */
  get isReady(): boolean {
    return this.size === 0 || this.#setback !== null;
  }

  /** Begins to send what is there. */
  watch(): void {
    if (this.#isSending || this.isReady) return;
    this.#isSending = true;
    atBatchEnd(this.#send);
  }

  readonly #send = (): void => {
    if (this.#failure !== null) return; // it has been closed since
    if (this.#piece.length !== this.size || this.#piece.byteOffset !== this.#start) {
      this.#piece = this.#bytes.subarray(this.#start, this.#end);
    }
    try {
      this.#sink.write(this.#piece).then(this.#onPieceSent, this.#onFailure);
    } catch (error) {
      this.#onFailure(error);
    }
  };

  readonly #onPieceSent = (count: number): void => {
    if (this.#failure !== null) return;
    this.#start += count;
    this.#sent += count;
    if (this.size > 0) {
      this.#send();
      return this.#tell();
    }
    this.#isSending = false;
    this.#clear();
    this.#tell();
    this.whenSent?.();
  };

  /** Lets those go on that need wait no longer. */
  #tell(): void {
    while (this.#waiting.length > 0) {
      const index = this.#waiting.findIndex(isSatisfied);
      if (index < 0) break;
      const [fiber] = this.#waiting.splice(index, 1);
      deliver(fiber!, undefined);
    }
    if (this.#outsiders.length === 0) return;
    for (const outsider of this.#outsiders.splice(0)) {
      if (this.isDone(outsider.mark)) outsider.resolve();
      else this.#outsiders.push(outsider);
    }
  }

  readonly #onFailure = (error: unknown): void => {
    if (this.#failure !== null) return;
    const failure = this.#explain(error);
    if (mayPass(failure)) {
      this.#isSending = false;
      this.#setback = failure;
      this.#tell();
    } else {
      this.close(failure);
    }
    this.whenSent?.();
  };

  #clear(): void {
    this.#start = this.#end = 0;
    if (this.#bytes.length > MOST_KEPT) this.#bytes = this.#piece = NOTHING;
  }

  #makeRoom(count: number): void {
    if (this.#bytes.length - this.#end >= count) return;
    const { size } = this;
    const room = size === 0 ? count : 2 * (size + count);
    const bytes = new Uint8Array(Math.max(room, LEAST_ROOM));
    bytes.set(this.#bytes.subarray(this.#start, this.#end));
    this.#bytes = bytes;
    this.#piece = NOTHING;
    this.#start = 0;
    this.#end = size;
  }
}

function isSatisfied({ continuation }: Fiber): boolean {
  return (continuation as LaneContinuation).isSatisfied();
}

function mayPass(failure: unknown): boolean {
  return failure instanceof OSError && PASSING.includes(failure.code);
}

/**
 * Waits until everything is sent that had been written by then. As in MicroPython, where the
 * kernel takes everything at once, that is until the other tasks have had one turn.
 */
export const DRAIN: Kind<void, Output, number> = {
  start(output) {
    output.watch();
    return output.mark;
  },
  isSatisfied: (output, mark) => output.isDone(mark),
  result: (output) => output.throwFailure(),
};
