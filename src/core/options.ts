import { describe } from "./describe.ts";

/**
 * Makes sure that an object has no other options than these: what is misspelt would be silently
 * nothing.
 *
 * @param doing What could not be done, as in "start a server".
 * @throws {TypeError} If it has others, or is no object.
 */
export function checkOptions(options: object, names: readonly string[], doing: string): void {
  if (typeof options !== "object" || options === null) {
    throw new TypeError(`Cannot ${doing}: expected an object of options, got ${describe(options)}`);
  }
  for (const name of Object.keys(options)) {
    if (names.includes(name)) continue;
    const known = names.length === 1
      ? `the only one is ${names[0]}`
      : `there are ${names.join(", ")}`;
    throw new TypeError(`Cannot ${doing}: there is no option ${describe(name)}; ${known}`);
  }
}

/** Whether an argument is an object of keyword arguments, and not the positional one itself. */
export function isOptions(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value) &&
    !ArrayBuffer.isView(value);
}
