import { describe } from "../coroutine.ts";
import { time } from "../scheduler.ts";
import type { Board, Level, Line, LineId } from "./board.ts";

/**
 * Called when a level has changed.
 *
 * @param line The name of the line.
 * @param level The new level.
 * @param time_ms Milliseconds since the board was made.
 */
export type LevelListener = (line: string, level: Level, time_ms: number) => void;

const HEADER_LINES = 54;
const LEDS = 4;
/** So many changes of a line are kept at least. */
const HISTORY = 1_000_000;

/**
 * A board without hardware: 54 lines, `GPIO0` to `GPIO53`, and four LEDs, `LED1`
 * to `LED4`. The program drives its lines; {@linkcode SimulatedBoard.drive} is
 * the world outside, {@linkcode SimulatedBoard.level} a meter, and
 * {@linkcode SimulatedBoard.history} an oscilloscope.
 *
 * @example Measure what a program does
 * ```ts
 * import { run, sleep_ms } from "@uasyncio/uasyncio";
 * import { Pin, set_board, SimulatedBoard } from "@uasyncio/uasyncio/machine";
 * import { VirtualClock } from "@uasyncio/uasyncio/testing";
 *
 * using _clock = new VirtualClock();
 * const board = new SimulatedBoard();
 * set_board(board);
 * await run(async () => {
 *   const pin = new Pin(17);
 *   pin.on();
 *   await sleep_ms(5);
 *   pin.off();
 * });
 * if (String(board.history(17)) !== "0,1,5,0") throw new Error("wrong waveform");
 * ```
 */
export class SimulatedBoard implements Board {
  /** What it is, in words, for messages. */
  readonly name = "the simulated board";
  readonly #lines = new Map<string, SimulatedLine>();
  readonly #listeners = new Set<LevelListener>();
  readonly #start = time();

  /** Makes a board whose lines are all low. */
  constructor() {
    const change: LevelListener = (...change) => {
      for (const listener of this.#listeners) listener(...change);
    };
    const add = (name: string) => {
      this.#lines.set(name, new SimulatedLine(name, this.#start, change));
    };
    for (let i = 0; i < HEADER_LINES; i++) add(`GPIO${i}`);
    for (let i = 1; i <= LEDS; i++) add(`LED${i}`);
  }

  /**
   * Takes a line into use; `Pin` and `LED` do that.
   *
   * @param id The number of the line, or its name.
   * @returns The line.
   * @throws {TypeError} If `id` is neither a number nor a name.
   * @throws {RangeError} If the board has no such line.
   */
  open(id: LineId): Line {
    return this.#line(id);
  }

  /**
   * Puts a level on a line from outside, as a button or a wire would. It is there
   * as long as the program does not drive the line itself.
   *
   * @param id The number of the line, or its name.
   * @param level 0 or 1.
   * @throws {RangeError} If the board has no such line, or `level` is neither.
   */
  drive(id: LineId, level: Level): void {
    this.#line(id).drive(checkLevel(level));
  }

  /**
   * The level of a line.
   *
   * @param id The number of the line, or its name.
   * @returns 0 or 1.
   * @throws {RangeError} If the board has no such line.
   */
  level(id: LineId): Level {
    return this.#line(id).read();
  }

  /**
   * The changes of a line, the oldest first: the last million of them at least.
   *
   * @param id The number of the line, or its name.
   * @returns Pairs of the time, in milliseconds since the board was made, and the
   *   level from then on.
   * @throws {RangeError} If the board has no such line.
   */
  history(id: LineId): [time_ms: number, level: Level][] {
    return this.#line(id).history();
  }

  /**
   * Hears of every change of a level from now on.
   *
   * @param listener Called with the line, its level, and the time.
   * @returns A function that ends it.
   */
  watch(listener: LevelListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #line(id: LineId): SimulatedLine {
    if (typeof id !== "number" && typeof id !== "string") {
      throw new TypeError(`Cannot use a line: its id is a number or a name, not ${describe(id)}`);
    }
    const line = this.#lines.get(typeof id === "number" ? `GPIO${id}` : id);
    if (line === undefined) {
      throw new RangeError(
        `Cannot use line ${describe(id)} of ${this.name}: it has GPIO0 to ` +
          `GPIO${HEADER_LINES - 1} and LED1 to LED${LEDS}`,
      );
    }
    return line;
  }
}

class SimulatedLine implements Line {
  readonly name: string;
  readonly #start: number;
  readonly #change: LevelListener;
  #level: Level = 0;
  #isOutput = false;
  /** Times of the changes; the last one led to the present level. */
  #times: number[] = [];

  constructor(name: string, start: number, change: LevelListener) {
    this.name = name;
    this.#start = start;
    this.#change = change;
  }

  read(): Level {
    return this.#level;
  }

  write(level: Level): void {
    this.#isOutput = true;
    this.#become(level);
  }

  drive(level: Level): void {
    if (!this.#isOutput) this.#become(level);
  }

  history(): [number, Level][] {
    const last = this.#times.length - 1;
    return this.#times.map((time, i) => [time, ((last - i) % 2 ^ this.#level) as Level]);
  }

  #become(level: Level): void {
    if (level === this.#level) return;
    this.#level = level;
    const time_ms = time() - this.#start;
    if (this.#times.length >= 2 * HISTORY) this.#times = this.#times.slice(-HISTORY);
    this.#times.push(time_ms);
    this.#change(this.name, level, time_ms);
  }
}

/** Makes sure that something is a level; gives it back. */
function checkLevel(level: Level): Level {
  if (level !== 0 && level !== 1) {
    throw new RangeError(`Cannot drive a line to ${describe(level)}: a level is 0 or 1`);
  }
  return level;
}
