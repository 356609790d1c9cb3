/** One direction of a simulated serial line: bytes that have been sent and not been read. */
export class Pipe {
  #bytes: Uint8Array = new Uint8Array(0);
  #hasEnded = false;
  readonly #readers: (() => void)[] = [];
  readonly #watchers = new Set<() => void>();

  /** How many bytes there are. */
  get size(): number {
    return this.#bytes.length;
  }

  /** Whether no more will come. */
  get isOver(): boolean {
    return this.#hasEnded && this.size === 0;
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
  read(buffer: Uint8Array, check = (count: number) => count): Promise<number> {
    return new Promise((resolve, reject) => {
      // In one go: a clock that jumps waits for one turn of the microtasks, not for two.
      this.#readers.push(() => {
        try {
          resolve(check(this.take(buffer)));
        } catch (error) {
          reject(error);
        }
      });
      this.#tell();
    });
  }

  /** Calls back once, when there is something; returns what ends that. */
  whenReadable(callback: () => void): () => void {
    this.#watchers.add(callback);
    this.#tell();
    return () => this.#watchers.delete(callback);
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
    while (this.#readers.length > 0 && (this.size > 0 || this.#hasEnded)) this.#readers.shift()!();
  }
}
