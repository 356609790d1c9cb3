import { type OSError, osError } from "../../core/os_error.ts";

/** An input of a converter that is in use; `ADC` stands on it. Errors are `OSError`s. */
export interface AdcInput {
  /** As messages call it. */
  readonly name: string;
  /** The voltage, in microvolts. */
  read_uv(): number;
  /** The voltage as a part of the full range, from 0 to 65535. */
  read_u16(): number;
  /** Gives it back. */
  close(): void;
}

/** Which input: a channel of a converter. */
export interface AdcAddress {
  /** The name of the converter; by default there is one only. */
  readonly device: string | undefined;
  /** The number of the channel; the difference of two as `"0-1"`. */
  readonly channel: number | string;
  /** The voltage that is the full range, in mV; by default the most that it can measure. */
  readonly vref_mv: number | undefined;
}

/** What a value is of the full range, from 0 to 65535. */
export function toU16(value: number, least: number, most: number): number {
  const part = (value - least) / (most - least);
  return Math.round(65535 * Math.min(Math.max(part, 0), 1));
}

/** The error for a machine that has no converter. */
export function noConverter(): OSError {
  return osError(
    "ENODEV",
    "Cannot use an ADC: this machine has no converter, as a Raspberry Pi has none of its own; a " +
      "line in /boot/firmware/config.txt makes one that is connected known, from the next boot " +
      "on: dtoverlay=ads1115 or ads1015 by I2C, dtoverlay=mcp3008:spi0-0-present by SPI",
  );
}

/** The error for a channel that a converter does not have. */
export function noSuchChannel(
  channel: number | string,
  device: string,
  channels: readonly (number | string)[],
): RangeError {
  return new RangeError(
    `Cannot use channel ${channel} of ${device}: it has the channels ${channels.join(", ")}`,
  );
}
