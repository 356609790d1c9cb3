import { set_board, SimulatedBoard } from "../../src/machine/mod.ts";

/** A simulated board, in use from now on. */
export function newBoard(): SimulatedBoard {
  const board = new SimulatedBoard();
  set_board(board);
  return board;
}
