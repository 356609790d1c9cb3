/**
 * Thermometers on a 1-Wire bus, after MicroPython's modules `onewire` and `ds18x20`.
 *
 * ```ts
 * import { run } from "@uasyncio/uasyncio";
 * import { set_board, SimulatedBoard } from "@uasyncio/uasyncio/machine";
 * import { DS18X20, OneWire } from "@uasyncio/uasyncio/onewire";
 *
 * const board = new SimulatedBoard(); // without these three lines: the Raspberry Pi
 * set_board(board);
 * board.onewire(4).attach("28-000005e2fdc3", 21.5);
 *
 * await run(async () => {
 *   const ds = new DS18X20(new OneWire(4));
 *   await ds.convert_temp();
 *   for (const rom of ds.scan()) console.log(ds.read_temp(rom));
 * });
 * ```
 *
 * @module
 */

export { DS18X20 } from "./ds18x20.ts";
export { OneWire } from "./onewire.ts";
export type { LineArgument } from "../machine/line_argument.ts";
