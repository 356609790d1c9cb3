import { format } from "node:util";

const LEVELS = ["log", "info", "debug", "warn", "error"] as const;

/**
 * Hears of what the program prints by `console`, from now on; it is printed as before.
 *
 * @returns A function that ends it.
 */
export function captureConsole(listener: (level: string, text: string) => void): () => void {
  const originals = LEVELS.map((level) => [level, console[level]] as const);
  for (const [level, original] of originals) {
    console[level] = (...data: unknown[]) => {
      original(...data);
      listener(level, format(...data));
    };
  }
  return () => {
    for (const [level, original] of originals) console[level] = original;
  };
}
