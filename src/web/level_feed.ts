import { packChange } from "./messages.ts";

/** So many changes are kept. */
const KEPT = 2 ** 16;
/** So many of them are told of at a time. */
const AT_A_TIME = 2 ** 14;

/**
 * The changes of levels, the last of them: each page reads on from where it has been, and hears
 * how many it has missed. So a page that does not read costs nothing.
 */
export class LevelFeed {
  readonly #ring = new Float64Array(KEPT);
  /** How many there have been. */
  count = 0;

  /** Adds one. */
  add(line: number, level: number, time_us: number): void {
    this.#ring[this.count++ % KEPT] = packChange(line, level, time_us);
  }

  /** Where a page begins that has just come: it sees so many of those that have been. */
  start(): number {
    return Math.max(0, this.count - AT_A_TIME);
  }

  /**
   * The changes from a number on, or the first of them, as a message; null if there are none.
   *
   * @returns The message, and the number from which to read on.
   */
  read(from: number): { message: Float64Array<ArrayBuffer>; next: number } | null {
    if (from === this.count) return null;
    const first = Math.max(from, this.count - KEPT);
    const next = Math.min(this.count, first + AT_A_TIME);
    const message = new Float64Array(1 + next - first);
    message[0] = first - from;
    const start = first % KEPT;
    const part = this.#ring.subarray(start, Math.min(start + next - first, KEPT));
    message.set(part, 1);
    message.set(this.#ring.subarray(0, next - first - part.length), 1 + part.length);
    return { message, next };
  }
}
