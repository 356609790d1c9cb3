import { describe } from "../core/describe.ts";
import { SPI, type SPIOptions } from "./spi.ts";

/**
 * A device on SPI that is named by its lines, after MicroPython's
 * {@link https://docs.micropython.org/en/latest/library/machine.SPI.html | machine.SoftSPI}.
 *
 * It is the bus of Linux that has these lines. The error for lines without one says by which
 * line of `config.txt` there will be one; the overlays have no bus at any lines, as there is
 * for I2C.
 *
 * @example The lines of bus 0
 * ```ts
 * import { set_board, SimulatedBoard, SoftSPI } from "@uasyncio/uasyncio/machine";
 *
 * const board = new SimulatedBoard();
 * set_board(board);
 * board.spi(0).attach({ exchange: (bytes) => bytes });
 *
 * using spi = new SoftSPI({ baudrate: 500_000, sck: 11, mosi: 10, miso: 9 });
 * spi.write(Uint8Array.of(1));
 * ```
 */
export class SoftSPI extends SPI {
  /**
   * Opens the bus that has these lines.
   *
   * @param baudrate Bits a second, 500,000 by default; or the options.
   * @param options `sck`, `mosi`, `miso` and the rest.
   * @throws {TypeError} If a line is missing, or there is an option that does not exist.
   * @throws {RangeError} If no bus has these lines.
   * @throws {OSError} If the device may not be opened; the message says what to do.
   * @throws {Deno.errors.NotCapable} Without `--allow-ffi`, but for a simulated board.
   */
  constructor(baudrate?: number | SPIOptions, options: SPIOptions = {}) {
    const isOptions = typeof baudrate === "object" && baudrate !== null;
    const rate = { baudrate: isOptions ? 500_000 : baudrate ?? 500_000 };
    const all = { ...rate, ...(isOptions ? baudrate : options) };
    if (all.sck === undefined || (all.mosi === undefined && all.miso === undefined)) {
      throw new TypeError(
        "Cannot set up SoftSPI: it takes the lines sck, mosi and miso, got " +
          [all.sck, all.mosi, all.miso].map(describe).join(", "),
      );
    }
    super(all);
  }
}
