import { SingleLane } from "./lane.ts";
import { Slab } from "./slab.ts";

/** What bytes are read from: a connection. */
export interface Source {
  /** Reads into a buffer; how many bytes, null at the end. */
  read(buffer: Uint8Array): Promise<number | null>;
}

const NOTHING = /* @__PURE__ */ new Uint8Array(0);
/** How much is read at a stretch at least and at most; it adapts itself between. */
const LEAST_READ = 4096;
const MOST_READ = 65536;
/** With less room than this, bytes are moved to the beginning, or a new buffer is taken. */
const LEAST_ROOM = 512;
/** After so many reads in a row that bring little, less is read. */
const SMALL_READS = 8;
/** From so many bytes on, a buffer that is mostly full is given away and not copied. */
const LEAST_GIFT = 2048;

/**
 * The bytes that have arrived and that no task has taken so far.
 *
 * It reads only while a task waits, one read at a time. A read whose task has been cancelled
 * goes on, and what it brings stays here for the next one: so nothing is lost by a
 * cancellation. What has been taken is the program's own: no byte of its buffer is used here.
 */
export class Input extends SingleLane {
  readonly #source: Source;
  readonly #explain: (error: unknown) => unknown;
  readonly #copies = new Slab();
  #bytes = NOTHING;
  #start = 0;
  #end = 0;
  #readSize = LEAST_READ;
  #smallReads = 0;
  /** About how many bytes a read has brought at most lately. */
  #expected = 0;
  #isReading = false;
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

  /** Takes bytes out; there are so many. */
  take(count: number): Uint8Array {
    const start = this.#start;
    if (count >= LEAST_GIFT && this.#isGift(count)) {
      const bytes = this.#bytes.subarray(start, this.#end);
      this.#forget();
      return bytes;
    }
    const copy = this.#copy(start, count);
    this.#start = start + count;
    return copy;
  }

  /** Whether that is all there is, and most of a buffer that nothing is read into. */
  #isGift(count: number): boolean {
    return count === this.size && 2 * count >= this.#bytes.length && !this.#isReading;
  }

  /** Moves bytes into a buffer; there are so many. */
  takeInto(target: Uint8Array, count: number): void {
    target.set(this.#bytes.subarray(this.#start, this.#start + count));
    this.#start += count;
  }

  /** Forgets what is there; nothing more is to come. */
  close(failure: unknown): void {
    if (this.#failure === null) this.#failure = failure;
    this.#forget();
    this.onChange();
  }

  protected override get isReady(): boolean {
    return this.size > 0 || this.isOver;
  }

  protected override watch(): void {
    if (this.#isReading) return;
    this.#makeRoom();
    const room = this.#end === 0 ? this.#bytes : this.#bytes.subarray(this.#end);
    const reading = this.#source.read(room);
    this.#isReading = true;
    reading.then(this.#onRead, this.#onFailure);
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
    const isFull = count === this.#bytes.length - this.#end;
    this.#end += count;
    if (isFull && 2 * count >= this.#readSize) {
      this.#readSize = Math.min(this.#readSize * 4, MOST_READ);
      this.#smallReads = 0;
    } else if (count >= this.#readSize / 8) {
      this.#smallReads = 0;
    } else if (++this.#smallReads === SMALL_READS) {
      this.#readSize = Math.max(this.#readSize / 2, LEAST_READ);
      this.#smallReads = 0;
    }
  }

  #makeRoom(): void {
    const { size } = this;
    if (size === 0) {
      this.#start = this.#end = 0;
      if (this.#bytes.length > 2 * this.#readSize) this.#bytes = NOTHING; // it has been a long line
    }
    const { length } = this.#bytes;
    // With less room than is expected, one message would take two reads, each time.
    const roomNeeded = Math.min(this.#readSize, Math.max(2 * this.#expected, LEAST_ROOM));
    if (length - this.#end >= roomNeeded) return;
    // Twice as much as is there, so that a long line is not copied too often.
    const sizeNeeded = Math.max(this.#readSize, 2 * size);
    if (length >= sizeNeeded) {
      this.#bytes.copyWithin(0, this.#start, this.#end);
    } else {
      const bytes = this.#allocate(sizeNeeded);
      bytes.set(this.#bytes.subarray(this.#start, this.#end));
      this.#bytes = bytes;
    }
    this.#start = 0;
    this.#end = size;
  }

  #allocate(size: number): Uint8Array<ArrayBuffer> {
    try {
      return new Uint8Array(size);
    } catch (error) {
      throw this.#explain(error); // those that are there stay, for a task that takes fewer
    }
  }

  #copy(start: number, count: number): Uint8Array {
    try {
      return this.#copies.copy(this.#bytes, start, count);
    } catch (error) {
      throw this.#explain(error);
    }
  }

  #forget(): void {
    this.#bytes = NOTHING;
    this.#start = this.#end = 0;
  }
}
