import { describe } from "../core/describe.ts";
import { barePins } from "./lines/bare_pin.ts";
import type { Pin } from "./pin.ts";

/**
 * A line that is for something else than GPIO: by its number, by its name, `"GPIO3"`, or, as
 * MicroPython has it, by a pin without a mode, `new Pin(3)`.
 */
export type LineArgument = number | string | Pin;

/** The number of a line that an argument names. */
export function lineNumber(value: unknown, option: string, what: string): number {
  const id = typeof value === "object" && value !== null ? barePins.get(value)?.id : value;
  const number = typeof id === "string" ? /^GP(?:IO)?(\d+)$/.exec(id)?.[1] : id;
  if (number !== undefined && Number.isInteger(Number(number)) && typeof number !== "object") {
    return Number(number);
  }
  throw new TypeError(
    `Cannot set up ${what}: ${option} is the number of a line, or its name, as "GPIO3", not ${
      describe(value)
    }; a Pin has to be one without a mode, as new Pin(3), or it has taken the line as GPIO`,
  );
}
