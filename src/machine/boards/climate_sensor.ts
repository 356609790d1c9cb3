import type { Coroutine } from "../../coroutine.ts";
import type { ErrorCode } from "../../core/errno.ts";
import { type OSError, osError } from "../../core/os_error.ts";

/** What a sensor of temperature and humidity measures. */
export interface Climate {
  /** The temperature, in degrees Celsius. */
  readonly temperature: number;
  /** The relative humidity, in percent. */
  readonly humidity: number;
}

/** A sensor of temperature and humidity at a line; `DHT22` stands on it. */
export interface ClimateSensor {
  /** Measures, while the loop runs on. Fails with an `OSError`. */
  measure(): Coroutine<Climate>;
}

/** The error for a line that no driver of such a sensor has. */
export function noSensorAt(pin: number): RangeError {
  return new RangeError(
    `Cannot use a DHT sensor at GPIO${pin}: no driver of the kernel has the line; the line ` +
      `dtoverlay=dht11,gpiopin=${pin} in /boot/firmware/config.txt gives it to one, from the ` +
      "next boot on, for a DHT22 as well",
  );
}

/** The error for a measurement that has failed; null if the system's own words say enough. */
export function measureError(code: ErrorCode, pin: number): OSError | null {
  const doing = `Cannot measure at GPIO${pin}`;
  if (code === "ETIMEDOUT") {
    return osError(
      code,
      `${doing}: no sensor has answered; see to its wires and its power, and to the resistor ` +
        "between its data line and 3.3 V",
    );
  }
  if (code === "EIO") {
    return osError(
      code,
      `${doing}: the sensor's answer was damaged; measure again in two seconds, and keep the ` +
        "wire short",
    );
  }
  return null;
}
