/**
 * A board in the browser: its pins, buttons to press, an oscilloscope, the bytes on its buses, the
 * tasks. `UASYNCIO_BOARD=web` shows any program's simulated board so. A real board, too, can be
 * watched, by `serve_board(get_board())`; it cannot be touched.
 *
 * ```ts
 * import { set_board, SimulatedBoard } from "@uasyncio/uasyncio/machine";
 * import { serve_board } from "@uasyncio/uasyncio/web";
 *
 * const board = new SimulatedBoard();
 * set_board(board);
 * using page = serve_board(board);
 * console.log(page.url);
 * ```
 *
 * @module
 */

export { BoardPage, serve_board } from "./board_page.ts";
export type { ServeOptions } from "./board_page.ts";
