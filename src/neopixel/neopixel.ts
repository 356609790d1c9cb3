import { describe } from "../core/describe.ts";
import { RuntimeError } from "../core/errors.ts";
import { checkInteger, checkOptionNames } from "../machine/arguments.ts";
import { SPI } from "../machine/spi.ts";
import { type Bitstream, type Timing, toBitstream, toTiming } from "./bitstream.ts";
import { Indexed } from "./indexed.ts";
import { type LineArgument, lineNumber } from "../machine/line_argument.ts";

/** How bright red, green and blue are, and white in LEDs that have it, each from 0 to 255. */
export type Color = readonly [red: number, green: number, blue: number, white?: number];

/** MicroPython's keyword arguments of {@linkcode NeoPixel}. */
export interface NeoPixelOptions {
  /** 3 for LEDs of red, green and blue, the default; 4 for those with white. */
  bpp?: 3 | 4;
  /** 1 for LEDs of 800 kHz, the default, 0 for 400 kHz; or the times of a bit, in ns. */
  timing?: 0 | 1 | Timing;
}

/** Where red, green, blue and white are in what an LED gets. */
const ORDER = [1, 0, 2, 3];
/** The MOSI lines of a Raspberry Pi's header. The clock of each bus is at the next line. */
const MOSI = [10, 20, 2, 6, 14];

/**
 * A strip of LEDs, each with a color of its own, after MicroPython's
 * {@link https://docs.micropython.org/en/latest/library/neopixel.html | neopixel.NeoPixel}.
 *
 * A color is set by `np[i] = [red, green, blue]`, and comes to the strip by `write()`.
 *
 * SPI makes the pulses, three of its bits for one, so that the strip hangs on its MOSI line:
 * GPIO10 (pin 19 of the header) once SPI is enabled, which has the bus for itself. On a
 * Raspberry Pi 4 the lines `core_freq=500` and `core_freq_min=500` in
 * `/boot/firmware/config.txt` keep the clock of SPI as it is, on a Pi 3 `core_freq=250`. A strip
 * of 5 V wants a level shifter. In one message of 4,096 bytes 435 LEDs have room (326 with
 * white); the error for more says how to raise that.
 *
 * @example A red one among blue ones
 * ```ts
 * import { set_board, SimulatedBoard } from "@uasyncio/uasyncio/machine";
 * import { NeoPixel, SimulatedStrip } from "@uasyncio/uasyncio/neopixel";
 *
 * const board = new SimulatedBoard();
 * set_board(board);
 * const strip = new SimulatedStrip(3);
 * board.spi(0).attach(strip);
 *
 * using np = new NeoPixel(10, 3);
 * np.fill([0, 0, 64]);
 * np[1] = [255, 0, 0];
 * np.write();
 * if (String(strip.colors) !== "0,0,64,255,0,0,0,0,64") throw new Error("other colors");
 * ```
 */
export class NeoPixel extends Indexed<Color> implements Disposable, Iterable<Color> {
  /** The color of an LED, from 0 on; from the end backwards by negative numbers. */
  [index: number]: Color;
  /** How many LEDs the strip has. */
  readonly n: number;
  /** How many colors make one: 3, or 4 with white. */
  readonly bpp: 3 | 4;
  readonly #stream: Bitstream;
  readonly #bytes: Uint8Array;
  #spi: SPI | null;

  /**
   * Takes a strip into use, all dark.
   *
   * @param pin The line, by its number, its name or a `Pin` without a mode: the MOSI line of an SPI bus.
   * @param n How many LEDs it has.
   * @param options `bpp` and `timing`.
   * @throws {TypeError} If `pin` is no line, a `Pin` in use for example, or there is an option that does
   *   not exist.
   * @throws {RangeError} If the line is no MOSI, the bus is not enabled, or an argument is out of
   *   range; the message says what to do.
   * @throws {OSError} If the device may not be opened.
   * @throws {Deno.errors.NotCapable} Without `--allow-ffi`, but for a simulated board.
   */
  constructor(pin: LineArgument, n: number, options: NeoPixelOptions = {}) {
    super();
    checkOptionNames(options, ["bpp", "timing"], "a NeoPixel");
    const { bpp = 3, timing = 1 } = options;
    checkInteger(n, 1, 0xffff, "set up a NeoPixel", "the number of LEDs");
    checkInteger(bpp, 3, 4, "set up a NeoPixel", "bpp");
    const mosi = lineNumber(pin, "pin", "a NeoPixel");
    if (!MOSI.includes(mosi)) {
      throw new RangeError(
        `Cannot set up a NeoPixel at GPIO${mosi}: it takes the MOSI line of an SPI bus, GPIO10 of ` +
          `bus 0, or one of ${MOSI.slice(1).join(", ")} by an overlay`,
      );
    }
    this.n = n;
    this.bpp = bpp;
    this.#bytes = new Uint8Array(n * bpp);
    this.#stream = toBitstream(toTiming(timing));
    this.#spi = new SPI({ sck: mosi + 1, mosi, baudrate: this.#stream.baudrate });
  }

  /** How many LEDs the strip has; MicroPython's `len(np)`. */
  get length(): number {
    return this.n;
  }

  /**
   * The color of an LED; the same as `np[index]`.
   *
   * @param index Its number, from 0 on; from the end backwards by negative ones.
   * @returns The color.
   * @throws {RangeError} If there is no such LED.
   */
  override get(index: number): Color {
    const at = this.#find(index);
    return ORDER.slice(0, this.bpp).map((place) => this.#bytes[at + place]!) as unknown as Color;
  }

  /**
   * Sets the color of an LED; the same as `np[index] = color`.
   *
   * @param index Its number, from 0 on; from the end backwards by negative ones.
   * @param color The color: as many integers from 0 to 255 as `bpp` says.
   * @throws {TypeError} If `color` is none.
   * @throws {RangeError} If there is no such LED.
   */
  override set(index: number, color: Color): void {
    const at = this.#find(index);
    this.#check(color);
    for (const [i, value] of color.entries()) this.#bytes[at + ORDER[i]!] = value!;
  }

  /**
   * Sets the color of all LEDs.
   *
   * @param color The color: as many integers from 0 to 255 as `bpp` says.
   * @throws {TypeError} If `color` is none.
   */
  fill(color: Color): void {
    for (let i = 0; i < this.n; i++) this.set(i, color);
  }

  /**
   * Sends the colors to the strip, 30 µs for each LED; everything else is held up meanwhile, as in
   * MicroPython.
   *
   * @throws {OSError} If the driver refuses; `"EMSGSIZE"` if these are more LEDs than fit into
   *   one message.
   * @throws {RuntimeError} If the strip has been given back.
   */
  write(): void {
    if (this.#spi === null) {
      throw new RuntimeError(
        "Cannot write to the NeoPixel: it has been closed; make another one",
      );
    }
    // In one message: a pause between two would end the data.
    this.#spi.transfer([{ write: this.#stream.encode(this.#bytes) }]);
  }

  /** The colors of the LEDs, one after the other. */
  *[Symbol.iterator](): Iterator<Color> {
    for (let i = 0; i < this.n; i++) yield this.get(i);
  }

  /** Gives the line back; the LEDs stay as they are. Not in MicroPython. */
  deinit(): void {
    this.#spi?.deinit();
    this.#spi = null;
  }

  /** Gives the line back at the end of the block that has it by `using`. */
  [Symbol.dispose](): void {
    this.deinit();
  }

  /** The strip in words: `NeoPixel(8 LEDs)`. */
  override toString(): string {
    return `NeoPixel(${this.n} LEDs${this.#spi === null ? ", closed" : ""})`;
  }

  /** What `console.log` shows. */
  [Symbol.for("Deno.customInspect")](): string {
    return this.toString();
  }

  /** Where the bytes of an LED begin. */
  #find(index: number): number {
    const isThere = Number.isInteger(index) && index >= -this.n && index < this.n;
    if (isThere) return (index < 0 ? index + this.n : index) * this.bpp;
    throw new RangeError(
      `Cannot use LED ${describe(index)} of the NeoPixel: the last one is ${this.n - 1}`,
    );
  }

  #check(color: unknown): void {
    const isColor = Array.isArray(color) && color.length === this.bpp &&
      color.every((value) => Number.isInteger(value) && value >= 0 && value <= 255);
    if (isColor) return;
    throw new TypeError(
      `Cannot set the color of an LED to ${
        describe(color)
      }: expected ${this.bpp} integers from 0 ` +
        "to 255, red, green, blue" + (this.bpp === 4 ? ", white" : ""),
    );
  }
}
