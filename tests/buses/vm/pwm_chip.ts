/**
 * A PWM chip with a witness: the kernel's driver of the PCA9685 writes to an I2C chip of the
 * kernel's own that keeps what it gets, so that its registers show what comes out at each
 * channel. See NXP's data sheet of the PCA9685, 7.3.
 */

import { I2C } from "../../../src/machine/mod.ts";

const BUS = "/sys/bus/i2c/devices/i2c-0";
const ADDRESS = 0x40;
const FIRST_CHANNEL = 0x06;
const PRESCALE = 0xfe;
/** The steps of a cycle, and how many of them there are in a second. */
const STEPS = 4096;
const CLOCK_HZ = 25_000_000;
/** A bit of the high byte: all the time. */
const ALWAYS = 0x10;

/** The chip, as its device and its driver call it. */
export const DEVICE = "0-0040";
export const DRIVER = "pca9685-pwm";

/** The folder of the chip in sysfs, whatever its number. */
export const folder = `/sys/bus/i2c/devices/${DEVICE}/pwm/pwmchip0`;

/** Connects the chip; it is disconnected at the end. */
export function connectChip(): Disposable {
  Deno.writeTextFileSync(`${BUS}/new_device`, `pca9685 0x${ADDRESS.toString(16)}`);
  return {
    [Symbol.dispose]() {
      try {
        disconnectChip();
      } catch { /* the test has done so */ }
    },
  };
}

/** Disconnects the chip. */
export function disconnectChip(): void {
  Deno.writeTextFileSync(`${BUS}/delete_device`, `0x${ADDRESS.toString(16)}`);
}

/** The value by which the chip divides its clock for a frequency. */
export function prescaleFor(freq: number): number {
  return Math.round(CLOCK_HZ / (STEPS * freq)) - 1;
}

/** How many steps of a cycle make a ratio of 65535, as its driver rounds it. */
export function stepsFor(freq: number, duty_u16: number): number {
  const period = Math.round(1e9 / freq);
  return Math.ceil(STEPS * Math.round(period * duty_u16 / 65535) / period);
}

/** What the chip outputs at a channel: the divider of its clock, and steps of 4096. */
export function registers(channel: number): { prescale: number; steps: number } {
  using i2c = new I2C(0);
  const read = (register: number) => i2c.readfrom_mem(ADDRESS, register, 1)[0]!;
  const [, onHigh, offLow, offHigh] = [0, 1, 2, 3]
    .map((i) => read(FIRST_CHANNEL + 4 * channel + i)) as [number, number, number, number];
  const steps = (offHigh & ALWAYS) !== 0
    ? 0
    : (onHigh & ALWAYS) !== 0
    ? STEPS
    : offLow | offHigh << 8;
  return { prescale: read(PRESCALE), steps };
}
