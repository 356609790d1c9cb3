/** The level of a line: 0 is low, 1 is high. */
export type Level = 0 | 1;

/** A line of a board, by number (`17`) or by name (`"GPIO17"`, `"LED1"`). */
export type LineId = number | string;

/** A line that is in use. `Pin` and `LED` stand on it. */
export interface Line {
  /** The name of the line. */
  readonly name: string;
  /** The level that is on the line. */
  read(): Level;
  /** Drives the line, and makes it an output if it is none. */
  write(level: Level): void;
}

/** Something that has lines: a simulated board, or a real one. */
export interface Board {
  /** What it is, in words, for messages. */
  readonly name: string;
  /**
   * Takes a line into use; it is left as it is.
   *
   * @throws {TypeError} If `id` is neither a number nor a name.
   * @throws {RangeError} If the board has no such line.
   */
  open(id: LineId): Line;
}
