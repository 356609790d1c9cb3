/**
 * What tests of programs with `@uasyncio/uasyncio` need.
 *
 * @module
 */

export { VirtualClock } from "./virtual_clock.ts";
