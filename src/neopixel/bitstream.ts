import { describe } from "../core/describe.ts";

/** How long the line is high and low for a bit of 0 and for one of 1, in ns. */
export type Timing = readonly [high_0: number, low_0: number, high_1: number, low_1: number];

/** The times of LEDs of 400 and of 800 kHz, as MicroPython has them; the latter are a WS2812B's. */
const TIMINGS: readonly Timing[] = [[800, 1700, 1600, 900], [400, 850, 800, 450]];
/** How much each of them may differ, see the data sheet of the WS2812B. */
const TOLERANCE_NS = 150;
/** A low so long ends the data; newer LEDs take 280 µs, older ones 50. */
const LATCH_NS = 300_000;

/** A stream of bits as SPI sends it: each of them is several bits there, first high, then low. */
export interface Bitstream {
  /** How fast SPI has to be. */
  readonly baudrate: number;
  /** The bytes that SPI sends for others, low before and after them. */
  encode(bytes: Uint8Array): Uint8Array;
}

/** The times that `timing` stands for. */
export function toTiming(timing: unknown): Timing {
  if (timing === 0 || timing === 1) return TIMINGS[timing]!;
  const isTiming = Array.isArray(timing) && timing.length === 4 &&
    timing.every((ns) => Number.isFinite(ns) && ns > 0);
  if (isTiming) return timing as unknown as Timing;
  throw new TypeError(
    `Cannot set up a NeoPixel: timing is 0 for 400 kHz, 1 for 800, or four times in ns, not ${
      describe(timing)
    }`,
  );
}

/** The stream with such times: as few bits of SPI for one as keep within what LEDs tolerate. */
export function toBitstream(timing: Timing): Bitstream {
  const [high0, low0, high1, low1] = timing;
  for (let size = 3; size <= 8; size++) {
    const step = (high0 + low0 + high1 + low1) / 2 / size;
    const ones: [number, number] = [Math.round(high0 / step), Math.round(high1 / step)];
    const times = ones.flatMap((count) => [count * step, (size - count) * step]);
    const isNear = times.every((ns, i) => ns > 0 && Math.abs(ns - timing[i]!) <= TOLERANCE_NS);
    if (isNear && ones[0] < ones[1]) {
      return streamOf(tableOf(size, ones), size, step);
    }
  }
  throw new RangeError(
    `Cannot set up a NeoPixel: SPI cannot keep the times ${timing.join(", ")} ns within ` +
      `${TOLERANCE_NS} ns; timing 1 is that of a WS2812B`,
  );
}

function streamOf(table: Uint8Array, size: number, step: number): Bitstream {
  const latch = Math.ceil(LATCH_NS / (8 * step));
  return {
    baudrate: Math.round(1e9 / step),
    encode(bytes) {
      // Before the data as well: between two transfers the line may have been high.
      const stream = new Uint8Array(2 * latch + size * bytes.length);
      for (const [i, byte] of bytes.entries()) {
        stream.set(table.subarray(size * byte, size * (byte + 1)), latch + size * i);
      }
      return stream;
    },
  };
}

/** What is sent for each byte: 8 bits of `size` each, the highest first, make `size` bytes. */
function tableOf(size: number, ones: readonly [number, number]): Uint8Array {
  const table = new Uint8Array(256 * size);
  for (let byte = 0; byte < 256; byte++) {
    for (let bit = 0; bit < 8; bit++) {
      const at = 8 * size * byte + size * bit;
      const count = ones[byte >> (7 - bit) & 1]!;
      for (let i = at; i < at + count; i++) table[i >> 3]! |= 0x80 >> (i & 7);
    }
  }
  return table;
}
