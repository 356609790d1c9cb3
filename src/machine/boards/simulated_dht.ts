import { coro } from "../../coro.ts";
import type { Coroutine } from "../../coroutine.ts";
import { describe } from "../../core/describe.ts";
import { sleep_ms } from "../../sleep.ts";
import { type Climate, type ClimateSensor, measureError } from "./climate_sensor.ts";
import type { Dial } from "./dial.ts";

/** How long a sensor takes to answer, and how long the kernel waits for one that is not there. */
const ANSWER_MS = 25;
const TIMEOUT_MS = 1000;

/** The line of a simulated board that a sensor of temperature and humidity may be at. */
export class SimulatedDht implements ClimateSensor {
  readonly #pin: number;
  #climate: Climate | null = null;
  /** Whether the program has asked it for a measurement. */
  #isUsed = false;

  /** `pin` is the number of the line. */
  constructor(pin: number) {
    this.#pin = pin;
  }

  /** Connects a sensor that measures this, or none. */
  set(climate: Climate | null): void {
    for (const name of ["temperature", "humidity"] as const) {
      if (climate === null || Number.isFinite(climate[name])) continue;
      throw new TypeError(
        `Cannot set the ${name} at GPIO${this.#pin}: expected a number, got ` +
          describe(climate[name]),
      );
    }
    this.#climate = climate;
  }

  /** Its temperature and its humidity, once the program has asked for them. */
  dials(): Dial[] {
    if (!this.#isUsed) return [];
    const dial = (key: keyof Climate, unit: string, least: number, most: number): Dial => ({
      name: `${key} at GPIO${this.#pin}`,
      unit,
      least,
      most,
      value: this.#climate?.[key] ?? null,
      set: (value) => this.set({ temperature: 20, humidity: 50, ...this.#climate, [key]: value }),
    });
    return [dial("temperature", "°C", -40, 80), dial("humidity", "%", 0, 100)];
  }

  measure(): Coroutine<Climate> {
    this.#isUsed = true;
    return coro(async () => {
      await sleep_ms(this.#climate === null ? TIMEOUT_MS : ANSWER_MS);
      if (this.#climate === null) throw measureError("ETIMEDOUT", this.#pin);
      const { temperature, humidity } = this.#climate;
      return { temperature: toTenths(temperature), humidity: toTenths(humidity) };
    })();
  }
}

function toTenths(value: number): number {
  return Math.round(value * 10) / 10;
}
