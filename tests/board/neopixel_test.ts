import { assertEquals, assertThrows } from "@std/assert";
import { OSError, RuntimeError } from "../../mod.ts";
import { Pin } from "../../src/machine/mod.ts";
import { type Color, NeoPixel, SimulatedStrip } from "../../src/neopixel/mod.ts";
import { newBoard } from "./boards.ts";

/** What a strip gets: the pulses of a message, as `[high_ns, low_ns]`. */
function pulsesOf(np: NeoPixel, board = newBoard()): [number, number][] {
  let step_ns = 0;
  const levels: number[] = [];
  board.spi(0).attach({
    select: ({ baudrate }) => step_ns = 1e9 / baudrate,
    exchange: (bytes) => {
      for (const byte of bytes) for (let i = 7; i >= 0; i--) levels.push(byte >> i & 1);
      return [];
    },
  });
  np.write();
  board.spi(0).attach(null);
  const runs = levels.join("").match(/0+|1+/g)!;
  assertEquals(runs[0]![0], "0"); // low before the data, as long as after it
  assertEquals(runs[0]!.length * step_ns >= 280_000, true);
  const pulses: [number, number][] = [];
  for (let i = 1; i < runs.length; i += 2) {
    pulses.push([runs[i]!.length * step_ns, runs[i + 1]!.length * step_ns]);
  }
  return pulses;
}

const near = (ns: number, wanted: number) => Math.abs(ns - wanted) <= 150;

/** The bits of the pulses, each of whose times is within what the data sheet allows. */
function bitsOf(pulses: [number, number][], timing: number[]): string {
  const [high0, low0, high1, low1] = timing as [number, number, number, number];
  const last = pulses.length - 1;
  return pulses.map(([high, low], i) => {
    const isLow = (wanted: number) => i === last ? low >= 280_000 : near(low, wanted);
    if (near(high, high0) && isLow(low0)) return "0";
    if (near(high, high1) && isLow(low1)) return "1";
    throw new Error(`no pulse of an LED: ${high} ns, ${low} ns`);
  }).join("");
}

const bits = (...bytes: number[]) =>
  bytes.map((byte) => byte.toString(2).padStart(8, "0")).join("");

Deno.test("NeoPixel sends green, red, blue, the highest bit first, with a WS2812B's pulses", () => {
  const board = newBoard();
  const np = new NeoPixel(10, 3);
  np[0] = [1, 2, 3];
  np[1] = [0x80, 0x55, 0xaa];
  np[2] = [255, 0, 254];
  const sent = bitsOf(pulsesOf(np, board), [400, 850, 800, 450]);
  assertEquals(sent, bits(2, 1, 3, 0x55, 0x80, 0xaa, 0, 255, 254));
});

Deno.test("NeoPixel sends white last, and keeps other times", () => {
  for (
    const [timing, times] of [
      [0, [800, 1700, 1600, 900]],
      [[300, 900, 600, 600], [300, 900, 600, 600]],
      [[350, 800, 700, 600], [350, 800, 700, 600]],
    ] as const
  ) {
    const board = newBoard();
    const np = new NeoPixel("GPIO10", 1, { bpp: 4, timing });
    np[0] = [1, 2, 3, 4];
    assertEquals(bitsOf(pulsesOf(np, board), [...times]), bits(2, 1, 3, 4));
  }
  newBoard();
  assertThrows(
    () => new NeoPixel(10, 1, { timing: [100, 5000, 400, 5000] }),
    RangeError,
    "Cannot set up a NeoPixel: SPI cannot keep the times 100, 5000, 400, 5000 ns within 150 ns; " +
      "timing 1",
  );
});

Deno.test("NeoPixel: every byte comes to the strip as it is", () => {
  const shown: Color[][] = [];
  const strip = new SimulatedStrip(86, {}, (colors) => shown.push(colors));
  newBoard().spi(0).attach(strip);
  const np = new NeoPixel(10, 86);
  for (let i = 0; i < 86; i++) np[i] = [3 * i % 256, (3 * i + 1) % 256, (3 * i + 2) % 256];
  assertEquals(strip.colors[85], [0, 0, 0]);
  np.write();
  assertEquals(strip.colors, [...np]);
  np[0] = [9, 9, 9];
  np.write();
  assertEquals([shown.length, strip.colors[0], shown[0]![0]], [2, [9, 9, 9], [0, 1, 2]]);
});

Deno.test("NeoPixel: a strip that is longer keeps what it has; a shorter one hands the rest on", () => {
  const long = new SimulatedStrip(3, { bpp: 4, timing: 0 });
  const board = newBoard();
  board.spi(0).attach(long);
  const np = new NeoPixel(10, 2, { bpp: 4, timing: 0 });
  np.fill([1, 2, 3, 4]);
  np.write();
  assertEquals(long.colors, [[1, 2, 3, 4], [1, 2, 3, 4], [0, 0, 0, 0]]);
  const short = new SimulatedStrip(1, { bpp: 4, timing: 0 });
  board.spi(0).attach(short);
  np.write();
  assertEquals(short.colors, [[1, 2, 3, 4]]);
});

Deno.test("NeoPixel: colors by index, from the end, by get() and set(), all, one by one", () => {
  newBoard();
  const np = new NeoPixel(10, 4);
  assertEquals([np.length, np.n, np.bpp, String(np)], [4, 4, 3, "NeoPixel(4 LEDs)"]);
  np[0] = [1, 2, 3];
  np[-1] = [4, 5, 6];
  np.set(1, [7, 8, 9]);
  assertEquals([np[0], np.get(1), np[2], np[3]], [[1, 2, 3], [7, 8, 9], [0, 0, 0], [4, 5, 6]]);
  assertEquals([np[-4], np.get(-1)], [np[0], np[3]]);
  assertEquals([...np].length, 4);
  np.fill([1, 1, 1]);
  assertEquals([...np], Array(4).fill([1, 1, 1]));
  const named = Object.assign(np, { place: "door" }); // other names are as on any object
  assertEquals([named.place, "fill" in named], ["door", true]);
});

Deno.test("NeoPixel refuses arguments that mean nothing, and nothing changes", () => {
  newBoard();
  // deno-lint-ignore no-explicit-any -- wrong on purpose
  const NeoPixels = NeoPixel as any;
  assertThrows(
    () => new NeoPixel(18, 1),
    RangeError,
    "Cannot set up a NeoPixel at GPIO18: it takes the MOSI line of an SPI bus, GPIO10 of bus 0, " +
      "or one of 20, 2, 6, 14 by an overlay",
  );
  assertThrows(() => new NeoPixel(14, 1), RangeError, "the line dtoverlay=spi5-1cs in");
  assertThrows(
    () => new NeoPixels(new Pin(10, Pin.OUT), 1),
    TypeError,
    "Cannot set up a NeoPixel: pin is the number of a line, or its name",
  );
  for (const n of [0, -1, 1.5, 65536]) {
    assertThrows(() => new NeoPixel(10, n), RangeError, "the number of LEDs is an integer from 1");
  }
  assertThrows(() => new NeoPixels(10, 1, { bpp: 5 }), RangeError, "bpp is an integer from 3 to 4");
  assertThrows(() => new NeoPixels(10, 1, { bits: 5 }), TypeError, 'there is no option "bits"');
  for (const timing of [2, "1", [1, 2, 3], [1, 2, 3, 0]]) {
    assertThrows(
      () => new NeoPixels(10, 1, { timing }),
      TypeError,
      "Cannot set up a NeoPixel: timing is 0 for 400 kHz, 1 for 800, or four times in ns, not ",
    );
  }
  const np = new NeoPixel(10, 2);
  for (const index of [2, -3, 0.5, NaN]) {
    const words = `Cannot use LED ${index} of the NeoPixel: the last one is 1`;
    assertThrows(() => np[index], RangeError, words);
    assertThrows(() => np[index] = [1, 2, 3], RangeError, words);
  }
  for (const color of [[1, 2], [1, 2, 3, 4], [1, 2, 256], [1, 2, 0.5], 7, null]) {
    assertThrows(
      () => np[0] = color as unknown as Color,
      TypeError,
      "Cannot set the color of an LED to ",
    );
    assertThrows(
      () => np.fill(color as unknown as Color),
      TypeError,
      ": expected 3 integers from 0 to 255, red, green, blue",
    );
  }
  assertEquals([...np], [[0, 0, 0], [0, 0, 0]]);
});

Deno.test("NeoPixel: more LEDs than fit into a message, and a strip that has been given back", () => {
  newBoard();
  new NeoPixel(10, 435).write();
  new NeoPixel(10, 321, { bpp: 4 }).write();
  const long = new NeoPixel(10, 436);
  const error = assertThrows(() => long.write(), OSError, "`spidev.bufsiz=8192`");
  assertEquals(error.code, "EMSGSIZE");
  const np = new NeoPixel(20, 1);
  np.deinit();
  np.deinit();
  assertThrows(
    () => np.write(),
    RuntimeError,
    "Cannot write to the NeoPixel: it has been closed; make another one",
  );
  assertEquals(String(np), "NeoPixel(1 LEDs, closed)");
});
