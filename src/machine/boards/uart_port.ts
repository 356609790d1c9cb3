import type { SerialSettings } from "../../../ffi/serial_line.ts";
import { type OSError, osError } from "../../core/os_error.ts";
import { madeByLine } from "./open_error.ts";

export type { SerialSettings } from "../../../ffi/serial_line.ts";

/** A serial port that is in use; `UART` stands on it. Errors are `OSError`s. */
export interface UartPort {
  /** As messages call it. */
  readonly name: string;
  /** Sets how it is spoken on; throws if the driver does not take that. */
  configure(settings: SerialSettings): void;
  /** How many bytes have come. */
  any(): number;
  /** Takes what has come; how many bytes. */
  take(buffer: Uint8Array): number;
  /** Hands over as many bytes as can be at once; how many. */
  put(bytes: Uint8Array): number;
  /** Whether the last bit has been sent. */
  is_sent(): boolean;
  /** Holds everything up until there is something to take, or room; false if it takes longer. */
  wait(direction: "in" | "out", duration_ms: number): boolean;
  /** Holds the line low for a time, and everything up. */
  send_break(duration_ms: number): void;
  /** Takes what has come, once there is something. */
  read(buffer: Uint8Array): Promise<number>;
  /** Hands over bytes, once some can be. */
  write(bytes: Uint8Array): Promise<number>;
  /** Calls back once, when something has come; returns what ends that. */
  when_readable(callback: () => void): () => void;
  /** Gives it back. */
  close(): void;
}

/** Which port: its number, or the path of its device; or its lines. */
export interface UartAddress {
  /** The number, or the path of the device. */
  readonly id: number | string | undefined;
  /** The numbers of the lines that the port has to have. */
  readonly pins: readonly number[];
}

/** Lines of /boot/firmware/config.txt that make a port, by the number of its TX line. */
const LINES: Record<number, string> = {
  0: "dtoverlay=uart2",
  4: "dtoverlay=uart3",
  8: "dtoverlay=uart4",
  12: "dtoverlay=uart5",
  14: "enable_uart=1",
};

/** The error for lines that no port has. */
export function noSuchUartPins(pins: readonly number[]): RangeError {
  const remedy = madeByLine(pins, LINES, "tx");
  return new RangeError(
    `Cannot use a UART with the lines ${pins.join(", ")}: no port has these pins; ${remedy}`,
  );
}

/** The error for a port whose device has been pulled out. */
export function goneError(doing: string, port: string): OSError {
  return osError(
    "ENODEV",
    `Cannot ${doing} ${port}: the device is gone; plug it in again, and make a new UART`,
  );
}
