/** A value as error messages name it. */
export function describe(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value === "function") return `function ${value.name || "(anonymous)"}`;
  if (value instanceof Promise) return "a promise";
  if (typeof value === "object" && value !== null) {
    const name = value.constructor?.name ?? "Object";
    return `${/^[AEIOU]/.test(name) ? "an" : "a"} ${name}`;
  }
  return String(value);
}
