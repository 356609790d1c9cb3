import { Lane } from "./lane.ts";

/** What bytes are read from: a connection. */
export interface Source {
  /** Reads into a buffer; how many bytes, null at the end. */
  read(buffer: Uint8Array): Promise<number | null>;
}

const NOTHING = new Uint8Array(0);
/** How much is read at a stretch at least and at most; it adapts itself between. */
const LEAST_READ = 4096;
const MOST_READ = 65536;
/** With less room than this, a buffer is given up. */
const LEAST_ROOM = 512;
/** After so many reads in a row that bring little, less is read. */
const SMALL_READS = 8;

/**
 * The bytes that have arrived and that nobody has taken so far.
 *
 * It reads only while somebody waits, one read at a time. A read that its reader
 * has left goes on, and what it brings stays here for the next one: so nothing is
 * lost by a cancellation.
 */
export class Input extends Lane {
  readonly #source: Source;
  readonly #explain: (error: unknown) => unknown;
  #bytes = NOTHING;
  #start = 0;
  #end = 0;
  /** Whether parts of the buffer have been given away, so that it may not be reused. */
  #isShared = false;
  #readSize = LEAST_READ;
  #smallReads = 0;
  /** About how many bytes a read has brought at most lately. */
  #expected = 0;
  #isReading = false;
  /** What is being read into, if that is no longer the end of the buffer. */
  #strayRoom: Uint8Array | null = null;
  #hasEnded = false;
  #failure: unknown = null;

  /** `explain` makes of what the source throws what readers are to see. */
  constructor(source: Source, explain: (error: unknown) => unknown) {
    super("read");
    this.#source = source;
    this.#explain = explain;
  }

  /** How many bytes are there. */
  get size(): number {
    return this.#end - this.#start;
  }

  /** Whether no more will come: the peer has sent its last byte, or reading has failed. */
  get isOver(): boolean {
    return this.#hasEnded || this.#failure !== null;
  }

  /** Throws if reading has failed. */
  throwFailure(): void {
    if (this.#failure !== null) throw this.#failure;
  }

  /** Where a byte is found from some place on, counted from the first; -1 if nowhere. */
  indexOf(byte: number, from: number): number {
    const index = this.#bytes.subarray(0, this.#end).indexOf(byte, this.#start + from);
    return index < 0 ? -1 : index - this.#start;
  }

  /** Takes bytes out; there are so many. They are nobody else's from now on. */
  take(count: number): Uint8Array {
    const start = this.#start;
    this.#start += count;
    this.#isShared = true;
    return this.#bytes.subarray(start, this.#start);
  }

  /** Moves bytes into a buffer; there are so many. */
  takeInto(target: Uint8Array, count: number): void {
    target.set(this.#bytes.subarray(this.#start, this.#start + count));
    this.#start += count;
  }

  /** Puts bytes back that were taken last. */
  putBack(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    const isNextToTheOthers = bytes.buffer === this.#bytes.buffer &&
      bytes.byteOffset + bytes.length === this.#start;
    if (isNextToTheOthers) this.#start -= bytes.length;
    else this.#replace(bytes, this.#bytes.subarray(this.#start, this.#end));
    this.onChange();
  }

  /** Forgets what is there; nothing more is to come. */
  close(failure: unknown): void {
    if (this.#failure === null) this.#failure = failure;
    this.#bytes = NOTHING;
    this.#start = this.#end = 0;
    this.onChange();
  }

  protected override get isReady(): boolean {
    return this.size > 0 || this.isOver;
  }

  protected override watch(): void {
    if (this.#isReading) return;
    this.#makeRoom();
    this.#isReading = true;
    this.#source.read(this.#bytes.subarray(this.#end)).then(this.#onRead, this.#onFailure);
  }

  readonly #onRead = (count: number | null): void => {
    this.#isReading = false;
    if (count === null) this.#hasEnded = true;
    else if (this.#failure === null) this.#add(count);
    this.onChange();
  };

  readonly #onFailure = (error: unknown): void => {
    this.#isReading = false;
    if (this.#failure === null) this.#failure = this.#explain(error);
    this.onChange();
  };

  #add(count: number): void {
    this.#expected = Math.max(count, this.#expected - (this.#expected >> 3));
    const stray = this.#strayRoom;
    const room = stray === null ? this.#bytes.length - this.#end : stray.length;
    if (stray === null) {
      this.#end += count;
    } else {
      this.#strayRoom = null;
      this.#replace(this.#bytes.subarray(this.#start, this.#end), stray.subarray(0, count));
    }
    if (count === room && 2 * count >= this.#readSize) {
      this.#readSize = Math.min(this.#readSize * 4, MOST_READ);
      this.#smallReads = 0;
    } else if (count >= this.#readSize / 8) {
      this.#smallReads = 0;
    } else if (++this.#smallReads === SMALL_READS) {
      this.#readSize = Math.max(this.#readSize / 2, LEAST_READ);
      this.#smallReads = 0;
    }
  }

  #replace(first: Uint8Array, second: Uint8Array): void {
    if (this.#isReading) this.#strayRoom ??= this.#bytes.subarray(this.#end);
    const bytes = new Uint8Array(first.length + second.length);
    bytes.set(first);
    bytes.set(second, first.length);
    this.#bytes = bytes;
    this.#isShared = false;
    this.#start = 0;
    this.#end = bytes.length;
  }

  #makeRoom(): void {
    const { size } = this;
    if (size === 0 && !this.#isShared) this.#start = this.#end = 0;
    // With less room than is expected, one message would take two reads, each time.
    const roomNeeded = Math.min(this.#readSize, Math.max(2 * this.#expected, LEAST_ROOM));
    if (this.#bytes.length - this.#end >= roomNeeded) return;
    // Twice as much as is there, so that a long line is not copied too often.
    const bytes = new Uint8Array(Math.max(this.#readSize, 2 * size));
    bytes.set(this.#bytes.subarray(this.#start, this.#end));
    this.#bytes = bytes;
    this.#isShared = false;
    this.#start = 0;
    this.#end = size;
  }
}
