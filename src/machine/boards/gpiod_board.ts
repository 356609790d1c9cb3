import { type Chip, libgpiod, type Request } from "../../../ffi/libgpiod.ts";
import { getReadiness, READABLE } from "../../../ffi/readiness.ts";
import { describe } from "../../core/describe.ts";
import { OSError, osError } from "../../core/os_error.ts";
import { RuntimeError } from "../../core/errors.ts";
import type {
  Board,
  BoardLed,
  Edge,
  Level,
  LineAddress,
  LineId,
  LineInfo,
  Lines,
  LineSettings,
  Mode,
  Pull,
} from "./board.ts";
import { openSysfsLed } from "./sysfs_led.ts";

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
const HEADER_LABELS = ["pinctrl-rp1", "pinctrl-bcm2711", "pinctrl-bcm2835"];
/** Numbers of chips that are tried. Linux takes the lowest that is free. */
const MOST_CHIPS = 64;
/** What the board's own LEDs are called by newer and by older kernels. */
const LED_NAMES = [["ACT", "led0"], ["PWR", "led1"]];

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
  readonly #chip: Chip;
  readonly #chips = new Map<string, Chip>();

  /**
   * Opens a chip.
   *
   * @param chip Its path or its label, `"/dev/gpiochip0"` or `"pinctrl-bcm2711"`; by default
   *   the one behind the header of a Raspberry Pi, found by its label.
   * @throws {OSError} If there is no such chip, it may not be opened, or libgpiod is not
   *   installed; the message says what to do.
   * @throws {Deno.errors.NotCapable} Without `--allow-ffi`.
   */
  constructor(chip?: string) {
    this.#chip = chip === undefined ? this.#openHeader() : this.#open(chip);
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
    const chips = openAll();
    for (const chip of chips) chip.close();
    return chips.map(({ path, label, size }) => ({ path, label, lines: size }));
  }

  /**
   * The lines of the chip.
   *
   * @returns Name, number, direction and user of each.
   */
  lines(): LineInfo[] {
    const { path, size } = this.#chip;
    return Array.from({ length: size }, (_, offset) => {
      const { name, mode, user } = this.#chip.describe(offset);
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
   * @throws {OSError} If there is no such chip.
   */
  find(id: LineId): LineAddress {
    if (typeof id === "number") return this.#at(this.#chip, id);
    if (typeof id === "string") return this.#named(id);
    if (Array.isArray(id) && typeof id[0] === "string" && typeof id[1] === "number") {
      return this.#at(this.#open(id[0]), id[1]);
    }
    throw new TypeError(
      `Cannot use a line: its id is a number, a name, or [chip, number], not ${describe(id)}`,
    );
  }

  /**
   * Takes lines into use; `Pin` and `Pins` do that.
   *
   * @param lines The lines, which belong to one chip.
   * @returns The lines in use.
   * @throws {OSError} If the kernel refuses, because somebody else uses one for example.
   */
  request(lines: readonly LineAddress[]): Lines {
    const chip = this.#chips.get(lines[0]!.chip)!;
    const request = chip.request(lines.map(({ offset }) => offset));
    return new GpiodLines(chip, lines[0]!.offset, request);
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
  #named(name: string): LineAddress {
    const chip = this.#chip;
    for (let offset = 0; offset < chip.size && name !== ""; offset++) { // "" is to have no name
      if (chip.describe(offset).name === name) return { name, chip: chip.path, offset };
    }
    const number = /^GPIO(\d+)$/.exec(name)?.[1];
    if (number !== undefined && HEADER_LABELS.includes(chip.label) && Number(number) < chip.size) {
      return { name, chip: chip.path, offset: Number(number) };
    }
    throw new RangeError(
      `Cannot use line ${describe(name)}: ${this.name} has no line of that name; ` +
        "lines() of the board lists those it has",
    );
  }

  #openHeader(): Chip {
    const chips = openAll();
    const header = chips.find(({ label }) => HEADER_LABELS.includes(label));
    for (const chip of chips) if (chip !== header) chip.close();
    if (header === undefined) {
      const found = chips.map(({ path, label }) => `${path} (${label})`).join(", ");
      throw new RuntimeError(
        "Cannot find the header of a Raspberry Pi: no GPIO chip is labelled " +
          `${HEADER_LABELS.join(", ")}; there is ${found}. Set UASYNCIO_BOARD to a chip's path, ` +
          'or to "sim" for a simulated board, or call set_board()',
      );
    }
    this.#chips.set(header.path, header);
    return header;
  }

  /** Opens a chip by its path or its label, unless that has been done. */
  #open(id: string): Chip {
    const isPath = id.startsWith("/");
    for (const chip of this.#chips.values()) {
      if ((isPath ? chip.path : chip.label) === id) return chip;
    }
    let found: Chip | undefined;
    if (isPath) {
      found = libgpiod().open(id);
    } else {
      const chips = openAll();
      found = chips.find(({ label }) => label === id);
      for (const chip of chips) if (chip !== found) chip.close();
      if (found === undefined) {
        const labels = chips.map(({ label }) => label).join(", ");
        throw new RangeError(
          `Cannot open the GPIO chip ${describe(id)}: the chips here are labelled ${labels}`,
        );
      }
    }
    this.#chips.set(found.path, found);
    return found;
  }
}

/** Opens all chips that may be opened. */
function openAll(): Chip[] {
  const chips: Chip[] = [];
  let refusal: unknown = null;
  for (let i = 0; i < MOST_CHIPS; i++) {
    try {
      chips.push(libgpiod().open(`/dev/gpiochip${i}`));
    } catch (error) {
      if (!(error instanceof OSError) || !error.message.includes("GPIO chip")) throw error;
      if (error.code !== "ENOENT") refusal ??= error;
    }
  }
  if (chips.length > 0) return chips;
  if (refusal !== null) throw refusal;
  throw osError(
    "ENODEV",
    "Cannot find a GPIO chip: there is no /dev/gpiochip0, so this is no Raspberry Pi; " +
      'set UASYNCIO_BOARD to "sim", or call set_board(new SimulatedBoard())',
  );
}

class GpiodLines implements Lines {
  readonly #chip: Chip;
  readonly #offset: number;
  readonly #request: Request;
  #onEdge: ((edge: Edge) => void) | null = null;
  /** The descriptor that edges have been awaited on; -1 if there is none. */
  #fd = -1;
  #isArmed = false;

  constructor(chip: Chip, offset: number, request: Request) {
    this.#chip = chip;
    this.#offset = offset;
    this.#request = request;
  }

  get debounces(): boolean {
    return this.#request.debounces;
  }

  configure(settings: LineSettings): void {
    this.#leave();
    try {
      this.#request.configure(settings);
    } finally {
      if (this.#onEdge !== null) this.#await();
    }
  }

  mode(): Mode {
    return this.#chip.describe(this.#offset).mode;
  }

  pull(): Pull | null | undefined {
    return this.#chip.describe(this.#offset).pull;
  }

  read(): Level {
    return this.#request.read();
  }

  write(level: Level): void {
    this.#request.write(level);
  }

  read_all(): Level[] {
    return this.#request.readAll();
  }

  write_all(levels: readonly Level[]): void {
    this.#request.writeAll(levels);
  }

  listen(onEdge: ((edge: Edge) => void) | null): void {
    // Those that are there came when nobody listened.
    if (onEdge !== null && this.#onEdge === null) this.#request.dropEdges();
    this.#onEdge = onEdge;
    if (onEdge === null) this.#leave();
    else if (!this.#isArmed) this.#await();
  }

  close(): void {
    this.#onEdge = null;
    this.#leave();
    this.#request.release();
  }

  #await(): void {
    this.#fd = this.#request.fd;
    if (this.#fd < 0) return;
    getReadiness().await(this.#fd, READABLE, this.#onReadable);
    this.#isArmed = true;
  }

  #leave(): void {
    if (this.#fd >= 0) getReadiness().forget(this.#fd);
    this.#fd = -1;
    this.#isArmed = false;
  }

  readonly #onReadable = (): void => {
    this.#isArmed = false;
    for (const edge of this.#request.takeEdges()) this.#onEdge?.(edge); // it may end it
    if (this.#onEdge !== null && !this.#isArmed) this.#await();
  };
}
