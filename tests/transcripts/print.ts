/** Prints as MicroPython's `print` does, as far as the transcripts need it. */
export function print(...values: unknown[]): void {
  console.log(values.map(str).join(" "));
}

function str(value: unknown): string {
  return typeof value === "string" ? value : repr(value);
}

function repr(value: unknown): string {
  if (value === null || value === undefined) return "None";
  if (value === true) return "True";
  if (value === false) return "False";
  if (typeof value === "string") return `'${value}'`;
  if (Array.isArray(value)) return `[${value.map(repr).join(", ")}]`;
  if (value instanceof Uint8Array) return `b'${[...value].map(reprOfByte).join("")}'`;
  if (value instanceof Error) return `${value.name}()`;
  return String(value);
}

function reprOfByte(byte: number): string {
  if (byte === 9) return "\\t";
  if (byte === 10) return "\\n";
  if (byte === 13) return "\\r";
  if (byte === 92) return "\\\\";
  if (byte >= 32 && byte < 127) return String.fromCharCode(byte);
  return `\\x${byte.toString(16).padStart(2, "0")}`;
}
