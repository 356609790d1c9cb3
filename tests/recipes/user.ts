// Preloaded: presses the button at GPIO27 again and again, for 100 ms each time, and prints the
// tasks at SIGUSR1.
import { print_tasks } from "../../mod.ts";
import { get_board, type SimulatedBoard } from "../../src/machine/mod.ts";

const board = get_board() as SimulatedBoard;
let isPressed = false;
Deno.unrefTimer(setInterval(() => {
  isPressed = !isPressed;
  board.drive(27, isPressed ? 0 : null);
}, 100));
print_tasks({ signal: "SIGUSR1" });
