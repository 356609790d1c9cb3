import { describe } from "../core/describe.ts";

/** Makes sure that an object of options has no others than these. */
export function checkOptionNames(options: object, names: readonly string[], what: string): void {
  for (const name of Object.keys(options)) {
    if (names.includes(name)) continue;
    throw new TypeError(
      `Cannot set up ${what}: there is no option ${describe(name)}; there are ${names.join(", ")}`,
    );
  }
}

/** Makes sure that something is an integer of a range. */
export function checkInteger(
  value: unknown,
  least: number,
  most: number,
  doing: string,
  name: string,
): void {
  if (Number.isInteger(value) && value as number >= least && value as number <= most) return;
  throw new RangeError(
    `Cannot ${doing}: ${name} is an integer from ${least} to ${most}, not ${describe(value)}`,
  );
}

/** Makes sure that something is bytes. */
export function checkBytes(value: unknown, doing: string): void {
  if (value instanceof Uint8Array) return;
  throw new TypeError(`Cannot ${doing}: expected a Uint8Array, got ${describe(value)}`);
}
