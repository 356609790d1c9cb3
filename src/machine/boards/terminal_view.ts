import { Screen, writeAll } from "./screen.ts";
import type { SimulatedBoard } from "./simulated_board.ts";
import { Trace } from "./trace.ts";

/** A picture lasts so long, in ms, while nothing changes. */
const FRAME = 50;
/** Changes are shown at once, but not more of them in a row than this, */
const BURST = 20;
/** and then one in so many ms. */
const PAUSE = 10;

let hintOf: (view: TerminalView, hint: string) => boolean;
let typedInto: (view: TerminalView, words: string) => void;

/** Has the view say how the inputs are used; tells whether it can, which text cannot. */
export function showHint(view: TerminalView, hint: string): boolean {
  return hintOf(view, hint);
}

/** The user has typed a line, which the terminal has shown. */
export function noteTyped(view: TerminalView, words: string): void {
  typedInto(view, words);
}

/**
 * Shows the lines of a simulated board: on a terminal as moving traces, like an
 * oscilloscope, a row a line, else as text, a line a change. Lines show up at their first change.
 * What the program prints by `console` and by `write` and `writeSync` of `Deno.stdout` scrolls above the traces meanwhile.
 * With `TERM=dumb`, and the permission to read that, it is text, too.
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
  readonly #board: SimulatedBoard;
  readonly #unwatch: () => void;
  readonly #traces = new Map<string, Trace>();
  readonly #end = () => this[Symbol.dispose]();
  /** What it draws on; null if it writes text. */
  readonly #screen: Screen | null = null;
  #hint = "";
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** How many changes may be shown at once, as of the last picture, and when that was. */
  #credit = BURST;
  #drawn = 0;

  static {
    hintOf = (view, hint) => {
      if (view.#screen === null) return false;
      view.#hint = hint;
      view.#draw();
      return true;
    };
    typedInto = (view, words) => {
      if (view.#screen === null) return;
      view.#screen.takeDown(words);
      view.#draw();
    };
  }

  /**
   * Shows a board from now on.
   *
   * @param board The board.
   */
  constructor(board: SimulatedBoard) {
    this.#board = board;
    const screen = Deno.stdout.isTerminal() && !isDumb() ? new Screen() : null;
    this.#screen = screen;
    this.#unwatch = board.watch((line, level, time_ms) => {
      if (screen === null) {
        const words = `${line} ${level === 1 ? "on" : "off"}`;
        const write = (bytes: Uint8Array) => Deno.stdout.writeSync(bytes);
        writeAll(write, `${time_ms.toFixed(1).padStart(10)} ms  ${words}\n`);
        return;
      }
      const known = this.#traces.get(line);
      if (known === undefined) this.#traces.set(line, new Trace(level, time_ms));
      else known.change(level, time_ms);
      this.#drawSoon();
    });
    globalThis.addEventListener("unload", this.#end);
  }

  /** Ends the view. */
  [Symbol.dispose](): void {
    this.#unwatch();
    globalThis.removeEventListener("unload", this.#end);
    if (this.#timer !== undefined) this.#draw(); // the last changes
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#screen?.[Symbol.dispose]();
  }

  /** A change is shown at once, also by a program that holds up the loop, if there are not too many. */
  #drawSoon(): void {
    const now = performance.now();
    this.#credit = Math.min(this.#credit + (now - this.#drawn) / PAUSE, BURST);
    if (this.#credit >= 1) {
      this.#credit--;
      this.#draw();
    } else {
      this.#drawn = now;
      this.#drawIn(PAUSE);
    }
  }

  #draw(): void {
    const now_ms = this.#board.time_ms();
    const seconds = `${(now_ms / 1000).toFixed(2).padStart(7)} s`;
    const columns = this.#screen!.columns;
    const indent = " ".repeat(seconds.length + 2);
    const hint = wrap(this.#hint, columns - indent.length).join(`\n${indent}`);
    const longest = Math.max(...[...this.#traces.keys()].map((name) => name.length), 0);
    const length = Math.max(columns - longest - 3, 0);
    this.#screen!.show([
      ...`${seconds}  ${hint}`.split("\n"),
      ...[...this.#traces].map(([name, trace]) =>
        `${name.padEnd(longest)} ${trace.draw(now_ms, length)}`
      ),
    ]);
    this.#drawn = performance.now();
    this.#drawIn(FRAME);
  }

  #drawIn(delay: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#draw(), delay);
    Deno.unrefTimer(this.#timer);
  }
}

/** Words in rows that are not longer than that, if a word is not. */
function wrap(text: string, length: number): string[] {
  const rows = [""];
  for (const word of text.split(" ")) {
    const row = rows.at(-1)!;
    if (row === "") rows[rows.length - 1] = word;
    else if (row.length + 1 + word.length <= length) rows[rows.length - 1] = `${row} ${word}`;
    else rows.push(word);
  }
  return rows;
}

/** Whether the terminal says that it cannot draw over what it shows, as far as that may be read. */
function isDumb(): boolean {
  const { state } = Deno.permissions.querySync({ name: "env", variable: "TERM" });
  return state === "granted" && Deno.env.get("TERM") === "dumb";
}
