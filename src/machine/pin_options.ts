import { describe } from "../core/describe.ts";
import type { Level, Mode, Pull } from "./boards/board.ts";
import type { LineChange } from "./lines/open_line.ts";

/** MicroPython's keyword arguments of {@linkcode Pin}. */
export interface PinOptions {
  /** `Pin.IN`, `Pin.OUT` or `Pin.OPEN_DRAIN`. */
  mode?: Mode;
  /** `Pin.PULL_UP`, `Pin.PULL_DOWN`, or `null` for none. */
  pull?: Pull | null;
  /** The level that an output begins with: any number but 0 is high, as is `true`. */
  value?: Truth;
  /**
   * How long the level of an input has to last before it counts, in milliseconds: buttons
   * bounce for some 10. Edges are noticed, and have their timestamps, that much later. Beyond
   * MicroPython.
   */
  debounce_ms?: number;
}

const MODES: unknown[] = ["in", "out", "open_drain"];
const PULLS: unknown[] = ["pull_up", "pull_down", null];
const NAMES = ["mode", "pull", "value", "debounce_ms"];
/** The longest time that Linux debounces for, 2^32 us. */
const LONGEST_DEBOUNCE_MS = 4_294_967;

/** MicroPython's `(mode, pull, **options)`, where an object ends the positional ones. */
export function checkOptions(args: unknown[]): PinOptions {
  const at = args.findIndex((arg) => typeof arg === "object" && arg !== null);
  const positional = at < 0 ? args : args.slice(0, at);
  const named = (at < 0 ? {} : args[at]) as Record<string, unknown>;
  for (const name of Object.keys(named)) {
    if (NAMES.includes(name)) continue;
    const why = name === "drive" || name === "alt" ? "; Linux does not let programs set it" : "";
    throw new TypeError(
      `Cannot set up a pin: there is no option ${describe(name)}${why}; there are ${
        NAMES.join(", ")
      }`,
    );
  }
  if (positional.length > 2) {
    throw new TypeError(
      `Cannot set up a pin: expected mode, pull and an object of options, got ${
        describe(positional[2])
      }`,
    );
  }
  const [mode, pull] = positional;
  return {
    ...mode === undefined ? {} : { mode },
    ...pull === undefined ? {} : { pull },
    ...named,
  } as PinOptions;
}

/** What the options mean for a line; null if they change nothing. */
export function toLineChange(options: PinOptions, name: string): LineChange | null {
  const { mode, pull, value, debounce_ms } = options;
  if (mode !== undefined) checkMode(mode, name);
  if (pull !== undefined && !PULLS.includes(pull)) {
    throw new RangeError(
      `Cannot pull ${name} by ${describe(pull)}: it is Pin.PULL_UP, Pin.PULL_DOWN or null`,
    );
  }
  const isTime = typeof debounce_ms === "number" && debounce_ms >= 0 &&
    debounce_ms <= LONGEST_DEBOUNCE_MS;
  if (debounce_ms !== undefined && !isTime) {
    throw new RangeError(
      `Cannot debounce ${name} for ${
        describe(debounce_ms)
      } ms: expected 0 to ${LONGEST_DEBOUNCE_MS}`,
    );
  }
  const level = value === undefined ? undefined : toLevel(value, name);
  const isChange = mode !== undefined || pull !== undefined || level !== undefined ||
    debounce_ms !== undefined;
  return isChange ? { mode, pull, level, debounce_ms } : null;
}

/** Makes sure that a mode is one. */
export function checkMode(mode: unknown, name: string): void {
  if (MODES.includes(mode as Mode)) return;
  throw new RangeError(
    `Cannot set up ${name} as ${describe(mode)}: a mode is Pin.IN, Pin.OUT or Pin.OPEN_DRAIN`,
  );
}

/** What a pin is driven to: high by any number but 0, as in MicroPython, and by `true`. */
export type Truth = number | boolean | bigint | null;

/** The level that a value stands for. */
export function toLevel(x: unknown, name: string): Level {
  if (x === null || typeof x === "boolean" || typeof x === "bigint") return x ? 1 : 0;
  if (typeof x === "number" && !Number.isNaN(x)) return x === 0 ? 0 : 1;
  throw new TypeError(
    `Cannot drive ${name} to ${describe(x)}: expected a number or a boolean`,
  );
}
