import type { Level } from "./board.ts";
import type { SimulatedBoard } from "./simulated_board.ts";

/** How much time a character of a trace stands for, in ms. */
const BUCKET = 50;
const LONGEST_TRACE = 40;

/**
 * Shows the lines of a simulated board: on a terminal as moving traces, like an
 * oscilloscope, else as text, a line a change. Lines show up at their first change.
 *
 * @example Watch a program
 * ```ts
 * import { Pin, set_board, SimulatedBoard, TerminalView } from "@uasyncio/uasyncio/machine";
 *
 * const board = new SimulatedBoard();
 * using _view = new TerminalView(board);
 * set_board(board);
 * new Pin(17).on();
 * ```
 */
export class TerminalView implements Disposable {
  readonly #unwatch: () => void;
  readonly #traces = new Map<string, Trace>();
  readonly #end = () => this[Symbol.dispose]();
  #isDrawn = false;

  /**
   * Shows a board from now on.
   *
   * @param board The board.
   */
  constructor(board: SimulatedBoard) {
    const isMoving = Deno.stdout.isTerminal() && !isDumb();
    this.#unwatch = board.watch((line, level, time_ms) => {
      if (isMoving) this.#draw(line, level, time_ms);
      else write(`${time_ms.toFixed(1).padStart(10)} ms  ${line} ${level === 1 ? "on" : "off"}\n`);
    });
    globalThis.addEventListener("unload", this.#end);
  }

  /** Ends the view. */
  [Symbol.dispose](): void {
    this.#unwatch();
    globalThis.removeEventListener("unload", this.#end);
    if (this.#isDrawn) write("\n");
    this.#isDrawn = false;
  }

  /** One line of text that is drawn over, so that it gets on with `console.log`. */
  #draw(line: string, level: Level, time_ms: number): void {
    const known = this.#traces.get(line);
    if (known === undefined) this.#traces.set(line, new Trace(level, time_ms));
    else known.change(level, time_ms);

    const seconds = `${(time_ms / 1000).toFixed(2).padStart(7)} s`;
    const names = [...this.#traces.keys()].join("").length;
    const columns = Deno.consoleSize().columns || 80; // some terminals say 0
    const room = columns - seconds.length - names - 3;
    const length = Math.min(LONGEST_TRACE, Math.floor(room / this.#traces.size) - 5);
    const parts = [...this.#traces].map(([name, trace]) =>
      `  ${name} ${trace.draw(time_ms, length)}`
    );
    write(`\r\x1b[K${seconds}${parts.join("")}  `); // where the program's own output may follow
    this.#isDrawn = true;
  }
}

/** What a line has done lately. A flash shows, however short it is. */
class Trace {
  /** The buckets of time in which the line has been high. */
  readonly #highs = new Set<number>();
  #level: Level;
  #since: number;

  constructor(level: Level, time_ms: number) {
    this.#level = level;
    this.#since = time_ms;
  }

  change(level: Level, time_ms: number): void {
    this.#fillUntil(time_ms);
    this.#level = level;
  }

  draw(time_ms: number, length: number): string {
    this.#fillUntil(time_ms);
    const last = Math.floor(time_ms / BUCKET);
    let text = "";
    for (let bucket = last - Math.max(length, 0) + 1; bucket <= last; bucket++) {
      text += this.#highs.has(bucket) ? "█" : "▁";
    }
    return `${text} ${this.#level === 1 ? "●" : "○"}`;
  }

  /** Takes down what has been since the last time. */
  #fillUntil(time_ms: number): void {
    const last = Math.floor(time_ms / BUCKET);
    const first = Math.max(Math.floor(this.#since / BUCKET), last - LONGEST_TRACE);
    if (this.#level === 1) {
      for (let bucket = first; bucket <= last; bucket++) this.#highs.add(bucket);
    }
    for (const bucket of this.#highs) {
      if (bucket < last - LONGEST_TRACE) this.#highs.delete(bucket);
    }
    this.#since = time_ms;
  }
}

/** Whether the terminal says that it cannot draw over what it shows, as far as that may be read. */
function isDumb(): boolean {
  const { state } = Deno.permissions.querySync({ name: "env", variable: "TERM" });
  return state === "granted" && Deno.env.get("TERM") === "dumb";
}

/** Writes to the terminal. That it has gone, or takes no more, is no concern of the program. */
function write(text: string): void {
  let bytes = new TextEncoder().encode(text);
  try {
    while (bytes.length > 0) bytes = bytes.subarray(Deno.stdout.writeSync(bytes));
  } catch {
    // As console.log() does, go on without.
  }
}
