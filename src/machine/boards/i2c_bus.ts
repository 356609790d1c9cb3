import { type I2cMessage, MOST_BYTES, MOST_MESSAGES } from "../../../ffi/i2c_device.ts";
import type { ErrorCode } from "../../core/errno.ts";
import { type OSError, osError } from "../../core/os_error.ts";

export type { I2cMessage } from "../../../ffi/i2c_device.ts";

/** An I2C bus that is in use; `I2C` stands on it. */
export interface I2cBus {
  /** As messages call it. */
  readonly name: string;
  /**
   * Transfers messages in one go, with a start before each of them and a stop after the last.
   *
   * @throws {OSError} If a device does not answer, or the bus fails otherwise.
   */
  transfer(messages: readonly I2cMessage[]): void;
  /** The same, while the loop runs on; calls back with the error, or null. */
  transfer_later(messages: readonly I2cMessage[], settle: (error: Error | null) => void): void;
  /** The message that only asks whether a device is there. */
  probe(address: number): I2cMessage;
  /** Sets how long a transfer may take. */
  set_timeout(ms: number): void;
  /** Gives it back. */
  close(): void;
}

/** Which bus: by its number or the path of its device, by its pins, or by all of these. */
export interface I2cAddress {
  /** Its number, or the path of its device. */
  readonly id: number | string | undefined;
  /** The number of the line that is its clock. */
  readonly scl: number | undefined;
  /** The number of the line for data. */
  readonly sda: number | undefined;
}

/** The pins of a bus. */
export interface I2cPins {
  /** The number of the line that is its clock. */
  readonly scl: number;
  /** The number of the line for data. */
  readonly sda: number;
}

/** The bus of a Raspberry Pi's header, at GPIO2 and GPIO3. */
export const HEADER_BUS = 1;

/** Lines of /boot/firmware/config.txt that make a bus, by its SDA pin. */
const PARAMETERS: Record<number, string> = { 0: "dtparam=i2c_vc=on", 2: "dtparam=i2c_arm=on" };

/** What drivers say when no device has acknowledged. */
export const NACK: readonly string[] = ["EREMOTEIO", "ENXIO", "ENODEV", "EIO"];

/** Makes sure that Linux takes so much at once. The simulated board takes no more. */
export function checkSize(messages: readonly I2cMessage[], bus: string): void {
  if (messages.length > MOST_MESSAGES) {
    throw new RangeError(
      `Cannot ${describeTransfer(messages)} on ${bus}: ${messages.length} parts in one transfer; ` +
        `Linux takes up to ${MOST_MESSAGES}, so join some of them`,
    );
  }
  for (let i = 0; i < messages.length; i++) {
    const { length } = messages[i]!.bytes;
    if (length <= MOST_BYTES) continue;
    throw new RangeError(
      `Cannot ${describeTransfer(messages)} on ${bus}: ${length} bytes at a time; ` +
        `Linux takes up to ${MOST_BYTES}, so transfer the rest by another call`,
    );
  }
}

/** The error for a transfer that has failed. */
export function transferError(
  code: ErrorCode,
  messages: readonly I2cMessage[],
  bus: string,
): OSError {
  const doing = `Cannot ${describeTransfer(messages)} on ${bus}`;
  if (code === "EIO") { // what some say of a NACK, a Raspberry Pi of another failure
    return osError(
      code,
      `${doing}: the transfer broke off; no device has answered, or one has held the clock for ` +
        "longer than the adapter waits: see to its wiring, its power and its address, and lower " +
        "the bus's frequency",
    );
  }
  if (NACK.includes(code)) {
    return osError(
      code,
      `${doing}: no device has answered (NACK); see to its wiring, its power and its address, ` +
        "scan() finds those that answer",
    );
  }
  if (code === "ETIMEDOUT") {
    return osError(
      code,
      `${doing}: the bus has been held for too long; see to the wires and their pull-up ` +
        "resistors, and lower the bus's frequency for a device that stretches the clock",
    );
  }
  if (code === "EOPNOTSUPP") {
    return osError(
      code,
      `${doing}: this adapter has the commands of SMBus alone, which are a register of 8 bits ` +
        "with up to 32 bytes, or a single byte",
    );
  }
  return osError(code, `${doing}: the driver says ${code}`);
}

function describeTransfer(messages: readonly I2cMessage[]): string {
  const parts = messages.slice(0, 3).map(({ reads, bytes, address }) => {
    const count = `${bytes.length} byte${bytes.length === 1 ? "" : "s"}`;
    return `${reads ? "read" : "write"} ${count} ${reads ? "from" : "to"} ${hex(address)}`;
  });
  return parts.join(" and ") + (messages.length > 3 ? " and more" : "");
}

/** An address as datasheets write it. */
export function hex(address: number): string {
  return `0x${address.toString(16).padStart(2, "0")}`;
}

/** The error for pins that no bus has. */
export function noSuchPins(scl: number, sda: number): RangeError {
  const line = scl === sda + 1 && PARAMETERS[sda] ||
    `dtoverlay=i2c-gpio,bus=8,i2c_gpio_sda=${sda},i2c_gpio_scl=${scl}`;
  return new RangeError(
    `Cannot use I2C with scl ${scl} and sda ${sda}: no bus has these pins; the line ` +
      `${line} in /boot/firmware/config.txt makes one, from the next boot on`,
  );
}

/** The error for a bus that has other pins. */
export function otherPins(
  id: number | string,
  scl: number,
  sda: number,
  pins: I2cPins,
): RangeError {
  return new RangeError(
    `Cannot use I2C bus ${id} with scl ${scl} and sda ${sda}: its pins are scl ${pins.scl} and ` +
      `sda ${pins.sda}; leave out the number to have the bus of the pins, or the pins`,
  );
}
