import { describe } from "../core/describe.ts";
import { RuntimeError } from "../core/errors.ts";
import type { Level, LineId, Lines, Mode, Pull } from "./boards/board.ts";
import { checkOptionNames } from "./arguments.ts";
import { showId } from "./show.ts";
import { get_board } from "./boards/current_board.ts";
import { checkMode, checkOptions, toLevel, toLineChange, type Truth } from "./pin_options.ts";

/** How {@linkcode Pins} are used. */
export interface PinsOptions {
  /** `Pin.PULL_UP`, `Pin.PULL_DOWN`, or `null` for none. */
  pull?: Pull | null;
  /** The levels that outputs begin with; all low by default. */
  value?: readonly Truth[];
}

/**
 * Several lines of one chip that are read at once and driven at once: the arms of a stepper
 * motor, the wires of a bus. For edges take a `Pin` each. Beyond MicroPython.
 *
 * @example A traffic light
 * ```ts
 * import { Pin, Pins, set_board, SimulatedBoard } from "@uasyncio/uasyncio/machine";
 *
 * const board = new SimulatedBoard();
 * set_board(board);
 * using light = new Pins([17, 27, 22], Pin.OUT);
 * light.value([1, 1, 0]); // red and yellow
 * if (String(light.value()) !== "1,1,0") throw new Error("wrong light");
 * ```
 */
export class Pins implements Disposable {
  readonly #name: string;
  readonly #size: number;
  readonly #ids: readonly LineId[];
  readonly #mode: Mode;
  #lines: Lines | null;

  /**
   * Takes lines into use.
   *
   * @param ids The lines, as for `Pin`, all of one chip.
   * @param mode `Pin.IN`, `Pin.OUT` or `Pin.OPEN_DRAIN`.
   * @param options `pull` and `value`.
   * @throws {TypeError} If `ids` are no ids, or there is an option that does not exist.
   * @throws {RangeError} If the board has no such lines, or an argument is out of range.
   * @throws {OSError} If one is in use, by a `Pin` of this process for example.
   * @throws {RuntimeError} If there is no board.
   */
  constructor(ids: readonly LineId[], mode: Mode, options: PinsOptions = {}) {
    if (!Array.isArray(ids) || ids.length === 0 || ids.length > MOST_LINES) {
      throw new TypeError(
        `Cannot use lines: expected an array of 1 to ${MOST_LINES} ids, got ${describe(ids)}`,
      );
    }
    checkOptionNames(options, ["pull", "value"], "pins");
    const board = get_board();
    const addresses = ids.map((id) => board.find(id));
    this.#name = addresses.map(({ name }) => name).join(", ");
    this.#size = ids.length;
    if (new Set(addresses.map(({ chip }) => chip)).size > 1) {
      throw new RangeError(
        `Cannot use ${this.#name} together: they belong to several chips; make Pins for each`,
      );
    }
    for (const [i, { name, chip, offset }] of addresses.entries()) {
      const first = addresses.findIndex((other) => other.chip === chip && other.offset === offset);
      if (first === i) continue;
      throw new RangeError(`Cannot use ${name} twice: a line has one level; leave one of them out`);
    }
    this.#ids = ids;
    this.#mode = mode;
    checkMode(mode, this.#name);
    const { value, ...rest } = options;
    const levels = value === undefined ? ids.map(() => 0 as const) : this.#check(value);
    const { pull } = toLineChange(checkOptions([mode, rest]), this.#name)!;
    const lines = board.request(addresses);
    try {
      lines.configure({ mode, pull, levels, trigger: 0, debounce_ms: 0 });
    } catch (error) {
      lines.close();
      throw error;
    }
    this.#lines = lines;
  }

  /**
   * The levels of the lines, read at once.
   *
   * @returns 0 or 1 for each, in the order of their ids.
   * @throws {OSError} If the chip has been unplugged.
   * @throws {RuntimeError} If the pins have been closed.
   */
  value(): Level[];
  /**
   * Drives the lines at once.
   *
   * @param x 0, `false` or `null` for low, any other number or `true` for high, for each, in the
   *   order of their ids.
   * @throws {RangeError} If they are not as many as the lines.
   * @throws {TypeError} If one is something else.
   * @throws {OSError} If the chip has been unplugged.
   * @throws {RuntimeError} If the lines are inputs, or the pins have been closed.
   */
  value(x: readonly Truth[]): void;
  value(x?: readonly Truth[]): Level[] | void {
    if (this.#lines === null) {
      throw new RuntimeError(`Cannot use ${this.#name}: the pins have been closed; make others`);
    }
    if (x === undefined) return this.#lines.read_all();
    if (this.#mode === "in") {
      throw new RuntimeError(
        `Cannot drive ${this.#name}: they are inputs; make Pins with Pin.OUT of them`,
      );
    }
    this.#lines.write_all(this.#check(x));
  }

  /** Gives the lines back. Does nothing if that has been done. */
  close(): void {
    this.#lines?.close();
    this.#lines = null;
  }

  /** Gives the lines back at the end of the block that has them by `using`. */
  [Symbol.dispose](): void {
    this.close();
  }

  /** The pins in words: `Pins([5, 6], OUT, value 0,1)`. */
  toString(): string {
    return `Pins([${this.#ids.map(showId).join(", ")}], ${this.#state()})`;
  }

  /** What `console.log` shows: the pins and their state. */
  [Symbol.for("Deno.customInspect")](): string {
    return this.toString();
  }

  #state(): string {
    if (this.#lines === null) return "closed";
    try {
      return `${this.#mode.toUpperCase()}, value ${this.#lines.read_all().join()}`;
    } catch {
      return "unplugged";
    }
  }

  #check(x: readonly Truth[]): Level[] {
    if (!Array.isArray(x) || x.length !== this.#size) {
      const what = Array.isArray(x) ? `${x.length} values` : describe(x);
      throw new RangeError(`Cannot drive ${this.#name} to ${what}: expected ${this.#size} values`);
    }
    return x.map((level) => toLevel(level, this.#name));
  }
}

/** Linux takes so many lines at once. */
const MOST_LINES = 64;
