/**
 * Sensors of temperature and humidity, after MicroPython's module `dht`.
 *
 * ```ts
 * import { run } from "@uasyncio/uasyncio";
 * import { DHT22 } from "@uasyncio/uasyncio/dht";
 * import { set_board, SimulatedBoard } from "@uasyncio/uasyncio/machine";
 *
 * const board = new SimulatedBoard(); // without these three lines: the Raspberry Pi
 * set_board(board);
 * board.dht(4, { temperature: 21.5, humidity: 40 });
 *
 * await run(async () => {
 *   const sensor = new DHT22(4);
 *   await sensor.measure();
 *   console.log(sensor.temperature(), sensor.humidity());
 * });
 * ```
 *
 * @module
 */

export { DHT11 } from "./dht11.ts";
export { DHT22 } from "./dht22.ts";
export { DHTBase } from "./dht_base.ts";
export type { LineArgument } from "../machine/line_argument.ts";
