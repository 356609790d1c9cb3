/**
 * What a page and its program tell each other: JSON, but for levels.
 *
 * @module
 */

import type { Mode, Pull } from "../../ffi/gpio_line.ts";

/** A line as the page shows it. Its number in messages is its place in the list. */
export interface LineState {
  readonly name: string;
  readonly mode: Mode;
  /** Undefined if the board does not know. */
  readonly pull?: Pull | null | undefined;
  /** Whether this program uses it. */
  readonly used: boolean;
  /** Whether its level is known. */
  readonly known: boolean;
  /** The program that uses it, where that may be another one. */
  readonly used_by?: string | null;
}

/** A line that outputs PWM. */
export interface PwmState {
  readonly name: string;
  readonly freq: number;
  /** The part of the time that it is high, 0 to 1. */
  readonly duty: number;
  /** How long it is high in each cycle. */
  readonly high_us: number;
}

/** Something outside of the board that can be turned. */
export interface DialState {
  readonly name: string;
  readonly unit: string;
  readonly least: number;
  readonly most: number;
  /** Null if it has not been set so far. */
  readonly value: number | null;
}

/** Something that has been printed or transferred, and when, in µs since the board was made. */
export type LogEntry =
  | {
    readonly kind: "console";
    readonly time_us: number;
    readonly level: string;
    readonly text: string;
  }
  | {
    readonly kind: "bus";
    readonly time_us: number;
    readonly bus: string;
    readonly parts: readonly {
      readonly direction: "in" | "out";
      readonly address?: number;
      readonly bytes: readonly number[];
    }[];
    /** How many bytes have been left out. */
    readonly more: number;
    readonly error: string | null;
  };

/** What the program tells; what is left out is as it was. */
export interface News {
  /** What the board is called, and the program. */
  readonly board?: { readonly name: string; readonly program: string; readonly drives: boolean };
  /** The time, in µs since the board was made. */
  readonly now_us?: number;
  /** All lines. */
  readonly lines?: readonly LineState[];
  /** The levels of all lines, once: from then on their changes are told. */
  readonly levels?: readonly (0 | 1)[];
  /** All lines that output PWM. */
  readonly pwms?: readonly PwmState[];
  /** All dials. */
  readonly dials?: readonly DialState[];
  /** Names of tasks and what they do; and how many there are beside them. */
  readonly tasks?: { readonly rows: readonly (readonly string[])[]; readonly more: number };
  /** What has been printed and transferred. */
  readonly log?: readonly LogEntry[];
  /** So many entries of the log are lost. */
  readonly log_missed?: number;
  /** Whether the loop runs. */
  readonly runs?: boolean;
}

/** What a page asks for: a level of a line, or a dial to be turned. */
export type Act = Touch | Turn;

/** A level that a page gives a line. */
export interface Touch {
  /** The line. */
  readonly line: string;
  /** Its level from outside; null lets go of it. */
  readonly level: 0 | 1 | null;
  /** Whether the contact bounces. */
  readonly bounces?: boolean;
}

/** A new value of a dial. */
export interface Turn {
  /** The name of the dial. */
  readonly dial: string;
  readonly value: number;
}

/**
 * No board has more lines in messages. Levels come as 64-bit floats: how many changes have been
 * lost, then one number for each; its time is exact for the first 101 days of a program.
 */
export const LINES_AT_MOST = 512;

/** A change of a level as one number. */
export function packChange(line: number, level: number, time_us: number): number {
  return time_us * 2 * LINES_AT_MOST + line * 2 + level;
}

/** The change that {@linkcode packChange} has made a number of. */
export function unpackChange(change: number): { line: number; level: 0 | 1; time_us: number } {
  const code = change % (2 * LINES_AT_MOST);
  return {
    line: code >> 1,
    level: (code & 1) as 0 | 1,
    time_us: (change - code) / (2 * LINES_AT_MOST),
  };
}
