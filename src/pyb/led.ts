import { describe } from "../core/describe.ts";
import { RuntimeError } from "../core/errors.ts";
import type { BoardLed, LineId } from "../machine/boards/board.ts";
import { get_board } from "../machine/boards/current_board.ts";
import { Pin } from "../machine/pin.ts";
import { showId } from "../machine/show.ts";

const FULL = 255;

/**
 * An LED, after MicroPython's
 * {@link https://docs.micropython.org/en/latest/library/pyb.LED.html | pyb.LED}: one of the
 * board's own, or one at a line.
 *
 * @example On and off
 * ```ts
 * import { set_board, SimulatedBoard } from "@uasyncio/uasyncio/machine";
 * import { LED } from "@uasyncio/uasyncio/pyb";
 *
 * const board = new SimulatedBoard();
 * set_board(board);
 * const led = new LED(1);
 * led.on();
 * if (board.level("LED1") !== 1 || led.intensity() !== 255) throw new Error("still dark");
 * ```
 */
export class LED implements Disposable {
  readonly #id: number | LineId | Pin;
  readonly #name: string;
  #led: BoardLed | null;

  /**
   * Takes an LED into use.
   *
   * @param id The number of an LED of the board, from 1 on (on a Raspberry Pi 1 is the green
   *   one, ACT, and 2 the red one, PWR); the name of one, as under `/sys/class/leds`; or the
   *   line that an LED is connected to, by name, by chip and number, or as a `Pin`.
   * @throws {TypeError} If `id` is something else.
   * @throws {RangeError} If the board has no such LED or line.
   * @throws {OSError} If it may not be used, or another program uses the line.
   * @throws {RuntimeError} If there is no board.
   */
  constructor(id: number | LineId | Pin) {
    if (arguments.length > 1) {
      throw new TypeError(
        `Cannot use an LED: it is given its id and nothing else, not ${describe(arguments[1])}`,
      );
    }
    this.#id = id;
    if (id instanceof Pin) {
      this.#name = "the LED";
      this.#led = new LineLed(id, false);
    } else if (typeof id === "number" || typeof id === "string") {
      this.#name = typeof id === "number" ? `LED(${id})` : id;
      const board = get_board();
      this.#led = board.led(id);
      if (this.#led === null && typeof id === "number") {
        throw new RangeError(
          `Cannot use LED(${describe(id)}): ${board.name} has no such LED; one at a line is ` +
            'new LED("GPIO17") or new LED(new Pin(17))',
        );
      }
    } else if (Array.isArray(id)) {
      this.#name = String(id);
      this.#led = null;
    } else {
      throw new TypeError(
        `Cannot use an LED: its id is a number, a name or a Pin, not ${describe(id)}`,
      );
    }
    this.#led ??= new LineLed(new Pin(id as LineId), true);
  }

  /**
   * Lights the LED, as brightly as it can.
   *
   * @throws {OSError} If it may not be driven, or its chip has been unplugged.
   * @throws {RuntimeError} If the LED has been closed.
   */
  on(): void {
    this.#open().write(FULL);
  }

  /**
   * Puts the LED out.
   *
   * @throws {OSError} If it may not be driven, or its chip has been unplugged.
   * @throws {RuntimeError} If the LED has been closed.
   */
  off(): void {
    this.#open().write(0);
  }

  /**
   * Puts the LED out if it is lit, and lights it if it is not.
   *
   * @throws {OSError} If it may not be driven, or its chip has been unplugged.
   * @throws {RuntimeError} If the LED has been closed.
   */
  toggle(): void {
    const led = this.#open();
    led.write(led.read() > 0 ? 0 : FULL);
  }

  /**
   * How bright the LED is.
   *
   * @returns From 0, off, to 255.
   * @throws {OSError} If its chip has been unplugged.
   * @throws {RuntimeError} If the LED has been closed.
   */
  intensity(): number;
  /**
   * Sets how bright the LED is. One at a line knows on and off only, as do most of a board.
   *
   * @param value From 0, off, to 255.
   * @throws {RangeError} If `value` is something else.
   * @throws {OSError} If it may not be driven, or its chip has been unplugged.
   * @throws {RuntimeError} If the LED has been closed.
   */
  intensity(value: number): void;
  intensity(value?: number): number | void {
    const led = this.#open();
    if (value === undefined) return led.read();
    if (!Number.isInteger(value) || value < 0 || value > FULL) {
      throw new RangeError(
        `Cannot set the intensity of ${this.#name} to ${
          describe(value)
        }: expected an integer from 0 to 255`,
      );
    }
    led.write(value);
  }

  /** Gives the LED back; a `Pin` that it was made of stays open. */
  close(): void {
    this.#led?.close();
    this.#led = null;
  }

  /** Gives the LED back at the end of the block that has it by `using`. */
  [Symbol.dispose](): void {
    this.close();
  }

  /** The LED in words: `LED(1, intensity 255)`. */
  toString(): string {
    const id = this.#id instanceof Pin ? String(this.#id) : showId(this.#id);
    return `LED(${id}, ${this.#state()})`;
  }

  #state(): string {
    if (this.#led === null) return "closed";
    try {
      return `intensity ${this.#led.read()}`;
    } catch {
      return this.#id instanceof Pin ? "not in use" : "unplugged";
    }
  }

  /** What `console.log` shows: the LED and its state. */
  [Symbol.for("Deno.customInspect")](): string {
    return this.toString();
  }

  #open(): BoardLed {
    if (this.#led !== null) return this.#led;
    throw new RuntimeError(`Cannot use ${this.#name}: it has been closed; make another one`);
  }
}

/** An LED at a line. */
class LineLed implements BoardLed {
  readonly #pin: Pin;
  readonly #isOwn: boolean;

  constructor(pin: Pin, isOwn: boolean) {
    this.#pin = pin;
    this.#isOwn = isOwn;
  }

  read(): number {
    return this.#pin.value() * FULL;
  }

  write(intensity: number): void {
    this.#pin.value(intensity > 0);
  }

  close(): void {
    if (this.#isOwn) this.#pin.close();
  }
}
