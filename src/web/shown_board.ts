import type { Level } from "../machine/boards/board.ts";
import type { BusTransfer } from "../machine/boards/bus_watch.ts";
import type { Hands } from "./hands.ts";
import type { DialState, LineState, PwmState } from "./messages.ts";

/** Hears of a change: the place of the line in the list, its level, ms since the board was made. */
export type OnLevel = (place: number, level: Level, time_ms: number) => void;

/** A board as pages see it. Its lines have places in a list that does not change. */
export interface ShownBoard {
  /** What it is, in words. */
  readonly name: string;
  /** Whether a page may press what is there to be pressed. */
  readonly drives: boolean;
  /** What one page may do to it; null if nothing. */
  hands(): Hands | null;
  /** How long it has been there, in ms. */
  time_ms(): number;
  /** How the lines are used. */
  lines(): LineState[];
  /** Their levels, as far as they are known. */
  levels(): Level[];
  /** The changes that have been before, the oldest first. */
  past(): Parameters<OnLevel>[];
  /** The lines that output PWM. */
  pwms(): PwmState[];
  /** What can be turned. */
  dials(): DialState[];
  /** Tells of changes and of transfers from now on; returns what ends that. */
  watch(onLevel: OnLevel, onTransfer: (transfer: BusTransfer) => void): () => void;
  /** Looks for changes that nothing tells of; it is called often while there are pages. */
  look(): void;
}
