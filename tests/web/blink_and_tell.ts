// The example, and what the board has seen of it.
import { get_board, type SimulatedBoard } from "../../src/machine/mod.ts";

const board = get_board() as SimulatedBoard;
await import("../../examples/blink.ts");
console.log(JSON.stringify(["LED1", "LED2"].map((line) => board.history(line))));
