import type { Buses } from "./buses.ts";
import { openLinuxAdc } from "./linux_adc.ts";
import { openLinuxDht } from "./linux_dht.ts";
import { openLinuxI2c } from "./linux_i2c.ts";
import { openLinuxOneWire } from "./linux_onewire.ts";
import { openLinuxPwm } from "./linux_pwm.ts";
import { openLinuxSpi } from "./linux_spi.ts";
import { openLinuxUart } from "./linux_uart.ts";

/** The buses of this machine, as Linux has them. */
export const linuxBuses: Buses = {
  open_adc: openLinuxAdc,
  open_dht: openLinuxDht,
  open_i2c: openLinuxI2c,
  open_onewire: openLinuxOneWire,
  open_spi: openLinuxSpi,
  open_uart: openLinuxUart,
  open_pwm: openLinuxPwm,
};
