import type { Board, LineId } from "../boards/board.ts";

/** Which line of which board. */
export interface BareLine {
  readonly id: LineId;
  readonly board: Board;
}

/**
 * The pins that have not taken their line so far: `new Pin(18)`, of which nothing has been asked.
 * A line that is taken as GPIO is lost for PWM or a bus, and giving it back does not change that:
 * the driver of the Raspberry Pi's lines leaves it as an input.
 */
export const barePins: WeakMap<object, BareLine> = new WeakMap();
