import { coro } from "../coro.ts";
import type { Coroutine } from "../coroutine.ts";
import { RuntimeError } from "../core/errors.ts";
import { showAsText } from "../core/show_as_text.ts";
import type { Climate, ClimateSensor } from "../machine/boards/climate_sensor.ts";
import { currentBuses } from "../machine/boards/current_board.ts";
import { type LineArgument, lineNumber } from "../machine/line_argument.ts";

/**
 * What `DHT11` and `DHT22` have in common, by MicroPython's name of it.
 *
 * The kernel's driver measures, as the sensor's pulses are too short for a program on Linux: the
 * line `dtoverlay=dht11,gpiopin=4` in `/boot/firmware/config.txt` gives it the line, for both
 * kinds. So a `Pin` is to be one without a mode, `new Pin(4)`: it has not taken the line as GPIO.
 */
export class DHTBase {
  readonly #pin: number;
  readonly #sensor: ClimateSensor;
  #climate: Climate | null = null;

  /**
   * Takes a sensor into use.
   *
   * @param pin Its line, by its number, its name, `"GPIO4"`, or a `Pin` without a mode.
   * @throws {TypeError} If `pin` is none of these.
   * @throws {RangeError} If no driver has the line; the message says what gives it to one.
   * @throws {Deno.errors.NotCapable} Without `--allow-ffi`, but for a simulated board.
   */
  constructor(pin: LineArgument) {
    this.#pin = lineNumber(pin, "pin", "a DHT sensor");
    this.#sensor = currentBuses().open_dht(this.#pin);
    showAsText(DHTBase.prototype);
  }

  /**
   * Measures, while other tasks run on. It takes 25 ms, and a second if no sensor answers. Within
   * two seconds after a measurement Linux gives the same values again. After one that has failed
   * the sensor still tells the values of the one before.
   *
   * @returns A coroutine that ends when it is done.
   * @throws {OSError} If no sensor answers (`"ETIMEDOUT"`), or its answer was damaged (`"EIO"`),
   *   which happens now and then: measure again.
   */
  measure(): Coroutine<void> {
    return coro(async () => {
      this.#climate = await this.#sensor.measure();
    })();
  }

  /**
   * The temperature of the last measurement.
   *
   * @returns Degrees Celsius: whole ones of a DHT11, tenths of a DHT22.
   * @throws {RuntimeError} If there was none.
   */
  temperature(): number {
    return this.#last("temperature").temperature;
  }

  /**
   * The relative humidity of the last measurement.
   *
   * @returns Percent: whole ones of a DHT11, tenths of a DHT22.
   * @throws {RuntimeError} If there was none.
   */
  humidity(): number {
    return this.#last("humidity").humidity;
  }

  /**
   * What `console.log` shows: the line, and what was measured last, as `DHT22(GPIO4, 21.5 °C, 40 %)`.
   *
   * @returns The text.
   */
  toString(): string {
    const values = this.#climate === null
      ? "nothing measured"
      : `${this.temperature()} °C, ${this.humidity()} %`;
    return `${this.constructor.name}(GPIO${this.#pin}, ${values})`;
  }

  #last(what: string): Climate {
    if (this.#climate !== null) return this.#climate;
    throw new RuntimeError(
      `Cannot tell the ${what}: nothing has been measured so far; await measure() first`,
    );
  }
}
