import process from "node:process";
import { hold } from "../../core/keep_alive.ts";
import { spawn } from "../../core/scheduler.ts";
import { sleep_ms } from "../../sleep.ts";
import type { Level } from "./board.ts";
import { atInputs, type SimulatedBoard } from "./simulated_board.ts";
import { noteTyped, showHint, type TerminalView } from "./terminal_view.ts";

/** For so long, in ms, a button is pressed. */
const TAP = 100;

/**
 * Lets the keyboard drive the lines of a simulated board, if there is one, from when the
 * program first uses a line as an input. It keeps the process alive while the loop runs.
 */
export function attachKeyboard(board: SimulatedBoard, view: TerminalView): void {
  const inputs = new Set<string>();
  let isAttached = false;
  let isToBeSaid = false;
  atInputs(board, (lines) => {
    const before = inputs.size;
    for (const line of lines) inputs.add(line);
    if (inputs.size === before || isToBeSaid) return;
    isToBeSaid = true;
    queueMicrotask(() => { // when the program has made all of its pins, as a rule
      isToBeSaid = false;
      const names = [...inputs];
      if (!Deno.stdin.isTerminal()) console.error(off(names));
      else if (!showHint(view, help(names))) console.error(help(names));
    });
    if (isAttached || !Deno.stdin.isTerminal()) return;
    isAttached = true;
    process.stdin.on("data", (line) => {
      noteTyped(view, String(line).trimEnd());
      typeIn(board, String(line), help([...inputs]));
    });
    hold(process.stdin);
  });
}

function help(inputs: readonly string[]): string {
  const keys = inputs.map((name) => name.replace(/^GPIO/, ""));
  return `Type ${list(keys)} and Enter to press a button at ${list(inputs)}; ` +
    `${keys[0]}=0 or ${keys[0]}=1 to hold it at a level`;
}

function off(inputs: readonly string[]): string {
  return `No keys press the buttons at ${list(inputs)}: the standard input is no terminal`;
}

function list(words: readonly string[]): string {
  const others = words.slice(0, -1).join(", ");
  return others === "" ? words[0]! : `${others} or ${words.at(-1)}`;
}

/** Does what the user has typed. */
export function typeIn(board: SimulatedBoard, text: string, help: string): void {
  for (const word of text.split(/\s+/).filter((word) => word !== "")) {
    const [, name = "", level] = /^(\w+)(?:=([01]))?$/.exec(word) ?? [];
    try {
      const id = /^\d+$/.test(name) ? Number(name) : name;
      if (level !== undefined) board.drive(id, Number(level) as Level);
      else tap(board, id);
    } catch {
      console.error(help);
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
