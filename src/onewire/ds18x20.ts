import { coro } from "../coro.ts";
import type { Coroutine } from "../coroutine.ts";
import { describe } from "../core/describe.ts";
import { RuntimeError } from "../core/errors.ts";
import { showAsText } from "../core/show_as_text.ts";
import { type OSError, osError } from "../core/os_error.ts";
import {
  crc8,
  nameOf,
  type OneWireBus,
  romOf,
  thermometerError,
} from "../machine/boards/onewire_bus.ts";
import { busOf, type OneWire } from "./onewire.ts";

/** The DS18S20, the DS1822 and the DS18B20. */
const FAMILIES: unknown[] = [0x10, 0x22, 0x28];

/**
 * The thermometers DS18B20, DS18S20 and DS1822 on a 1-Wire bus, after MicroPython's
 * {@link https://docs.micropython.org/en/latest/esp8266/quickref.html#onewire-driver | ds18x20.DS18X20}.
 *
 * The kernel's driver measures, and `convert_temp()` waits for all of it, so that there is nothing
 * left to wait for before `read_temp()`.
 *
 * @example Every thermometer on the bus
 * ```ts
 * import { run } from "@uasyncio/uasyncio";
 * import { set_board, SimulatedBoard } from "@uasyncio/uasyncio/machine";
 * import { DS18X20, OneWire } from "@uasyncio/uasyncio/onewire";
 *
 * const board = new SimulatedBoard(); // without these four lines: the Raspberry Pi
 * set_board(board);
 * board.onewire(4).attach("28-000005e2fdc3", 21.5);
 * board.onewire(4).attach("28-0316a2795a12", -7.25);
 *
 * await run(async () => {
 *   const ds = new DS18X20(new OneWire(4));
 *   await ds.convert_temp();
 *   const degrees = ds.scan().map((rom) => ds.read_temp(rom));
 *   if (String(degrees) !== "21.5,-7.25") throw new Error("other temperatures");
 * });
 * ```
 */
export class DS18X20 {
  readonly #bus: OneWireBus;
  #temperatures: Map<string, number | OSError> | null = null;

  /**
   * Takes the thermometers of a bus into use.
   *
   * @param onewire The bus.
   * @throws {TypeError} If it is no `OneWire`.
   */
  constructor(onewire: OneWire) {
    const bus = busOf(onewire);
    if (bus === undefined) {
      throw new TypeError(
        `Cannot make a DS18X20: expected a OneWire, got ${
          describe(onewire)
        }; new OneWire(4) is one`,
      );
    }
    this.#bus = bus;
    showAsText(DS18X20.prototype);
  }

  /**
   * The thermometers on the bus. The kernel looks for new ones every ten seconds.
   *
   * @returns The 8 bytes of each.
   */
  scan(): Uint8Array<ArrayBuffer>[] {
    return this.#bus.devices().map(romOf).filter(([family]) => FAMILIES.includes(family));
  }

  /**
   * Lets all thermometers measure, and reads them, while other tasks run on: 750 ms in all as
   * root, else 750 ms for each of them.
   * `sudo chmod a+w /sys/bus/w1/devices/w1_bus_master1/therm_bulk_read` gives the right to let all
   * measure at once to everyone until the next boot.
   *
   * @returns A coroutine that ends when all have been read.
   * @throws {OSError} `"ENODEV"` if there is none. The error of a single one is thrown when its
   *   temperature is read.
   */
  convert_temp(): Coroutine<void> {
    return coro(async () => {
      const names = this.scan().map(nameOf);
      if (names.length === 0) {
        throw osError(
          "ENODEV",
          `Cannot convert temperatures: there is no thermometer on ${this.#bus.name}; see to its ` +
            "wires, and to the resistor between its data line and 3.3 V, and wait for ten seconds",
        );
      }
      this.#temperatures = await this.#bus.convert(names);
    })();
  }

  /**
   * The temperature of a thermometer at the last {@linkcode DS18X20.convert_temp}.
   *
   * @param rom Its 8 bytes, as `scan()` gives them.
   * @returns Degrees Celsius, in sixteenths.
   * @throws {TypeError} If `rom` is not 8 bytes.
   * @throws {RangeError} If their checksum is wrong.
   * @throws {OSError} If the thermometer was not there (`"ENODEV"`), has not answered, or its
   *   answer was damaged (`"EIO"`).
   * @throws {RuntimeError} Before the first `convert_temp()`.
   */
  read_temp(rom: Uint8Array): number {
    const name = checkRom(rom);
    if (this.#temperatures === null) {
      throw new RuntimeError(
        `Cannot read the temperature of ${name}: none has been measured so far; ` +
          "await convert_temp() first",
      );
    }
    const temperature = this.#temperatures.get(name) ?? thermometerError("ENODEV", name);
    if (typeof temperature === "number") return temperature;
    throw temperature;
  }

  /**
   * What `console.log` shows: which bus it is, as `DS18X20(w1_bus_master1)`.
   *
   * @returns The text.
   */
  toString(): string {
    return `DS18X20(${this.#bus.name})`;
  }
}

/** What Linux calls a device. */
function checkRom(rom: Uint8Array): string {
  if (!(rom instanceof Uint8Array) || rom.length !== 8) {
    throw new TypeError(
      `Cannot read a temperature: expected the 8 bytes of a device, as scan() gives them, got ${
        describe(rom)
      }`,
    );
  }
  if (crc8(rom) === 0) return nameOf(rom);
  throw new RangeError(`Cannot read a temperature: the checksum of ${rom.toHex()} is wrong`);
}
