import { describe } from "../core/describe.ts";
import type { Level, LineId, Mode, Pull } from "./boards/board.ts";
import { Pin } from "./pin.ts";
import { type PinOptions, toLevel, type Truth } from "./pin_options.ts";

/** MicroPython's keyword arguments of {@linkcode Signal}. */
export interface SignalOptions extends PinOptions {
  /** Whether the signal is active while the line is low. */
  invert?: boolean;
}

/** What a {@linkcode Signal} can be made of besides a `Pin`: a pin of an expander, for example. */
export interface SignalPin {
  /** Gives the level, or sets it. */
  value(x?: Level): unknown;
  /** Closes it. */
  close?(): void;
}

/**
 * A line that is active or not, whichever level that means, after MicroPython's
 * {@link https://docs.micropython.org/en/latest/library/machine.Signal.html | machine.Signal}.
 *
 * @example An LED between the supply and its line, which lights while the line is low
 * ```ts
 * import { Pin, set_board, Signal, SimulatedBoard } from "@uasyncio/uasyncio/machine";
 *
 * const board = new SimulatedBoard();
 * set_board(board);
 * const led = new Signal(new Pin(17, Pin.OUT), { invert: true });
 * led.on();
 * if (board.level(17) !== 0 || led.value() !== 1) throw new Error("dark");
 * ```
 */
export class Signal implements Disposable {
  readonly #pin: SignalPin;
  readonly #invert: boolean;

  /**
   * Makes a signal of a pin.
   *
   * @param pin The pin, or anything that has its `value()`.
   * @param options `invert`, false by default.
   * @throws {TypeError} If an argument is something else.
   */
  constructor(pin: SignalPin, options?: Pick<SignalOptions, "invert">);
  /**
   * Makes a signal of a line, and of the arguments of a `Pin`.
   *
   * @param id The line, as for `Pin`.
   * @param mode `Pin.IN`, `Pin.OUT` or `Pin.OPEN_DRAIN`.
   * @param pull `Pin.PULL_UP`, `Pin.PULL_DOWN`, or `null` for none.
   * @param options The rest, `value`, the level of the line, `debounce_ms` and `invert`; mode and
   *   pull, too, if they are left out.
   * @throws {TypeError} If an argument is something else, or there is an option that does not exist.
   * @throws {RangeError} If the board has no such line, or an argument is out of range.
   * @throws {OSError} If another program uses the line, or the board lacks what is asked for.
   * @throws {RuntimeError} If there is no board.
   */
  constructor(id: LineId, mode?: Mode, pull?: Pull | null, options?: SignalOptions);
  /** The same with the pull among the options. */
  constructor(id: LineId, mode: Mode | undefined, options: SignalOptions);
  /** The same with all by keyword. */
  constructor(id: LineId, options: SignalOptions);
  constructor(pin: SignalPin | LineId, ...args: unknown[]) {
    const last = args.at(-1);
    const hasOptions = typeof last === "object" && last !== null;
    const { invert = false, ...options } = (hasOptions ? last : {}) as SignalOptions;
    if (typeof invert !== "boolean") {
      throw new TypeError(`Cannot make a Signal: invert is true or false, not ${describe(invert)}`);
    }
    const positional = hasOptions ? args.slice(0, -1) : args;
    if (!hasValue(pin)) {
      this.#pin = new Pin(pin, ...[...positional, options] as [Mode, Pull, PinOptions]);
    } else if (positional.length > 0 || Object.keys(options).length > 0) {
      throw new TypeError("Cannot make a Signal: with a Pin, there is nothing to give but invert");
    } else {
      this.#pin = pin;
    }
    this.#invert = invert;
  }

  /**
   * Whether the signal is active.
   *
   * @returns 1 if it is, 0 if not.
   * @throws {OSError} If the chip has been unplugged.
   * @throws {RuntimeError} If the pin has been closed.
   */
  value(): Level;
  /**
   * Makes the signal active, or inactive.
   *
   * @param x 0, `false` or `null` for inactive; any other number, or `true`, for active.
   * @throws {TypeError} If `x` is something else.
   * @throws {OSError} If the chip has been unplugged.
   * @throws {RuntimeError} If the pin has been closed.
   */
  value(x: Truth): void;
  value(x?: Truth): Level | void {
    if (x === undefined) return this.#convert(this.#pin.value() ? 1 : 0);
    this.#pin.value(this.#convert(toLevel(x, "a Signal")));
  }

  /**
   * Makes the signal active.
   *
   * @throws {OSError} If the chip has been unplugged.
   * @throws {RuntimeError} If the pin has been closed.
   */
  on(): void {
    this.value(1);
  }

  /**
   * Makes the signal inactive.
   *
   * @throws {OSError} If the chip has been unplugged.
   * @throws {RuntimeError} If the pin has been closed.
   */
  off(): void {
    this.value(0);
  }

  /** Closes the pin. */
  close(): void {
    this.#pin.close?.();
  }

  /** Closes the pin at the end of the block that has the signal by `using`. */
  [Symbol.dispose](): void {
    this.close();
  }

  /** The signal in words, with its pin. */
  toString(): string {
    return `Signal(${this.#pin}${this.#invert ? ", invert" : ""})`;
  }

  /** What `console.log` shows: the signal and its pin. */
  [Symbol.for("Deno.customInspect")](): string {
    return this.toString();
  }

  #convert(level: Level): Level {
    return this.#invert ? (level === 0 ? 1 : 0) : level;
  }
}

function hasValue(pin: SignalPin | LineId): pin is SignalPin {
  return typeof pin === "object" && typeof (pin as Partial<SignalPin> | null)?.value === "function";
}
