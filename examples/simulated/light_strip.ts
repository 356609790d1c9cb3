// Simulates the strip of examples/light_strip.ts, and shows its colors.

import { set_board, SimulatedBoard } from "@uasyncio/uasyncio/machine";
import { SimulatedStrip } from "@uasyncio/uasyncio/neopixel";

const board = new SimulatedBoard();
set_board(board);

board.spi(0).attach(
  new SimulatedStrip(8, {}, (colors) => {
    const shown = colors.map(([red, green, blue]) => {
      const [r, g, b] = [red, green, blue].map((value) => 3 * value);
      return Deno.noColor ? `${red},${green},${blue}` : `\x1b[48;2;${r};${g};${b}m  \x1b[0m`;
    });
    console.log(shown.join(" "));
  }),
);
