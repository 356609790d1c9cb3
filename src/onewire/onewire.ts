import { showAsText } from "../core/show_as_text.ts";
import { checkBytes } from "../machine/arguments.ts";
import { currentBuses } from "../machine/boards/current_board.ts";
import { crc8, type OneWireBus, romOf } from "../machine/boards/onewire_bus.ts";
import { type LineArgument, lineNumber } from "../machine/line_argument.ts";

/** The bus of a `OneWire`; undefined if it is none. */
export let busOf: (onewire: unknown) => OneWireBus | undefined;

/**
 * A 1-Wire bus, after MicroPython's
 * {@link https://docs.micropython.org/en/latest/esp8266/quickref.html#onewire-driver | onewire.OneWire}.
 *
 * The kernel speaks on the bus, as its pulses are too short for a program on Linux: the line
 * `dtoverlay=w1-gpio,gpiopin=4` in `/boot/firmware/config.txt` gives it the line. So what MicroPython
 * has for single bits and bytes is not here, and a `Pin` is to be one without a mode, `new Pin(4)`.
 *
 * @example Devices on the bus
 * ```ts
 * import { set_board, SimulatedBoard } from "@uasyncio/uasyncio/machine";
 * import { OneWire } from "@uasyncio/uasyncio/onewire";
 *
 * const board = new SimulatedBoard(); // without these three lines: the Raspberry Pi
 * set_board(board);
 * board.onewire(4).attach("28-000005e2fdc3", 21.5);
 *
 * const roms = new OneWire(4).scan().map((rom) => rom.toHex());
 * if (String(roms) !== "28c3fde2050000e9") throw new Error("another device");
 * ```
 */
export class OneWire {
  readonly #bus: OneWireBus;

  static {
    busOf = (onewire) => onewire instanceof OneWire ? onewire.#bus : undefined;
  }

  /**
   * Takes a bus into use.
   *
   * @param pin Its line, by its number, its name, `"GPIO4"`, or a `Pin` without a mode; or what Linux calls the bus,
   *   `"w1_bus_master1"`, as it has to be where there are several.
   * @throws {TypeError} If `pin` is none of these.
   * @throws {RangeError} If no driver has the line, or Linux does not say which of several buses
   *   has it; the message says what to do.
   * @throws {Deno.errors.NotCapable} Without `--allow-ffi`, but for a simulated board.
   */
  constructor(pin: LineArgument) {
    const isName = typeof pin === "string" && pin.startsWith("w1_bus_master");
    this.#bus = currentBuses().open_onewire(isName ? pin : lineNumber(pin, "pin", "1-Wire"));
    showAsText(OneWire.prototype);
  }

  /**
   * The devices on the bus. The kernel looks for new ones every ten seconds.
   *
   * @returns The 8 bytes of each: its family, its number with the low byte first, their checksum.
   */
  scan(): Uint8Array<ArrayBuffer>[] {
    return this.#bus.devices().map(romOf);
  }

  /**
   * The checksum of 1-Wire.
   *
   * @param data Bytes; with their checksum at the end it is 0.
   * @returns 0 to 255.
   * @throws {TypeError} If `data` is no `Uint8Array`.
   */
  crc8(data: Uint8Array): number {
    checkBytes(data, "compute a checksum");
    return crc8(data);
  }

  /**
   * What `console.log` shows: which bus it is, as `OneWire(w1_bus_master1)`.
   *
   * @returns The text.
   */
  toString(): string {
    return `OneWire(${this.#bus.name})`;
  }
}
