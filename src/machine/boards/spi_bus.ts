import { lengthOf, MOST_PARTS, type SpiPart, type SpiSettings } from "../../../ffi/spi_device.ts";
import type { ErrorCode } from "../../core/errno.ts";
import { osError } from "../../core/os_error.ts";
import { madeByLine } from "./open_error.ts";

export type { SpiPart, SpiSettings } from "../../../ffi/spi_device.ts";

/** A device on SPI that is in use; `SPI` stands on it. */
export interface SpiBus {
  /** As messages call it. */
  readonly name: string;
  /** How many bytes a message may have. */
  readonly most_bytes: number;
  /**
   * Makes sure that the device can be spoken to so.
   *
   * @throws {OSError} If it cannot.
   */
  configure(settings: SpiSettings): void;
  /**
   * Transfers parts in one message, under one chip select, which may be kept for the next one.
   *
   * @throws {OSError} If the driver refuses.
   */
  transfer(settings: SpiSettings, parts: readonly SpiPart[], keeps_select: boolean): void;
  /** The same, while the loop runs on; calls back with the error, or null. */
  transfer_later(
    settings: SpiSettings,
    parts: readonly SpiPart[],
    keeps_select: boolean,
    settle: (error: Error | null) => void,
  ): void;
  /** Gives it back. */
  close(): void;
}

/** Which device: by its bus, or the path of its device, and its chip select; or by its lines. */
export interface SpiAddress {
  /** The number of the bus, or the path of the device. */
  readonly id: number | string | undefined;
  /** The number of its chip select. */
  readonly cs: number;
  /** The numbers of the lines that the bus has to have. */
  readonly pins: readonly number[];
}

/** The bus of a Raspberry Pi's header, at GPIO9, GPIO10 and GPIO11. */
export const HEADER_SPI = 0;

/** Lines of /boot/firmware/config.txt that make a bus, by the number of its clock line. */
const LINES: Record<number, string> = {
  3: "dtoverlay=spi3-1cs",
  7: "dtoverlay=spi4-1cs",
  11: "dtparam=spi=on",
  15: "dtoverlay=spi5-1cs",
  21: "dtoverlay=spi1-1cs",
};

/** The error for lines that no bus has. */
export function noSuchSpiPins(pins: readonly number[]): RangeError {
  const remedy = madeByLine(pins, LINES, "sck");
  return new RangeError(
    `Cannot use SPI with the lines ${pins.join(", ")}: no bus has these pins; ${remedy}`,
  );
}

/** The error for a bus that has other lines. */
export function otherSpiPins(id: number | string, pins: readonly number[]): RangeError {
  return new RangeError(
    `Cannot use SPI bus ${id} with the lines ${pins.join(", ")}: it has other lines; leave out ` +
      "the number to have the bus of these lines, or the lines",
  );
}

/** Makes sure that a message is not too long. */
export function checkMessage(parts: readonly SpiPart[], most: number, bus: string): void {
  const count = parts.reduce((sum, part) => sum + lengthOf(part), 0);
  if (parts.length > MOST_PARTS) {
    throw new RangeError(
      `Cannot transfer ${parts.length} parts on ${bus}: one message has up to ${MOST_PARTS}`,
    );
  }
  if (count <= most) return;
  throw osError(
    "EMSGSIZE",
    `Cannot transfer ${count} bytes on ${bus}: the driver takes up to ${most} in one message; ` +
      `\`spidev.bufsiz=${2 ** Math.ceil(Math.log2(count))}\` in /boot/firmware/cmdline.txt ` +
      "raises that, from the next boot on",
  );
}

/** The error for settings that a driver refuses. */
export function settingsError(code: ErrorCode, settings: SpiSettings, bus: string): Error {
  const { polarity, phase, bits, lsb_first, baudrate } = settings;
  return osError(
    code,
    `Cannot set up ${bus}: its driver does not take these settings: ${bits} bits, ` +
      `${lsb_first ? "LSB" : "MSB"} first, polarity ${polarity}, phase ${phase}, ${baudrate} Hz; ` +
      "a Raspberry Pi has 8 bits, MSB first",
  );
}
