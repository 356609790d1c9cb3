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
  let hasEnded = false;
  const captured = LEVELS.map((level) => {
    const original = console[level];
    const replacement = (...data: unknown[]) => {
      original(...data);
      if (!hasEnded) listener(level, data);
    };
    console[level] = replacement;
    return { level, original, replacement };
  });
  return () => {
    hasEnded = true;
    for (const { level, original, replacement } of captured) {
      // Else the program, or another capture, has put its own in front.
      if (console[level] === replacement) console[level] = original;
    }
  };
}
