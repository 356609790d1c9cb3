const LEVELS = ["log", "info", "debug", "warn", "error"] as const;

/** What a program has printed by `console`, before it has been made a text. */
export interface Printed {
  readonly level: string;
  readonly data: readonly unknown[];
  /** When, on the clock of the board. */
  readonly time_ms: number;
}

/**
 * Hears of what the program prints by `console`, from now on; it is printed as before.
 *
 * @returns A function that ends it.
 */
export function captureConsole(
  listener: (level: string, data: readonly unknown[]) => void,
): () => void {
  const originals = LEVELS.map((level) => [level, console[level]] as const);
  for (const [level, original] of originals) {
    console[level] = (...data: unknown[]) => {
      original(...data);
      listener(level, data);
    };
  }
  return () => {
    for (const [level, original] of originals) console[level] = original;
  };
}
