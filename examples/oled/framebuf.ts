// What a display shows, as MicroPython's `framebuf` draws it, in its format MONO_VLSB: a bit a
// pixel, and a byte for eight of them, one below the other.

import { FONT, type Font } from "./font.ts";

/** The format that there is: a byte has eight pixels, the lowest bit is the uppermost one. */
export const MONO_VLSB = 0;

/** The width and the height of a character. */
const CELL = 8;

/** A picture in memory. What is drawn outside of it is left out. */
export class FrameBuffer {
  readonly width: number;
  readonly height: number;
  readonly #bytes: Uint8Array;
  readonly #stride: number;

  /** `stride` is how many bytes one row of bytes is from the next: the width, or more. */
  constructor(
    bytes: Uint8Array,
    width: number,
    height: number,
    format: typeof MONO_VLSB,
    stride = width,
  ) {
    if (format !== MONO_VLSB) throw new RangeError("Cannot draw: the format is MONO_VLSB here");
    if (!(width >= 1 && height >= 1 && stride >= width)) {
      throw new RangeError(`Cannot draw in ${width} × ${height} pixels, ${stride} from row to row`);
    }
    const size = (Math.ceil(height / 8) - 1) * stride + width;
    if (bytes.length < size) {
      throw new RangeError(`Cannot draw: it takes ${size} bytes, there are ${bytes.length}`);
    }
    this.#bytes = bytes;
    this.width = width;
    this.height = height;
    this.#stride = stride;
  }

  /** Makes all of it one color: 0, or anything else for 1. */
  fill(c: number) {
    this.rect(0, 0, this.width, this.height, c, true);
  }

  /** The color of a pixel; undefined outside. */
  pixel(x: number, y: number): number | undefined;
  /** Sets the color of a pixel. */
  pixel(x: number, y: number, c: number): void;
  pixel(x: number, y: number, c?: number): number | undefined | void {
    if (!this.#has(x, y)) return;
    if (c === undefined) return this.#get(x, y);
    this.#set(x, y, c);
  }

  hline(x: number, y: number, w: number, c: number) {
    this.rect(x, y, w, 1, c, true);
  }

  vline(x: number, y: number, h: number, c: number) {
    this.rect(x, y, 1, h, c, true);
  }

  /** A rectangle, or its outline. */
  rect(x: number, y: number, w: number, h: number, c: number, f = false) {
    if (f) {
      for (let row = Math.max(y, 0); row < Math.min(y + h, this.height); row++) {
        for (let column = Math.max(x, 0); column < Math.min(x + w, this.width); column++) {
          this.#set(column, row, c);
        }
      }
      return;
    }
    this.hline(x, y, w, c);
    this.hline(x, y + h - 1, w, c);
    this.vline(x, y, h, c);
    this.vline(x + w - 1, y, h, c);
  }

  /** A line from one pixel to another, by Bresenham's way. */
  line(x1: number, y1: number, x2: number, y2: number, c: number) {
    const across = Math.abs(x2 - x1);
    const down = Math.abs(y2 - y1);
    const stepX = x2 > x1 ? 1 : -1;
    const stepY = y2 > y1 ? 1 : -1;
    const [long, short] = down > across ? [down, across] : [across, down];
    // Along the longer side each pixel is one further, along the other one when it is due.
    let due = 2 * short - long;
    for (let x = x1, y = y1, i = 0; i < long; i++) {
      this.pixel(x, y, c);
      if (due >= 0) {
        if (down > across) x += stepX;
        else y += stepY;
        due -= 2 * long;
      }
      if (down > across) y += stepY;
      else x += stepX;
      due += 2 * short;
    }
    this.pixel(x2, y2, c);
  }

  /** Characters of 8 × 8 pixels. What is between their lines stays as it is. */
  text(s: string, x: number, y: number, c = 1, font: Font = FONT) {
    for (const byte of new TextEncoder().encode(s)) {
      for (const [i, column] of font(byte >= 32 && byte <= 127 ? byte : 127).entries()) {
        for (let row = 0; row < CELL; row++) {
          if ((column >> row & 1) !== 0) this.pixel(x + i, y + row, c);
        }
      }
      x += CELL;
    }
  }

  /** Draws another picture; not what has the color `key`. `palette` has new colors. */
  blit(fbuf: FrameBuffer, x: number, y: number, key = -1, palette?: FrameBuffer) {
    for (let row = Math.max(0, -y); row < Math.min(fbuf.height, this.height - y); row++) {
      for (let column = Math.max(0, -x); column < Math.min(fbuf.width, this.width - x); column++) {
        const own = fbuf.#get(column, row);
        const color = palette === undefined ? own : palette.#get(own, 0);
        if (color !== key) this.#set(x + column, y + row, color);
      }
    }
  }

  /** Moves all of it. The places that become free keep their pixels. */
  scroll(xstep: number, ystep: number) {
    // Against the direction, so that nothing is overwritten before it has been moved.
    for (const y of against(ystep, this.height)) {
      for (const x of against(xstep, this.width)) this.#set(x, y, this.#get(x - xstep, y - ystep));
    }
  }

  #has(x: number, y: number): boolean {
    return x >= 0 && x < this.width && y >= 0 && y < this.height;
  }

  #get(x: number, y: number): number {
    return this.#bytes[(y >> 3) * this.#stride + x]! >> (y & 7) & 1;
  }

  #set(x: number, y: number, c: number) {
    const i = (y >> 3) * this.#stride + x;
    const bit = 1 << (y & 7);
    this.#bytes[i] = c === 0 ? this.#bytes[i]! & ~bit : this.#bytes[i]! | bit;
  }
}

/** The places that get something from `step` places before, the farthest one first. */
function* against(step: number, size: number): Generator<number> {
  if (step < 0) { for (let i = 0; i < size + step; i++) yield i; }
  else for (let i = size - 1; i >= step; i--) yield i;
}
