/**
 * The words for lines of GPIO, which boards and the bindings of libgpiod have in common.
 *
 * @module
 */

/** The level of a line: 0 is low, 1 is high. */
export type Level = 0 | 1;

/** What a line is used as. */
export type Mode = "in" | "out" | "open_drain";

/** The resistor that holds an input while nothing drives it. */
export type Pull = "pull_up" | "pull_down";

/** Notice falling edges; a bit of a trigger, with MicroPython's value. */
export const IRQ_FALLING = 4;
/** Notice rising edges; a bit of a trigger, with MicroPython's value. */
export const IRQ_RISING = 8;

/** A change of the level of a line. */
export interface Edge {
  /** The level from then on: 1 after a rising edge, 0 after a falling one. */
  readonly level: Level;
  /** When it was, in nanoseconds; of the kernel's monotonic clock on real lines. */
  readonly timestamp_ns: bigint;
  /** When it was, in milliseconds, on the scale of `time.ticks_ms`. */
  readonly ticks_ms: number;
  /** Counts the edges of the line that are noticed. */
  readonly sequence: number;
  /**
   * Whether edges have been lost just before this one, as they came faster than they were
   * taken. libgpiod 1.6 cannot tell for sure: there, some may have been lost.
   */
  readonly gap: boolean;
}

/** How lines are used. */
export interface LineSettings {
  /** Null leaves them as they are. */
  readonly mode: Mode | null;
  /** Null is none; undefined leaves it as it is. */
  readonly pull: Pull | null | undefined;
  /** What outputs are driven to, one level for each. */
  readonly levels: readonly Level[];
  /** Which edges are noticed: the bits of {@linkcode IRQ_FALLING} and {@linkcode IRQ_RISING}. */
  readonly trigger: number;
  /** How long a level has to last before it counts, in ms. */
  readonly debounce_ms: number;
}
