import type { SimulatedBoard } from "../machine/boards/simulated_board.ts";
import { BoardPage } from "./board_page.ts";
import type { Printed } from "./captured_console.ts";
import { openInBrowser } from "./open_in_browser.ts";
import { ShownSimulation } from "./shown_simulation.ts";

/** What `UASYNCIO_BOARD=web` does with its board. */
export function showInBrowser(board: SimulatedBoard, port: number, printed: Printed[]): void {
  const { url } = new BoardPage(new ShownSimulation(board), { port }, printed);
  // Not by console.error(), which the page shows.
  Deno.stderr.writeSync(new TextEncoder().encode(`The board is at ${url}\n`));
  openInBrowser(url);
}
