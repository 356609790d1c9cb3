import type { OSError } from "../../core/os_error.ts";
import type { Edge, Level, LineSettings, Mode, Pull } from "../../../ffi/gpio_line.ts";
import type { Buses } from "./buses.ts";

export type { Edge, Level, LineSettings, Mode, Pull } from "../../../ffi/gpio_line.ts";

/**
 * A line of a board: by number (`17`), by name (`"GPIO17"`, or MicroPython's `"GP17"`; `"LED"` is
 * the board's own LED), or by a chip, which is a path or a label, and the line's number or name
 * there (`["/dev/gpiochip1", 3]`).
 */
export type LineId = number | string | readonly [chip: string, line: number | string];

/** A line of a board, and the program that uses it. */
export interface LineInfo {
  /** Its name; empty if it has none. */
  readonly name: string;
  /** The chip that it belongs to. */
  readonly chip: string;
  /** Its number there. */
  readonly offset: number;
  /** Whether the board reads it or drives it. */
  readonly direction: "in" | "out";
  /** The program that uses it; null if none does. */
  readonly used_by: string | null;
  /** What it is used as. */
  readonly mode?: Mode;
  /** Its resistor; undefined if the board does not know. */
  readonly pull?: Pull | null | undefined;
}

/** A line that a board has found. */
export interface LineAddress {
  /** As messages call it. */
  readonly name: string;
  /** The chip that it belongs to. */
  readonly chip: string;
  /** Its number there. */
  readonly offset: number;
}

/** Lines that are in use together, one or more. `Pin` and `Pins` stand on it. */
export interface Lines {
  /** Sets how they are used. The board sees to debouncing. */
  configure(settings: LineSettings): void;
  /** What the first one is used as. */
  mode(): Mode;
  /** The resistor of the first one; undefined if the board does not know. */
  pull(): Pull | null | undefined;
  /** The level of the first one; of an input that is debounced, the one that counts. */
  read(): Level;
  /** Drives the first one, which is an output. */
  write(level: Level): void;
  /** The levels of all. */
  read_all(): Level[];
  /** Drives all of them, which are outputs, at once. */
  write_all(levels: readonly Level[]): void;
  /**
   * Calls back for each edge of the first one from now on; null ends that. `on_end` is called if
   * there will be none any more, as the chip has been unplugged.
   */
  listen(on_edge: ((edge: Edge) => void) | null, on_end?: (error: OSError) => void): void;
  /** Gives them back. */
  close(): void;
}

/** An LED of the board that no `Pin` could drive. */
export interface BoardLed {
  /** How bright it is, from 0 (off) to 255. */
  read(): number;
  /** Makes it so bright, or as near to that as it can. */
  write(intensity: number): void;
  /** Gives it back. */
  close(): void;
}

/** Something that has lines: a simulated board, or a real one. */
export interface Board {
  /** What it is, in words, for messages. */
  readonly name: string;
  /** Its buses; a board that has none of its own leaves them to Linux. */
  readonly buses?: Buses;
  /** All its lines. */
  lines(): LineInfo[];
  /**
   * Finds a line.
   *
   * @throws {TypeError} If `id` is not an id.
   * @throws {RangeError} If the board has no such line.
   */
  find(id: LineId): LineAddress;
  /**
   * Takes lines of one chip into use together, and leaves them as they are.
   *
   * @throws {OSError} If that is not possible: another program uses one, for example.
   */
  request(lines: readonly LineAddress[]): Lines;
  /**
   * Takes an LED of the board into use.
   *
   * @param id Its number, from 1 on, or its name.
   * @returns The LED; null if the board has none of that number or name.
   */
  led(id: number | string): BoardLed | null;
}
