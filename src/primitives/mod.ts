/**
 * What programs for MicroPython take from the well-known community library
 * {@link https://github.com/peterhinch/micropython-async/blob/master/v3/docs/DRIVERS.md | micropython-async},
 * by the same names: switches, buttons, rotary encoders, delays that can be put off, and waiting
 * for one of several events or for all of them. Written anew: pins are not polled but tell of
 * their edges, debounced by the kernel.
 *
 * Functions that are handed over here may wait: each call is a task of its own.
 *
 * ```ts
 * import { run, sleep_ms } from "@uasyncio/uasyncio";
 * import { Pin, set_board, SimulatedBoard } from "@uasyncio/uasyncio/machine";
 * import { Pushbutton } from "@uasyncio/uasyncio/primitives";
 *
 * const board = new SimulatedBoard(); // without these two lines: the Raspberry Pi
 * set_board(board);
 * const button = new Pushbutton(new Pin(27, Pin.IN, Pin.PULL_UP));
 * button.press_func(() => console.log("pressed"));
 * button.long_func(async () => {
 *   await sleep_ms(10);
 *   console.log("held");
 * });
 *
 * await run(async () => {
 *   board.drive(27, 0);
 *   await sleep_ms(100);
 * });
 * ```
 *
 * @module
 */

export { Delay_ms } from "./delay_ms.ts";
export type { DelayOptions } from "./delay_ms.ts";
export { Encoder } from "./encoder.ts";
export type { EncoderOptions } from "./encoder.ts";
export { Pushbutton } from "./pushbutton.ts";
export type { PushbuttonOptions } from "./pushbutton.ts";
export { Switch } from "./switch.ts";
export { WaitAll } from "./wait_all.ts";
export { WaitAny } from "./wait_any.ts";
export type { EventLike } from "./event_like.ts";
