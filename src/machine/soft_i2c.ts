import { describe } from "../core/describe.ts";
import { I2C, type I2COptions } from "./i2c.ts";
import type { LineArgument } from "./line_argument.ts";
import { Pin } from "./pin.ts";

/**
 * An I2C bus at any two lines, after MicroPython's
 * {@link https://docs.micropython.org/en/latest/library/machine.I2C.html | machine.SoftI2C}.
 *
 * It is the kernel that drives the lines, bit by bit: its overlay `i2c-gpio` makes the bus, and
 * the error for lines without one says by which line of `config.txt`. Where a controller has
 * the lines, it is that one.
 *
 * @example Lines that an overlay has made a bus of
 * ```ts
 * import { set_board, SimulatedBoard, SoftI2C } from "@uasyncio/uasyncio/machine";
 *
 * const board = new SimulatedBoard();
 * set_board(board);
 * board.i2c(8, { scl: 24, sda: 23 }).attach(0x3c, { write: (bytes) => console.log(bytes) });
 *
 * using i2c = new SoftI2C({ scl: 24, sda: 23 });
 * i2c.writeto(0x3c, Uint8Array.of(0, 0xaf));
 * ```
 */
export class SoftI2C extends I2C {
  /**
   * Opens the bus that has these lines.
   *
   * @param scl The line of the clock, by its number, its name or a `Pin` without a mode; or all options in an object.
   * @param sda The line of the data.
   * @param options `freq` and `timeout`.
   * @throws {TypeError} If a line is missing, or there is an option that does not exist.
   * @throws {RangeError} If no bus has these lines; the message has the line for `config.txt`
   *   that makes one.
   * @throws {OSError} If the bus may not be opened; the message says what to do.
   * @throws {Deno.errors.NotCapable} Without `--allow-ffi`, but for a simulated board.
   */
  constructor(
    scl: LineArgument | I2COptions,
    sda?: LineArgument,
    options: I2COptions = {},
  ) {
    const all = typeof scl === "object" && scl !== null && !(scl instanceof Pin)
      ? scl
      : { ...options, scl, ...sda === undefined ? {} : { sda } };
    if (all.scl === undefined || all.sda === undefined) {
      throw new TypeError(
        `Cannot set up SoftI2C: it takes the lines scl and sda, got ${describe(all.scl)} and ${
          describe(all.sda)
        }`,
      );
    }
    super(all);
  }
}
