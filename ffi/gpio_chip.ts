import type { Edge, Level, LineSettings, Mode, Pull } from "./gpio_line.ts";

/** What both versions of libgpiod can do. */
export interface Libgpiod {
  /** The version, for messages. */
  readonly version: string;
  /** Opens a chip by the path of its device; an `OSError` if that fails. */
  open(path: string): Chip;
}

/** A GPIO chip that is open. */
export interface Chip {
  /** The path that it was opened by. */
  readonly path: string;
  /** What the kernel calls it, `"gpiochip0"` for example, whichever path leads to it. */
  readonly name: string;
  /** What its driver calls it, `"pinctrl-bcm2711"` for example. */
  readonly label: string;
  /** How many lines it has. */
  readonly size: number;
  /** What is known of a line; an `OSError` if the chip has been unplugged. */
  describe(offset: number): LineState;
  /** Takes lines into use, and leaves them as they are. */
  request(offsets: readonly number[]): Request;
  /** Closes it. No line of it may be in use. */
  close(): void;
}

/** What the kernel knows of a line. */
export interface LineState {
  /** Its name; empty if it has none. */
  readonly name: string;
  /** The program that uses it; null if none does. */
  readonly user: string | null;
  /** What it is used as. */
  readonly mode: Mode;
  /** Its resistor; undefined if the kernel does not know. */
  readonly pull: Pull | null | undefined;
}

/** Lines in use. Each function throws an `OSError` if the kernel refuses. */
export interface Request {
  /** Whether the kernel sees to debouncing. */
  readonly debounces: boolean;
  /** Becomes readable when there are edges. {@linkcode configure} may change it. */
  readonly fd: number;
  /** Sets how the lines are used. */
  configure(settings: LineSettings): void;
  /** The level of the first line. */
  read(): Level;
  /** Drives the first line. */
  write(level: Level): void;
  /** The levels of all lines. */
  readAll(): Level[];
  /** Drives all lines. */
  writeAll(levels: readonly Level[]): void;
  /** The edges that have come, the oldest first; some of them, if they are many. */
  takeEdges(): Edge[];
  /** Whether some may have been lost after those that were taken; the next one has no gap then. */
  takeDoubt(): boolean;
  /** Forgets the edges that have come, and that some may have been lost. */
  dropEdges(): void;
  /** Gives the lines back. */
  release(): void;
}

/** The name of the user of the lines, as other programs see it. */
export const CONSUMER = "uasyncio";
