import type { Level } from "./board.ts";

/** How much time a character of a trace stands for, in ms. */
const CELL = 50;
/** So many characters are kept at least. */
const LONGEST = 200;

/**
 * What a line has done lately, in characters. A level that has lasted for n characters' time has
 * n characters, whenever it began, and a flash has one, however short it was.
 */
export class Trace {
  /** The highs that are over, the oldest first: first character, and the one after the last. */
  #highs: [begin: number, end: number][] = [];
  #level: Level;
  /** Since when the level has been so, in ms, and from which character on. */
  #since: number;
  #begin: number;
  /** Whether the line has been high since it was drawn. */
  #hasFlashed: boolean;

  constructor(level: Level, time_ms: number) {
    this.#level = level;
    this.#since = time_ms;
    this.#begin = Math.round(time_ms / CELL);
    this.#hasFlashed = level === 1;
  }

  /** The level has changed. */
  change(level: Level, time_ms: number): void {
    const end = this.#endAt(time_ms);
    if (this.#level === 1) this.#highs.push([this.#begin, end]);
    if (this.#highs.length > LONGEST) {
      this.#highs = this.#highs.filter(([, end]) => end > time_ms / CELL - LONGEST);
    }
    if (level === 1) this.#hasFlashed = true;
    this.#level = level;
    this.#since = time_ms;
    this.#begin = end;
  }

  /** The trace up to now, and a lamp. */
  draw(time_ms: number, length: number): string {
    const end = Math.floor(time_ms / CELL) + 2; // a flash may be rounded into the next character
    const first = end - length;
    const cells = Array<string>(length).fill("▁");
    const highs = this.#level === 1
      ? [...this.#highs, [this.#begin, this.#endAt(time_ms)] as const]
      : this.#highs;
    for (const [begin, end] of highs) {
      for (let cell = Math.max(begin, first); cell < end; cell++) cells[cell - first] = "█";
    }
    const isLit = this.#level === 1 || this.#hasFlashed;
    this.#hasFlashed = false;
    return `${cells.slice(0, length).join("")} ${isLit ? "●" : "○"}`;
  }

  /** The character up to which the level goes, if it ends now. The lows make up for rounding. */
  #endAt(time_ms: number): number {
    const exact = time_ms / CELL;
    const wanted = Math.round(this.#begin + (time_ms - this.#since) / CELL);
    const end = Math.min(wanted, Math.ceil(exact));
    return Math.max(end, this.#level === 1 ? this.#begin + 1 : Math.floor(exact), this.#begin);
  }
}
