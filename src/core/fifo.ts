/** Things in the order in which they came: a ring in an array, which grows as needed. */
export class Fifo<T> {
  #ring: (T | undefined)[] = new Array(8).fill(undefined);
  #start = 0;
  #size = 0;

  /** How many there are. */
  get size(): number {
    return this.#size;
  }

  push(item: T): void {
    const ring = this.#ring;
    if (this.#size === ring.length) this.#resize(2 * ring.length);
    this.#ring[(this.#start + this.#size++) & (this.#ring.length - 1)] = item;
  }

  /** Takes the oldest one out; there has to be one. */
  take(): T {
    const ring = this.#ring;
    const item = ring[this.#start] as T;
    ring[this.#start] = undefined;
    this.#start = (this.#start + 1) & (ring.length - 1);
    this.#size--;
    if (ring.length > 1024 && this.#size < ring.length >> 2) this.#resize(ring.length >> 1);
    return item;
  }

  #resize(length: number): void {
    const ring = this.#ring;
    const mask = ring.length - 1;
    const next: (T | undefined)[] = new Array(length).fill(undefined);
    for (let i = 0; i < this.#size; i++) next[i] = ring[(this.#start + i) & mask];
    this.#ring = next;
    this.#start = 0;
  }
}
