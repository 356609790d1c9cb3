import { describe } from "../coroutine.ts";
import type { Level, Line, LineId } from "./board.ts";
import { get_board } from "./current_board.ts";

/**
 * A line of the board, after MicroPython's
 * {@link https://docs.micropython.org/en/latest/library/machine.Pin.html | machine.Pin}.
 *
 * @example On and off
 * ```ts
 * import { Pin, set_board, SimulatedBoard } from "@uasyncio/uasyncio/machine";
 *
 * set_board(new SimulatedBoard());
 * const pin = new Pin(17);
 * pin.on();
 * pin.toggle();
 * if (pin.value() !== 0) throw new Error("still high");
 * ```
 */
export class Pin {
  readonly #line: Line;

  /**
   * Takes a line into use. It is left as it is until it is first driven.
   *
   * @param id The number of the line, or its name: `17` or `"GPIO17"`.
   * @throws {TypeError} If `id` is neither a number nor a name.
   * @throws {RangeError} If the board has no such line.
   * @throws {RuntimeError} If no board has been chosen.
   */
  constructor(id: LineId) {
    this.#line = get_board().open(id);
  }

  /** Drives the line high. */
  on(): void {
    this.#line.write(1);
  }

  /** Drives the line low. */
  off(): void {
    this.#line.write(0);
  }

  /** Drives the line to the other level. */
  toggle(): void {
    this.#line.write(this.#line.read() === 1 ? 0 : 1);
  }

  /**
   * The level of the line.
   *
   * @returns 0 or 1.
   */
  value(): Level;
  /**
   * Drives the line.
   *
   * @param x 0 or `false` for low, 1 or `true` for high.
   * @throws {RangeError} If `x` is something else.
   */
  value(x: Level | boolean): void;
  value(x?: Level | boolean): Level | void {
    if (x === undefined) return this.#line.read();
    const level = Number(x);
    if (typeof x === "string" || (level !== 0 && level !== 1)) {
      throw new RangeError(
        `Cannot drive ${this.#line.name} to ${describe(x)}: the value of a pin is 0 or 1`,
      );
    }
    this.#line.write(level);
  }
}
