import type { LogEntry } from "./messages.ts";

/** So many entries are kept. */
const KEPT = 2000;
/** So many of them are told of at a time. */
const AT_A_TIME = 500;

/** What has been printed and transferred, the last of it; pages read on from where they were. */
export class LogFeed {
  #entries: LogEntry[] = [];
  /** How many there have been. */
  count = 0;

  /** Adds one. */
  add(entry: LogEntry): void {
    this.#entries.push(entry);
    this.count++;
    if (this.#entries.length >= 2 * KEPT) this.#entries = this.#entries.slice(-KEPT);
  }

  /** The entries from a number on, or the first of them; null if there are none. */
  read(from: number): { missed: number; entries: LogEntry[]; next: number } | null {
    if (from === this.count) return null;
    const first = Math.max(from, this.count - this.#entries.length);
    const offset = this.#entries.length - this.count;
    const entries = this.#entries.slice(first + offset, first + offset + AT_A_TIME);
    return { missed: first - from, entries, next: first + entries.length };
  }
}
