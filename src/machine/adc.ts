import { describe } from "../core/describe.ts";
import { RuntimeError } from "../core/errors.ts";
import { checkInteger, checkOptionNames } from "./arguments.ts";
import type { AdcInput } from "./boards/adc_input.ts";
import { currentBuses } from "./boards/current_board.ts";
import { showAsText } from "../core/show_as_text.ts";

/**
 * An input of a converter: the number of its channel where there is one converter only, or the
 * converter and the channel. The converter goes by what its driver calls it (`"ads1015"`) or by
 * where it is connected (`"1-0048"`, `"spi0.0"`); the difference of two channels is `"0-1"`.
 */
export type ADCId = number | readonly [device: string, channel: number | string];

/** The keyword arguments of {@linkcode ADC}. Not in MicroPython. */
export interface ADCOptions {
  /**
   * The voltage that is 65535, in mV. By default it is the most that the converter can measure
   * as it is set up. Where its driver does not know the reference voltage, it is that.
   */
  vref_mv?: number;
}

/**
 * An analog input, after MicroPython's
 * {@link https://docs.micropython.org/en/latest/library/machine.ADC.html | machine.ADC}.
 *
 * A Raspberry Pi has none of its own: it takes a converter, such as an ADS1115 by I2C or an
 * MCP3008 by SPI, which Linux has a driver for. A line in `/boot/firmware/config.txt` makes it
 * known, `dtoverlay=ads1115` or `dtoverlay=mcp3008:spi0-0-present`. With the latter the driver
 * does not know the reference voltage: `new ADC(0, { vref_mv: 3300 })`.
 *
 * Reading holds everything else up until the converter has done its work, as in MicroPython: well
 * under a millisecond with most.
 *
 * @example A potentiometer
 * ```ts
 * import { ADC, set_board, SimulatedBoard } from "@uasyncio/uasyncio/machine";
 *
 * const board = new SimulatedBoard(); // without these three lines: the Raspberry Pi
 * set_board(board);
 * board.analog(0, 1.2);
 *
 * using adc = new ADC(0);
 * if (adc.read_uv() !== 1_200_000) throw new Error("another voltage");
 * if (adc.read_u16() !== 23_831) throw new Error("another part of 3.3 V");
 * ```
 */
export class ADC implements Disposable {
  #input: AdcInput | null;

  /**
   * Takes an analog input into use.
   *
   * @param id The number of the channel, or `[converter, channel]`.
   * @param options `vref_mv`.
   * @throws {TypeError} If `id` is no id, or there is an option that does not exist.
   * @throws {RangeError} If there is no such converter or channel, or several converters without
   *   a word which.
   * @throws {OSError} If there is no converter; the message says what makes one known.
   * @throws {Deno.errors.NotCapable} Without `--allow-ffi`, but for a simulated board.
   */
  constructor(id: ADCId, options: ADCOptions = {}) {
    const [device, channel] = checkId(id);
    checkOptionNames(options, ["vref_mv"], "an ADC");
    const { vref_mv } = options;
    if (vref_mv !== undefined) checkInteger(vref_mv, 1, 1_000_000, "set up an ADC", "vref_mv");
    showAsText(ADC.prototype);
    this.#input = currentBuses().open_adc({ device, channel, vref_mv });
  }

  /**
   * The voltage as a part of the full range.
   *
   * The full range is what `vref_mv` says. Without it, it is the driver's: as many bits as it
   * stores a value in, or as the datasheet of an MCP3008 and its kin says. A voltage against
   * ground counts from 0 V on, and less is 0; a difference of two channels from the least on, so
   * that no difference is about 32768.
   *
   * @returns 0 to 65535.
   * @throws {OSError} If the converter does not answer, or its range is not known.
   * @throws {RuntimeError} If the input has been closed.
   */
  read_u16(): number {
    return this.#open().read_u16();
  }

  /**
   * The voltage, by the driver's scale and offset.
   *
   * @returns Microvolts; a converter that can measure less than 0 V says so.
   * @throws {OSError} If the converter does not answer, or its reference voltage is not known.
   * @throws {RuntimeError} If the input has been closed.
   */
  read_uv(): number {
    return this.#open().read_uv();
  }

  /**
   * What `console.log` shows: which input it is, as `ADC(channel 0 of ads1015)`.
   *
   * @returns The text.
   */
  toString(): string {
    return `ADC(${this.#input?.name ?? "closed"})`;
  }

  /** Gives the input back. Does nothing if that has been done. Not in MicroPython. */
  deinit(): void {
    this.#input?.close();
    this.#input = null;
  }

  /** Gives the input back at the end of the block that has it by `using`. */
  [Symbol.dispose](): void {
    this.deinit();
  }

  #open(): AdcInput {
    if (this.#input !== null) return this.#input;
    throw new RuntimeError("Cannot read the ADC: it has been closed; make a new one");
  }
}

/** The parts of an id. */
function checkId(id: unknown): [device: string | undefined, channel: number | string] {
  const [device, channel, ...more] = Array.isArray(id) ? id : [undefined, id];
  const isChannel = (Number.isInteger(channel) && channel >= 0) ||
    (typeof channel === "string" && /^\d+-\d+$/.test(channel) && device !== undefined);
  const isDevice = device === undefined ? !Array.isArray(id) : typeof device === "string";
  if (isChannel && isDevice && more.length === 0) return [device, channel];
  throw new TypeError(
    "Cannot use an ADC: its id is the number of a channel, or [converter, channel] as in " +
      `["ads1015", 0], not ${describe(id)}`,
  );
}
