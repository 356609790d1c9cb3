import { get_event_loop, new_event_loop, run } from "../../mod.ts";
import { set_board, SimulatedBoard } from "../../src/machine/mod.ts";
import { VirtualClock } from "../../src/testing/mod.ts";

/** Runs a task in virtual time, with a board of its own. */
export async function onBoard<T>(
  main: (board: SimulatedBoard, clock: VirtualClock) => Promise<T>,
): Promise<T> {
  new_event_loop();
  get_event_loop().set_exception_handler(null);
  using clock = new VirtualClock();
  const board = new SimulatedBoard();
  set_board(board);
  try {
    return await run(() => main(board, clock));
  } finally {
    set_board(null);
    new_event_loop();
  }
}
