import type { Buses } from "./buses.ts";
import { openLinuxI2c } from "./linux_i2c.ts";

/** The buses of this machine, as Linux has them. */
export const linuxBuses: Buses = { open_i2c: openLinuxI2c };
