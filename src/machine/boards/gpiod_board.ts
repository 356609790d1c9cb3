import { listDirectory } from "../../../ffi/directory.ts";
import { type Chip, libgpiod } from "../../../ffi/libgpiod.ts";
import { describe } from "../../core/describe.ts";
import { OSError, osError } from "../../core/os_error.ts";
import { RuntimeError } from "../../core/errors.ts";
import type { Board, BoardLed, LineAddress, LineId, LineInfo, Lines } from "./board.ts";
import { GpiodLines } from "./gpiod_lines.ts";
import { HeldLines } from "./held_lines.ts";
import { LedLine } from "./led_line.ts";
import { LED_FOLDER, openSysfsLed } from "./sysfs_led.ts";

/** A GPIO chip that Linux has found. */
export interface ChipInfo {
  /** The path of its device. */
  readonly path: string;
  /** What its driver calls it. */
  readonly label: string;
  /** How many lines it has. */
  readonly lines: number;
}

/** The chip behind the pins of the header, of the Raspberry Pi 5, 4, and the ones before. */
const HEADER_LABELS: readonly string[] = [
  "pinctrl-rp1",
  "pinctrl-bcm2711",
  "pinctrl-bcm2835",
];

/** So many lines of its chip are those of the header of a Raspberry Pi, in their order. */
export const HEADER_LINES = 28;

/** Whether a board of this name is the header of a Raspberry Pi. */
export function isHeader(name: string): boolean {
  return HEADER_LABELS.some((label) => name.includes(`(${label})`));
}
/** Numbers of chips that are tried. Linux takes the lowest that is free. */
const MOST_CHIPS = 64;
/** Where the kernel lists its chips, also where a container has none in /dev. */
const KERNEL_CHIPS = "/sys/bus/gpio/devices";
/** What MicroPython calls the LED of a board; a Pi's is not at a line of its header. */
const LED = "LED";
/** What the board's own LEDs are called by newer and by older kernels. */
const LED_NAMES = [["ACT", "led0"], ["PWR", "led1"]];

let heldBy: (board: GpiodBoard) => HeldLines;

/** The lines of a board that this program holds. */
export function heldLines(board: GpiodBoard): HeldLines {
  return heldBy(board);
}

/**
 * The real lines of a Raspberry Pi, or of any other Linux machine, by way of libgpiod 2.x or
 * 1.6. It needs `--allow-ffi`, the package `libgpiod3` (or `libgpiod2`), and the right to open
 * `/dev/gpiochip*`: on a Raspberry Pi the group `gpio` has it.
 *
 * It is the board of `Pin` and `LED` unless another one is chosen.
 *
 * When the process ends, however it does, the kernel takes the lines back. Whether an output
 * then keeps its level is up to the driver: count on nothing, and let a resistor hold what
 * must not move.
 *
 * @example What lines there are
 * ```ts ignore
 * import { GpiodBoard } from "@uasyncio/uasyncio/machine";
 *
 * for (const { offset, name, direction, used_by } of new GpiodBoard().lines()) {
 *   console.log(offset, name, direction, used_by ?? "free");
 * }
 * ```
 */
export class GpiodBoard implements Board {
  /** What it is, in words, for messages. */
  readonly name: string;
  readonly #id: string | undefined;
  #chip: Chip;
  /** The chips that are open, by what the kernel calls them. */
  readonly #chips = new Map<string, Chip>();
  readonly #held = new HeldLines();

  static {
    heldBy = (board) => board.#held;
  }

  /**
   * Opens a chip.
   *
   * @param chip Its path or its label, `"/dev/gpiochip0"` or `"pinctrl-bcm2711"`; by default
   *   the one behind the header of a Raspberry Pi, found by its label.
   * @throws {OSError} If there is no such chip, it may not be opened, libgpiod is not
   *   installed, or this is not Linux; the message says what to do.
   * @throws {RangeError} If no chip has that label, or several have.
   * @throws {RuntimeError} If there are chips, but none of them is a Raspberry Pi's header.
   * @throws {Deno.errors.NotCapable} Without `--allow-ffi`.
   */
  constructor(chip?: string) {
    checkSystem(Deno.build.os);
    this.#id = chip;
    this.#chip = this.#openMain();
    this.name = `${this.#chip.path} (${this.#chip.label})`;
  }

  /**
   * The GPIO chips of this machine that may be opened.
   *
   * @returns Path, label and number of lines of each.
   * @throws {OSError} If none may be opened, or libgpiod is not installed.
   * @throws {Deno.errors.NotCapable} Without `--allow-ffi`.
   */
  static chips(): ChipInfo[] {
    checkSystem(Deno.build.os);
    const { chips } = openAll();
    for (const chip of chips) chip.close();
    return chips.map(({ path, label, size }) => ({ path, label, lines: size }));
  }

  /**
   * The lines of the chip.
   *
   * @returns Name, number, direction and user of each.
   * @throws {OSError} If the chip has been unplugged.
   */
  lines(): LineInfo[] {
    const chip = this.#main();
    const { path, size } = chip;
    return Array.from({ length: size }, (_, offset) => {
      const { name, mode, user } = chip.describe(offset);
      const direction = mode === "in" ? "in" : "out";
      return { name, chip: path, offset, direction, used_by: user };
    });
  }

  /**
   * Finds a line.
   *
   * @param id Its number, its name, or a chip and its number there.
   * @returns Where it is.
   * @throws {TypeError} If `id` is none of these.
   * @throws {RangeError} If there is no such line.
   * @throws {OSError} If there is no such chip, it may not be opened, or it has been unplugged.
   */
  find(id: LineId): LineAddress {
    if (typeof id === "number") return this.#at(this.#main(), id);
    if (typeof id === "string") return this.#named(this.#main(), id);
    if (Array.isArray(id) && id.length === 2 && typeof id[0] === "string") {
      const [chip, line] = id as [string, unknown];
      if (typeof line === "number") return this.#at(this.#open(chip), line);
      if (typeof line === "string") return this.#named(this.#open(chip), line);
    }
    throw new TypeError(
      `Cannot use a line: its id is a number, a name, or [chip, number or name], not ${
        describe(id)
      }`,
    );
  }

  /**
   * Takes lines into use; `Pin` and `Pins` do that.
   *
   * @param lines The lines, which belong to one chip.
   * @returns The lines in use.
   * @throws {OSError} If the kernel refuses, because another program uses one for example.
   */
  request(lines: readonly LineAddress[]): Lines {
    if (lines[0]!.chip === LED_FOLDER) return new LedLine(this.led(1)!);
    const chip = [...this.#chips.values()].find(({ path }) => path === lines[0]!.chip)!;
    const offsets = lines.map(({ offset }) => offset);
    return new GpiodLines(chip, offsets, chip.request(offsets), this.#held);
  }

  /**
   * Takes an LED of the board into use; `LED` does that.
   *
   * @param id 1 or 2 for the green and the red one of a Raspberry Pi, or a name under
   *   `/sys/class/leds`.
   * @returns The LED; null if there is none.
   * @throws {OSError} If it may not be used.
   */
  led(id: number | string): BoardLed | null {
    const names = typeof id === "string" ? [id] : LED_NAMES[id - 1] ?? [];
    for (const name of names) {
      const led = openSysfsLed(name);
      if (led !== null) return led;
    }
    return null;
  }

  /** The board in words. */
  toString(): string {
    return `GpiodBoard(${this.name})`;
  }

  /** What `console.log` shows: the board and its chip. */
  [Symbol.for("Deno.customInspect")](): string {
    return this.toString();
  }

  /** The chip of the board. One that was unplugged is looked for again. */
  #main(): Chip {
    if (!isThere(this.#chip)) this.#chip = this.#openMain();
    return this.#chip;
  }

  #openMain(): Chip {
    return this.#id === undefined ? this.#keep(openHeader()) : this.#open(this.#id);
  }

  /** Opens a chip by its path or its label. */
  #open(id: string): Chip {
    return this.#keep(id.startsWith("/") ? libgpiod().open(id) : openByLabel(id));
  }

  /** The chip, or the same one as it was opened before: lines in use belong to that. */
  #keep(chip: Chip): Chip {
    const known = this.#chips.get(chip.name);
    if (known !== undefined && isThere(known)) {
      chip.close();
      return known;
    }
    this.#chips.set(chip.name, chip);
    return chip;
  }

  /** A line by its number. */
  #at(chip: Chip, offset: number): LineAddress {
    if (!Number.isInteger(offset) || offset < 0 || offset >= chip.size) {
      throw new RangeError(
        `Cannot use line ${offset} of ${chip.path}: it has lines 0 to ${chip.size - 1}`,
      );
    }
    const name = chip.describe(offset).name || `line ${offset} of ${chip.path}`;
    return { name, chip: chip.path, offset };
  }

  /** A line by its name. Not every kernel names the lines of the header. */
  #named(chip: Chip, name: string): LineAddress {
    const number = /^GP(?:IO)?(\d+)$/.exec(name)?.[1]; // "GP15" is MicroPython's
    const names = number === undefined ? [name] : [name, `GPIO${number}`];
    for (let offset = 0; offset < chip.size && name !== ""; offset++) { // "" is to have no name
      const found = chip.describe(offset).name;
      if (names.includes(found)) return { name: found, chip: chip.path, offset };
    }
    if (number !== undefined && HEADER_LABELS.includes(chip.label) && Number(number) < chip.size) {
      return { name: `GPIO${number}`, chip: chip.path, offset: Number(number) };
    }
    if (name === LED && chip === this.#chip && LED_NAMES[0]!.some(isSysfsLed)) {
      return { name, chip: LED_FOLDER, offset: 0 };
    }
    throw new RangeError(
      `Cannot use line ${describe(name)}: ${chip.path} (${chip.label}) has no line of that name; ` +
        "lines() of the board lists those it has",
    );
  }
}

/**
 * Makes sure that the system is Linux, which alone has GPIO lines.
 *
 * @param os The system, as `Deno.build.os` names it.
 */
export function checkSystem(os: typeof Deno.build.os): void {
  if (os === "linux") return;
  const name = { darwin: "macOS", windows: "Windows" }[os as string] ?? os;
  throw osError(
    "ENODEV",
    `Cannot use GPIO: ${name} has no GPIO lines; run the program on a Raspberry Pi, or set ` +
      "UASYNCIO_BOARD to sim (and permit --allow-env=UASYNCIO_BOARD), or call " +
      "set_board(new SimulatedBoard()), for a simulated board",
  );
}

/** Whether a chip has not been unplugged. */
function isThere(chip: Chip): boolean {
  try {
    chip.describe(0);
    return true;
  } catch (error) {
    if (error instanceof OSError && error.code === "ENODEV") return false;
    throw error;
  }
}

function isSysfsLed(name: string): boolean {
  return listDirectory(LED_FOLDER).includes(name);
}

/** Opens the chip behind the header of a Raspberry Pi. */
function openHeader(): Chip {
  const { chips, refusal } = openAll();
  const headers = chips.filter(({ label }) => HEADER_LABELS.includes(label));
  for (const chip of chips) if (headers.length !== 1 || chip !== headers[0]) chip.close();
  if (headers.length === 1) return headers[0]!;
  if (headers.length > 1) {
    throw new RuntimeError(
      `Cannot find the header of a Raspberry Pi: ${listOf(headers)} share the label; set ` +
        "UASYNCIO_BOARD to the path of one of them",
    );
  }
  if (refusal !== null) throw refusal; // it may be the one
  throw new RuntimeError(
    "Cannot find the header of a Raspberry Pi: no GPIO chip is labelled " +
      `${HEADER_LABELS.join(", ")}; there is ${listOf(chips)}. Set UASYNCIO_BOARD to a chip's ` +
      'path, or to "sim" for a simulated board, or call set_board()',
  );
}

/** Opens the one chip that has a label, or that the kernel calls so, as in "gpiochip0". */
function openByLabel(label: string): Chip {
  const { chips, refusal } = openAll();
  const labelled = chips.filter((chip) => chip.label === label);
  const found = labelled.length > 0 ? labelled : chips.filter(({ name }) => name === label);
  for (const chip of chips) if (found.length !== 1 || chip !== found[0]) chip.close();
  if (found.length === 1) return found[0]!;
  if (found.length > 1) {
    throw new RangeError(
      `Cannot open the GPIO chip ${describe(label)}: ${listOf(found)} share the label; give the ` +
        "path of one of them",
    );
  }
  if (refusal !== null) throw refusal; // it may be the one
  throw new RangeError(
    `Cannot open the GPIO chip ${describe(label)}: the chips here are ${listOf(chips)}`,
  );
}

function listOf(chips: readonly Chip[]): string {
  return chips.map(({ path, label }) => `${path} (${label})`).join(", ");
}

/**
 * Opens all chips that may be opened, each once, whichever links lead to it.
 *
 * @returns The chips, and why the first one that may not be opened may not.
 */
function openAll(): { chips: Chip[]; refusal: OSError | null } {
  const chips = new Map<string, Chip>();
  let refusal: OSError | null = null;
  let other: OSError | null = null;
  for (let i = 0; i < MOST_CHIPS; i++) {
    try {
      const chip = libgpiod().open(`/dev/gpiochip${i}`);
      if (chips.has(chip.name)) chip.close();
      else chips.set(chip.name, chip);
    } catch (error) {
      if (!(error instanceof OSError) || !error.message.includes("GPIO chip")) throw error;
      if (error.code === "EACCES" || error.code === "EPERM") refusal ??= error;
      else if (error.code !== "ENOENT") other ??= error;
    }
  }
  if (chips.size > 0) return { chips: [...chips.values()], refusal };
  throw refusal ?? other ?? noChips();
}

function noChips(): OSError {
  const doing = "Cannot find a GPIO chip: there is no /dev/gpiochip0";
  return osError(
    "ENODEV",
    listDirectory(KERNEL_CHIPS).length > 0
      ? `${doing}, but the kernel has GPIO chips; give the container one of them, by ` +
        "--device /dev/gpiochip0 for example"
      : `${doing}, so this is no Raspberry Pi; ` +
        'set UASYNCIO_BOARD to "sim", or call set_board(new SimulatedBoard())',
  );
}
