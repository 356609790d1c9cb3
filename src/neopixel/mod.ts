/**
 * Strips of colored LEDs, WS2812 and their kin, after MicroPython's module `neopixel`.
 *
 * ```ts
 * import { set_board, SimulatedBoard } from "@uasyncio/uasyncio/machine";
 * import { NeoPixel } from "@uasyncio/uasyncio/neopixel";
 *
 * set_board(new SimulatedBoard()); // without this line: the Raspberry Pi
 * const np = new NeoPixel(10, 8);
 * np.fill([0, 0, 64]);
 * np[0] = [255, 0, 0];
 * np.write();
 * ```
 *
 * @module
 */

export { Indexed } from "./indexed.ts";
export { NeoPixel } from "./neopixel.ts";
export type { Color, NeoPixelOptions } from "./neopixel.ts";
export { SimulatedStrip } from "./simulated_strip.ts";
export type { Timing } from "./bitstream.ts";
export type { LineArgument } from "../machine/line_argument.ts";
