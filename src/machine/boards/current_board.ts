import { describe } from "../../core/describe.ts";
import { outside } from "../../core/scheduler.ts";
import { captureConsole, type Printed } from "../../web/captured_console.ts";
import type { Board } from "./board.ts";
import type { Buses } from "./buses.ts";
import { GpiodBoard } from "./gpiod_board.ts";
import { attachKeyboard } from "./keyboard.ts";
import { linuxBuses } from "./linux_buses.ts";
import { SimulatedBoard } from "./simulated_board.ts";
import { TerminalView } from "./terminal_view.ts";

const VARIABLE = "UASYNCIO_BOARD";

let board: Board | null = null;

/**
 * Chooses the board whose lines `Pin` and `LED` use from now on.
 *
 * @param chosen The board; `null` to leave it to the environment again.
 * @throws {TypeError} If `chosen` is no board.
 *
 * @example The simulated board
 * ```ts
 * import { Pin, set_board, SimulatedBoard } from "@uasyncio/uasyncio/machine";
 *
 * const board = new SimulatedBoard();
 * set_board(board);
 * new Pin(17).on();
 * if (board.level(17) !== 1) throw new Error("still low");
 * ```
 */
export function set_board(chosen: Board | null): void {
  if (chosen !== null && typeof chosen?.request !== "function") {
    throw new TypeError(
      `Cannot set the board: ${describe(chosen)} is no board; new SimulatedBoard() is one`,
    );
  }
  board = chosen;
}

/**
 * The board whose lines `Pin` and `LED` use: the one that {@linkcode set_board} has chosen, or
 * else what the environment variable `UASYNCIO_BOARD` says. `sim` is the simulated board,
 * shown in the terminal, where typing `27` presses a button at GPIO27; `web`, or `web:8080` for a
 * port of one's own, is the same one shown in the browser; anything else is a GPIO chip, by its
 * path or its label. Without the variable, or without the permission to read it,
 * it is the header of the Raspberry Pi.
 *
 * @returns The board.
 * @throws {OSError} If there is no such chip, or it may not be opened.
 * @throws {RangeError} If `UASYNCIO_BOARD` is `web:` with no port behind it.
 * @throws {RuntimeError} If this is no Raspberry Pi, and no board has been chosen.
 * @throws {Deno.errors.NotCapable} Without `--allow-ffi`, but for a simulated board.
 *
 * @example Ask for it
 * ```ts
 * import { get_board, set_board, SimulatedBoard } from "@uasyncio/uasyncio/machine";
 *
 * set_board(new SimulatedBoard());
 * if (get_board().name !== "the simulated board") throw new Error("another board");
 * ```
 */
export function get_board(): Board {
  return board ??= boardOfEnvironment();
}

/** The buses of the board, or Linux's. No GPIO chip is opened to know. */
export function currentBuses(): Buses {
  const isSimulated = /^(?:sim|web(?::.*)?)$/.test(choiceOfEnvironment() ?? "");
  return (board ?? (isSimulated ? get_board() : null))?.buses ?? linuxBuses;
}

function choiceOfEnvironment(): string | null {
  const { state } = Deno.permissions.querySync({ name: "env", variable: VARIABLE });
  return state === "granted" ? Deno.env.get(VARIABLE) ?? "" : null;
}

function boardOfEnvironment(): Board {
  const choice = choiceOfEnvironment();
  const [, isWeb, port] = /^(web)(?::(.*))?$/.exec(choice ?? "") ?? [];
  if (isWeb !== undefined) return boardInBrowser(port);
  if (choice !== "sim") return openChip(choice || undefined, choice !== null);
  const simulated = new SimulatedBoard();
  attachKeyboard(simulated, new TerminalView(simulated));
  return simulated;
}

/** A simulated board, which the page shows as soon as the module for that has been loaded. */
function boardInBrowser(port = "0"): Board {
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65535) {
    throw new RangeError(
      `Cannot show the board: ${describe(port)} is no port; set ${VARIABLE} to web or web:8080`,
    );
  }
  const simulated = new SimulatedBoard();
  const printed: Printed[] = [];
  const endCapture = captureConsole((level, data) => {
    printed.push({ level, data, time_ms: simulated.time_ms() });
  });
  outside(async () => {
    const { showInBrowser } = await import("../../web/show_in_browser.ts");
    endCapture();
    showInBrowser(simulated, Number(port), printed);
  });
  return simulated;
}

function openChip(chip: string | undefined, isVariableRead: boolean): Board {
  try {
    return new GpiodBoard(chip);
  } catch (error) {
    if (isVariableRead || !(error instanceof Deno.errors.NotCapable)) throw error;
    // A user that has set the variable to "sim" needs another flag than the one that Deno names.
    const hint =
      `${error.message}; for the board that ${VARIABLE} names, with --allow-env=${VARIABLE}`;
    throw new Deno.errors.NotCapable(hint, { cause: error });
  }
}
