/**
 * The LEDs of a board, after MicroPython's module `pyb`.
 *
 * ```ts
 * import { set_board, SimulatedBoard } from "@uasyncio/uasyncio/machine";
 * import { LED } from "@uasyncio/uasyncio/pyb";
 *
 * set_board(new SimulatedBoard());
 * new LED(1).on();
 * ```
 *
 * @module
 */

export { LED } from "./led.ts";
