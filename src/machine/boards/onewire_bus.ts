import type { Coroutine } from "../../coroutine.ts";
import type { ErrorCode } from "../../core/errno.ts";
import { type OSError, osError } from "../../core/os_error.ts";

/** A 1-Wire bus that is in use; `OneWire` stands on it. */
export interface OneWireBus {
  /** As messages call it. */
  readonly name: string;
  /** The devices that are there, as Linux calls them: `28-000005e2fdc3`. */
  devices(): string[];
  /**
   * Lets all thermometers measure, while the loop runs on, and gives the temperature of each in
   * degrees Celsius, or the error.
   */
  convert(thermometers: readonly string[]): Coroutine<Map<string, number | OSError>>;
}

/** What Linux calls a device: its family, and its number, the high byte first. */
const NAME = /^([0-9a-f]{2})-([0-9a-f]{12})$/;

/** Whether Linux calls a device so. */
export function isDeviceName(name: unknown): name is string {
  return typeof name === "string" && NAME.test(name);
}

/** The 8 bytes of a device: its family, its number with the low byte first, the checksum. */
export function romOf(name: string): Uint8Array<ArrayBuffer> {
  const [, family, number] = NAME.exec(name)!;
  const rom = new Uint8Array(8);
  rom.set(Uint8Array.fromHex(family!));
  rom.set(Uint8Array.fromHex(number!).reverse(), 1);
  rom[7] = crc8(rom.subarray(0, 7));
  return rom;
}

/** What Linux calls the device of these 8 bytes. */
export function nameOf(rom: Uint8Array): string {
  return `${rom.slice(0, 1).toHex()}-${rom.slice(1, 7).reverse().toHex()}`;
}

/** The checksum of 1-Wire: of bytes with theirs at the end it is 0. */
export function crc8(bytes: Uint8Array): number {
  let crc = 0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc & 1) === 0 ? crc >> 1 : crc >> 1 ^ 0x8c;
  }
  return crc;
}

/** The error for a line at which there is no bus. */
export function noBusAt(pin: number): RangeError {
  return new RangeError(
    `Cannot use 1-Wire at GPIO${pin}: no driver of the kernel has the line; the line ` +
      `dtoverlay=w1-gpio,gpiopin=${pin} in /boot/firmware/config.txt gives it to one, from the ` +
      "next boot on",
  );
}

/** The error for a thermometer that has not been read. */
export function thermometerError(code: ErrorCode, thermometer: string): OSError {
  const doing = `Cannot read the temperature of ${thermometer}`;
  if (code === "ENODEV") {
    return osError(code, `${doing}: it is not on the bus; scan() finds those that are`);
  }
  if (code === "EAGAIN") {
    return osError(
      code,
      `${doing}: another program lets the thermometers measure; call convert_temp() once more`,
    );
  }
  return osError(
    code,
    `${doing}: it has not answered, or its answer was damaged (${code}); see to its wires, and to ` +
      "the resistor between its data line and 3.3 V",
  );
}
