// The driver of a display SSD1306, a module of 128 by 64 (or 32) pixels on I2C. It is drawn on as
// MicroPython's `framebuf` is, and shows what has been drawn by `await display.show()`.

import type { I2C } from "@uasyncio/uasyncio/machine";
import { FrameBuffer, MONO_VLSB } from "./framebuf.ts";

// Commands of the data sheet; those with a number behind them take it as a second byte.
const SET_CONTRAST = 0x81;
const SHOW_MEMORY = 0xa4;
const SET_INVERTED = 0xa6;
const SET_OFF = 0xae;
const SET_ADDRESSING = 0x20;
const SET_COLUMNS = 0x21;
const SET_PAGES = 0x22;
const SET_START_LINE = 0x40;
const SET_COLUMNS_MIRRORED = 0xa1;
const SET_ROWS = 0xa8;
const SET_ROWS_MIRRORED = 0xc8;
const SET_OFFSET = 0xd3;
const SET_CLOCK = 0xd5;
const SET_PRECHARGE = 0xd9;
const SET_WIRING = 0xda;
const SET_DESELECT_LEVEL = 0xdb;
const SET_CHARGE_PUMP = 0x8d;

/** The byte before commands, and that before pixels. */
const COMMANDS = Uint8Array.of(0x00);
const PIXELS = Uint8Array.of(0x40);

export class SSD1306 extends FrameBuffer {
  readonly #i2c: I2C;
  readonly #address: number;
  readonly #pixels: Uint8Array;

  constructor(width: number, height: 32 | 64, i2c: I2C, addr = 0x3c) {
    const pixels = new Uint8Array(width * height / 8);
    super(pixels, width, height, MONO_VLSB);
    this.#i2c = i2c;
    this.#address = addr;
    this.#pixels = pixels;
    this.#command(SET_OFF);
    this.#command(SET_ADDRESSING, 0); // page by page, from left to right
    this.#command(SET_START_LINE, SET_COLUMNS_MIRRORED, SET_ROWS_MIRRORED);
    this.#command(SET_ROWS, height - 1, SET_OFFSET, 0, SET_WIRING, height === 32 ? 0x02 : 0x12);
    this.#command(SET_CLOCK, 0x80, SET_PRECHARGE, 0xf1, SET_DESELECT_LEVEL, 0x30);
    this.#command(SET_CONTRAST, 0xff, SHOW_MEMORY, SET_INVERTED, SET_CHARGE_PUMP, 0x14);
    this.poweron();
  }

  /** Shows what has been drawn. It takes 25 ms at 400 kHz; the other tasks run meanwhile. */
  async show() {
    this.#command(SET_COLUMNS, 0, this.width - 1, SET_PAGES, 0, this.height / 8 - 1);
    await this.#i2c.async.writevto(this.#address, [PIXELS, this.#pixels]);
  }

  poweron() {
    this.#command(SET_OFF | 1);
  }

  poweroff() {
    this.#command(SET_OFF);
  }

  /** How bright it is, 0 to 255. */
  contrast(value: number) {
    this.#command(SET_CONTRAST, value);
  }

  /** Whether dark and bright are exchanged. */
  invert(isInverted: boolean) {
    this.#command(SET_INVERTED | Number(isInverted));
  }

  #command(...bytes: number[]) {
    this.#i2c.writevto(this.#address, [COMMANDS, Uint8Array.from(bytes)]);
  }
}
