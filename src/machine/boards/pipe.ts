/** One that waits for bytes. */
interface Reader {
  /** Whether its port has been closed meanwhile. */
  isClosed(): boolean;
  settle(): void;
}

/** One direction of a simulated serial line: bytes that have been sent and not been read. */
export class Pipe {
  #bytes: Uint8Array = new Uint8Array(0);
  #hasEnded = false;
  readonly #readers: Reader[] = [];
  readonly #watchers = new Set<() => void>();

  /** How many bytes there are. */
  get size(): number {
    return this.#bytes.length;
  }

  /** Whether no more will be put in. */
  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  /** Adds bytes; a copy of them. */
  put(bytes: Uint8Array): number {
    const all = new Uint8Array(this.size + bytes.length);
    all.set(this.#bytes);
    all.set(bytes, this.size);
    this.#bytes = all;
    this.#tell();
    return bytes.length;
  }

  /** Takes bytes out; how many. */
  take(buffer: Uint8Array): number {
    const some = this.#bytes.subarray(0, buffer.length);
    buffer.set(some);
    this.#bytes = this.#bytes.subarray(some.length);
    return some.length;
  }

  /** Takes bytes out once there are some; 0 at the end, which `check` may make an error. */
  read(
    buffer: Uint8Array,
    check = (count: number) => count,
    isClosed = () => false,
  ): Promise<number> {
    return new Promise((resolve, reject) => {
      // In one go: a clock that jumps waits for one turn of the microtasks, not for two.
      const settle = () => {
        try {
          resolve(check(isClosed() ? 0 : this.take(buffer)));
        } catch (error) {
          reject(error);
        }
      };
      this.#readers.push({ isClosed, settle });
      this.#tell();
    });
  }

  /** Calls back once, when there is something; returns what ends that. */
  whenReadable(callback: () => void): () => void {
    this.#watchers.add(callback);
    this.#tell();
    return () => this.#watchers.delete(callback);
  }

  /** Ends the reads whose port has been closed; the bytes are there for others. */
  endClosed(): void {
    for (const reader of this.#readers.filter(({ isClosed }) => isClosed())) {
      this.#readers.splice(this.#readers.indexOf(reader), 1);
      reader.settle();
    }
  }

  /** No more will come. */
  end(): void {
    this.#hasEnded = true;
    this.#tell();
  }

  #tell(): void {
    if (this.size === 0 && !this.#hasEnded) return;
    const watchers = [...this.#watchers];
    this.#watchers.clear();
    for (const callback of watchers) callback();
    while (this.#readers.length > 0 && (this.size > 0 || this.#hasEnded)) {
      this.#readers.shift()!.settle();
    }
  }
}
