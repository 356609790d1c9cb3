import process from "node:process";
import { hold } from "../../core/keep_alive.ts";
import { spawn } from "../../core/scheduler.ts";
import { sleep_ms } from "../../sleep.ts";
import type { Level } from "./board.ts";
import { atInputs, type SimulatedBoard } from "./simulated_board.ts";

/** For so long, in ms, a button is pressed. */
const TAP = 100;
const HELP = "Type 27 and Enter to press a button at GPIO27; 27=0 or 27=1 to hold it at a level";

/**
 * Lets the keyboard drive the lines of a simulated board, if there is one, from when the
 * program first uses a line as an input. It keeps the process alive while the loop runs.
 */
export function attachKeyboard(board: SimulatedBoard): void {
  if (!Deno.stdin.isTerminal()) return;
  let isAttached = false;
  atInputs(board, () => {
    if (isAttached) return;
    isAttached = true;
    console.error(HELP);
    process.stdin.on("data", (line) => typeIn(board, String(line)));
    hold(process.stdin);
  });
}

/** Does what the user has typed. */
export function typeIn(board: SimulatedBoard, text: string): void {
  for (const word of text.split(/\s+/).filter((word) => word !== "")) {
    const [, name = "", level] = /^(\w+)(?:=([01]))?$/.exec(word) ?? [];
    try {
      const id = /^\d+$/.test(name) ? Number(name) : name;
      if (level !== undefined) board.drive(id, Number(level) as Level);
      else tap(board, id);
    } catch {
      console.error(HELP);
    }
  }
}

function tap(board: SimulatedBoard, id: number | string): void {
  board.drive(id, board.level(id) === 1 ? 0 : 1);
  spawn(async () => {
    await sleep_ms(TAP);
    board.drive(id, null);
  });
}
