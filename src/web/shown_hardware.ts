import { time } from "../core/scheduler.ts";
import type { Level, LineInfo } from "../machine/boards/board.ts";
import { HEADER_LINES, isHeader } from "../machine/boards/gpiod_board.ts";
import type { HeldLine, HeldLines } from "../machine/boards/held_lines.ts";
import { LINES_AT_MOST, type LineState } from "./messages.ts";
import type { OnLevel, ShownBoard } from "./shown_board.ts";

/** What is shown of a real board: `GpiodBoard` has it. */
interface RealBoard {
  readonly name: string;
  lines(): LineInfo[];
}

/** What is known of the level of a line. */
interface Known {
  level: Level;
  /** When a look has found another level, of which an edge may tell yet; null if none has. */
  other_ms: number | null;
}

/**
 * A real board as pages see it: nothing can be touched. What the program drives and the edges that
 * it hears are told as they are; the lines that it holds are looked at besides. No line is taken
 * into use for that, and no edge is taken from the program.
 */
export class ShownHardware implements ShownBoard {
  readonly name: string;
  readonly drives = false;
  readonly #board: RealBoard;
  readonly #held: HeldLines;
  readonly #start = time();
  /** What was known of the lines of the chip at the last time that they could be asked for. */
  #infos: readonly LineInfo[];
  readonly #known: readonly Known[];
  #onLevel: OnLevel = () => {};

  constructor(board: RealBoard, held: HeldLines) {
    this.name = board.name;
    this.#board = board;
    this.#held = held;
    this.#infos = board.lines().slice(0, LINES_AT_MOST);
    this.#known = this.#infos.map(() => ({ level: 0, other_ms: null }));
    this.look();
  }

  hands(): null {
    return null;
  }

  time_ms(): number {
    return time() - this.#start;
  }

  lines(): LineState[] {
    this.#ask();
    const own = new Map(this.#look().map((line) => [line.offset, line]));
    return this.#infos.map((info) => {
      const held = own.get(info.offset);
      return {
        name: this.#nameOf(info),
        mode: held?.mode ?? info.direction,
        pull: held?.pull,
        used: held !== undefined,
        known: held !== undefined,
        used_by: info.used_by,
      };
    });
  }

  levels(): Level[] {
    return this.#known.map(({ level }) => level);
  }

  past(): [] {
    return [];
  }

  pwms(): [] {
    return [];
  }

  dials(): [] {
    return [];
  }

  watch(onLevel: OnLevel): () => void {
    this.#onLevel = onLevel;
    return this.#held.watch((chip, offset, level, time_ms, isEdge) => {
      const known = this.#known[offset];
      if (chip !== this.#infos[0]?.chip || known === undefined) return;
      if (level === known.level) {
        if (!isEdge) return;
        // Before the edge it was another one, of which the program did not want to hear.
        this.#change(offset, level === 1 ? 0 : 1, known.other_ms ?? time_ms);
      }
      this.#change(offset, level, time_ms);
    });
  }

  look(): void {
    const now_ms = time();
    for (const { offset, level, listens } of this.#look()) {
      const known = this.#known[offset]!;
      if (level === known.level) known.other_ms = null;
      else if (!listens || known.other_ms !== null) {
        this.#change(offset, level, known.other_ms ?? now_ms);
      } else known.other_ms = now_ms; // an edge tells better when it was, if one comes
    }
  }

  #change(offset: number, level: Level, time_ms: number): void {
    const known = this.#known[offset]!;
    known.level = level;
    known.other_ms = null;
    // An edge from before may have been handed out late.
    this.#onLevel(offset, level, Math.max(time_ms - this.#start, 0));
  }

  /** The lines of the chip that the program holds. */
  #look(): HeldLine[] {
    const path = this.#infos[0]?.chip;
    return this.#held.look()
      .filter(({ chip, offset }) => chip === path && offset < this.#infos.length);
  }

  /** Without an answer things stay as they were: the chip has been unplugged, for example. */
  #ask(): void {
    try {
      const infos = this.#board.lines();
      if (infos.length >= this.#infos.length) this.#infos = infos.slice(0, this.#infos.length);
    } catch {
      this.#infos = this.#infos.map((info) => ({ ...info, used_by: null }));
    }
  }

  /** Kernels name the lines of the header in several ways, or not at all. */
  #nameOf({ name, offset }: LineInfo): string {
    return isHeader(this.name) && offset < HEADER_LINES
      ? `GPIO${offset}`
      : name || `line ${offset}`;
  }
}
