/** How much is cut into copies, and how long the longest one of them is. */
const SIZE = 4096;
const LONGEST = 512;
/** So many are copied one by one, which is quicker than the way to `set()` and back. */
const LONGEST_BY_BYTES = 64;

/**
 * Makes copies of bytes. An array of its own costs V8 0.5 us and more, a part of a larger one a
 * tenth of it, so short copies share a buffer; programs may transfer it, as it is used by nothing
 * else.
 */
export class Slab {
  #bytes = new Uint8Array(0);
  #used = 0;

  /** A copy of so many bytes from a place on. */
  copy(source: Uint8Array, start: number, count: number): Uint8Array {
    if (count > LONGEST || count === 0) return source.slice(start, start + count);
    // A buffer that has been transferred has no length any more.
    if (this.#used + count > this.#bytes.length) {
      this.#bytes = new Uint8Array(SIZE);
      this.#used = 0;
    }
    const copy = this.#bytes.subarray(this.#used, this.#used + count);
    this.#used += count;
    if (count > LONGEST_BY_BYTES) copy.set(source.subarray(start, start + count));
    else for (let i = 0; i < count; i++) copy[i] = source[start + i]!;
    return copy;
  }
}
