import { coro } from "../../coro.ts";
import type { Coroutine } from "../../coroutine.ts";
import { describe } from "../../core/describe.ts";
import type { OSError } from "../../core/os_error.ts";
import { sleep_ms } from "../../sleep.ts";
import { isDeviceName, type OneWireBus, thermometerError } from "./onewire_bus.ts";
import type { Dial } from "./dial.ts";

/** How long a thermometer measures. */
const CONVERSION_MS = 750;

/** A DS18B20 that a dial connects where there is none. */
const FIRST = "28-000000000001";

let openBus: (bus: SimulatedOneWire) => OneWireBus;

/** The bus as `OneWire` uses it. */
export function openSimulatedOneWire(bus: SimulatedOneWire): OneWireBus {
  return openBus(bus);
}

/**
 * A 1-Wire bus of a {@linkcode SimulatedBoard}, and the thermometers on it.
 *
 * @example A thermometer that shows 21.5 degrees
 * ```ts
 * import { run } from "@uasyncio/uasyncio";
 * import { set_board, SimulatedBoard } from "@uasyncio/uasyncio/machine";
 * import { DS18X20, OneWire } from "@uasyncio/uasyncio/onewire";
 *
 * const board = new SimulatedBoard();
 * set_board(board);
 * board.onewire(4).attach("28-000005e2fdc3", 21.5);
 *
 * await run(async () => {
 *   const ds = new DS18X20(new OneWire(4));
 *   await ds.convert_temp();
 *   for (const rom of ds.scan()) {
 *     if (ds.read_temp(rom) !== 21.5) throw new Error("another temperature");
 *   }
 * });
 * ```
 */
export class SimulatedOneWire {
  /** What it is, in words, for messages. */
  readonly name: string;
  readonly #devices = new Map<string, number>();

  static {
    openBus = (bus) => ({
      name: bus.name,
      devices: () => [...bus.#devices.keys()].sort(),
      convert: (thermometers) => bus.#convert(thermometers),
    });
  }

  /**
   * Makes a bus; {@linkcode SimulatedBoard.onewire} does that.
   *
   * @param id The number of its line, or its name.
   */
  constructor(id: number | string) {
    this.name = typeof id === "number" ? `simulated 1-Wire bus at GPIO${id}` : `simulated ${id}`;
  }

  /**
   * Connects a thermometer, or changes its temperature.
   *
   * @param name What Linux calls it: its family and its number, `"28-000005e2fdc3"`.
   * @param temperature Degrees Celsius; `null` takes it away.
   * @throws {TypeError} If an argument is something else.
   */
  attach(name: string, temperature: number | null): void {
    if (!isDeviceName(name)) {
      throw new TypeError(
        `Cannot attach ${describe(name)}: expected the name of a device, as "28-000005e2fdc3"`,
      );
    }
    if (temperature !== null && !Number.isFinite(temperature)) {
      throw new TypeError(
        `Cannot attach ${name}: expected a temperature, or null, got ${describe(temperature)}`,
      );
    }
    if (temperature === null) this.#devices.delete(name);
    else this.#devices.set(name, temperature);
  }

  /**
   * What can be turned: the temperature of each thermometer, or of one to connect if there is none.
   *
   * @returns The dials.
   */
  dials(): Dial[] {
    const names = this.#devices.size === 0 ? [FIRST] : [...this.#devices.keys()];
    return names.map((name) => ({
      name: `temperature of ${name} on ${this.name}`,
      unit: "°C",
      least: -55,
      most: 125,
      value: this.#devices.get(name) ?? null,
      set: (temperature) => this.attach(name, temperature),
    }));
  }

  #convert(thermometers: readonly string[]): Coroutine<Map<string, number | OSError>> {
    return coro(async () => {
      await sleep_ms(CONVERSION_MS);
      return new Map(thermometers.map((name) => [name, this.#temperature(name)]));
    })();
  }

  /** In sixteenths, as a DS18B20 has it. */
  #temperature(name: string): number | OSError {
    const temperature = this.#devices.get(name);
    if (temperature === undefined) return thermometerError("ENODEV", name);
    return Math.round(temperature * 16) / 16;
  }
}
