import type { SimulatedBoard } from "../machine/boards/simulated_board.ts";
import { serve_board } from "./board_page.ts";
import { openInBrowser } from "./open_in_browser.ts";

/** What `UASYNCIO_BOARD=web` does with its board. */
export function showInBrowser(board: SimulatedBoard, port: number): void {
  const { url } = serve_board(board, { port });
  // Not by console.error(), which the page shows.
  Deno.stderr.writeSync(new TextEncoder().encode(`The board is at ${url}\n`));
  openInBrowser(url);
}
