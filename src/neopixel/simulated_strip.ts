import type { SimulatedSpiDevice } from "../machine/boards/simulated_spi.ts";
import type { SpiSettings } from "../machine/boards/spi_bus.ts";
import { toTiming } from "./bitstream.ts";
import type { Color, NeoPixelOptions } from "./neopixel.ts";

/** A low so long ends the data, in ns. */
const LATCH_NS = 50_000;

/**
 * A strip of LEDs for an SPI bus of a simulated board: it reads the pulses as the LEDs do, by
 * their length, and shows its colors.
 *
 * @example See them
 * ```ts
 * import { set_board, SimulatedBoard } from "@uasyncio/uasyncio/machine";
 * import { NeoPixel, SimulatedStrip } from "@uasyncio/uasyncio/neopixel";
 *
 * const board = new SimulatedBoard();
 * set_board(board);
 * const strip = new SimulatedStrip(2);
 * board.spi(0).attach(strip);
 * const np = new NeoPixel(10, 2);
 * np[1] = [1, 2, 3];
 * np.write();
 * if (String(strip.colors[1]) !== "1,2,3") throw new Error("another color");
 * ```
 */
export class SimulatedStrip implements SimulatedSpiDevice {
  /** The colors of the LEDs. */
  colors: Color[];
  readonly #bpp: number;
  readonly #threshold: number;
  readonly #onChange: (colors: Color[]) => void;
  #step_ns = 0;

  /**
   * Makes a strip, all dark.
   *
   * @param n How many LEDs it has.
   * @param options What kind of LEDs: `bpp` and `timing`, as for `NeoPixel`.
   * @param on_change Called with the colors when it has got some.
   */
  constructor(
    n: number,
    options: NeoPixelOptions = {},
    on_change: (colors: Color[]) => void = () => {},
  ) {
    const { bpp = 3, timing = 1 } = options;
    const [high0, , high1] = toTiming(timing);
    this.#bpp = bpp;
    this.#threshold = (high0 + high1) / 2;
    this.#onChange = on_change;
    this.colors = Array.from({ length: n }, () => Array(bpp).fill(0) as unknown as Color);
  }

  /** Called by the bus: how fast it sends. */
  select({ baudrate }: SpiSettings): void {
    this.#step_ns = 1e9 / baudrate;
  }

  /** Called by the bus: what it sends. The strip answers nothing. */
  exchange(bytes: Uint8Array): number[] {
    const bits: number[] = [];
    let high = 0;
    let low = 0;
    const end = () => {
      if (high > 0) bits.push(high * this.#step_ns > this.#threshold ? 1 : 0);
      if (low * this.#step_ns >= LATCH_NS && bits.length > 0) this.#show(bits.splice(0));
      high = low = 0;
    };
    for (let i = 0; i < 8 * bytes.length; i++) {
      const isHigh = (bytes[i >> 3]! & 0x80 >> (i & 7)) !== 0;
      if (isHigh && low > 0) end();
      if (isHigh) high++;
      else low++;
    }
    end();
    return [];
  }

  /** An LED keeps what comes first, and hands on the rest. */
  #show(bits: number[]): void {
    const bytes = Array.from(
      { length: bits.length >> 3 },
      (_, i) => parseInt(bits.slice(8 * i, 8 * i + 8).join(""), 2),
    );
    this.colors = this.colors.map((before, i) => {
      const own = bytes.slice(i * this.#bpp, (i + 1) * this.#bpp);
      if (own.length < this.#bpp) return before;
      const [green, red, ...rest] = own;
      return [red, green, ...rest] as unknown as Color;
    });
    this.#onChange(this.colors);
  }
}
