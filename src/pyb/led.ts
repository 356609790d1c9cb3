import { describe } from "../coroutine.ts";
import type { Line } from "../machine/board.ts";
import { get_board } from "../machine/current_board.ts";

/**
 * An LED of the board, after MicroPython's
 * {@link https://docs.micropython.org/en/latest/library/pyb.LED.html | pyb.LED}.
 *
 * @example On and off
 * ```ts
 * import { set_board, SimulatedBoard } from "@uasyncio/uasyncio/machine";
 * import { LED } from "@uasyncio/uasyncio/pyb";
 *
 * const board = new SimulatedBoard();
 * set_board(board);
 * new LED(1).on();
 * if (board.level("LED1") !== 1) throw new Error("still dark");
 * ```
 */
export class LED {
  readonly #line: Line;

  /**
   * Takes an LED into use.
   *
   * @param id The number of the LED, from 1 on.
   * @throws {TypeError} If `id` is not a number.
   * @throws {RangeError} If the board has no such LED.
   * @throws {RuntimeError} If no board has been chosen.
   */
  constructor(id: number) {
    if (typeof id !== "number") {
      throw new TypeError(`Cannot use an LED: its id is a number, not ${describe(id)}`);
    }
    this.#line = get_board().open(`LED${id}`);
  }

  /** Lights the LED. */
  on(): void {
    this.#line.write(1);
  }

  /** Puts the LED out. */
  off(): void {
    this.#line.write(0);
  }

  /** Puts the LED out if it is lit, and lights it if it is not. */
  toggle(): void {
    this.#line.write(this.#line.read() === 1 ? 0 : 1);
  }
}
