/**
 * The pins of a board, after MicroPython's module `machine`, and the boards.
 *
 * ```ts
 * import { Pin, set_board, SimulatedBoard } from "@uasyncio/uasyncio/machine";
 *
 * set_board(new SimulatedBoard());
 * new Pin(17).on();
 * ```
 *
 * @module
 */

export type { Board, Level, Line, LineId } from "./board.ts";
export { get_board, set_board } from "./current_board.ts";
export { Pin } from "./pin.ts";
export { SimulatedBoard } from "./simulated_board.ts";
export type { LevelListener } from "./simulated_board.ts";
export { TerminalView } from "./terminal_view.ts";
