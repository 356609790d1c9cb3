import { time } from "../../core/scheduler.ts";
import type { Level, Mode, Pull } from "./board.ts";

/** A line that this program holds, at a look. */
export interface HeldLine {
  /** The path of its chip, and its number there. */
  readonly chip: string;
  readonly offset: number;
  readonly mode: Mode;
  readonly pull: Pull | null | undefined;
  readonly level: Level;
  /** Whether its edges are handed out, which may tell of a level later than this look. */
  readonly listens: boolean;
}

/** Lines that are in use together. */
interface Holder {
  /** Looks at them, and takes none of their edges. */
  look(): HeldLine[];
}

/**
 * Called when the program drives a line, or hears of an edge of it.
 *
 * @param chip The path of its chip.
 * @param offset Its number there.
 * @param level Its level since then.
 * @param time_ms When that was, on the clock of the tasks.
 * @param isEdge Whether it is an edge: then the level was another one before.
 */
export type HeldListener = (
  chip: string,
  offset: number,
  level: Level,
  time_ms: number,
  isEdge: boolean,
) => void;

/** The lines of a real board that this program holds, for those that show them. */
export class HeldLines {
  readonly #holders = new Set<Holder>();
  readonly #listeners = new Set<HeldListener>();

  /** Lines are held from now on. */
  add(holder: Holder): void {
    this.#holders.add(holder);
  }

  /** They are given back. */
  delete(holder: Holder): void {
    this.#holders.delete(holder);
  }

  /** Looks at all of them. Those of a chip that has been unplugged are left out. */
  look(): HeldLine[] {
    return [...this.#holders].flatMap((holder) => {
      try {
        return holder.look();
      } catch {
        return []; // the task that uses them hears of it
      }
    });
  }

  /** Calls a listener from now on; returns what ends that. */
  watch(listener: HeldListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Whether anything listens: so what nothing hears of costs nothing. */
  get isWatched(): boolean {
    return this.#listeners.size > 0;
  }

  /** The program has driven a line. */
  drove(chip: string, offset: number, level: Level): void {
    const time_ms = time();
    for (const listener of this.#listeners) listener(chip, offset, level, time_ms, false);
  }

  /** The program is about to hear of an edge. */
  heard(chip: string, offset: number, level: Level, time_ms: number): void {
    for (const listener of this.#listeners) listener(chip, offset, level, time_ms, true);
  }
}
