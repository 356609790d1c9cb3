import { describe } from "../../core/describe.ts";
import { atNextSwitch } from "../../core/scheduler.ts";
import { checkSize, hex, type I2cBus, type I2cMessage, transferError } from "./i2c_bus.ts";

/**
 * A device on a simulated I2C bus: registers, or functions that are given what is written,
 * and give what is read.
 */
export type SimulatedI2cDevice =
  | SimulatedRegisters
  | {
    /** Called with the bytes of each write, its register's number included. */
    write?(bytes: Uint8Array<ArrayBuffer>): void;
    /** Gives so many bytes, or fewer: the rest of them are 255, as of a bus that is let go. */
    read?(count: number): Iterable<number>;
  };

/**
 * A device whose first written byte chooses a register, as most have it.
 */
export interface SimulatedRegisters {
  /**
   * Registers of a byte each, of which one after the other is read and written; or registers
   * of several bytes, by their numbers.
   */
  readonly registers: Uint8Array | { readonly [register: number]: Uint8Array };
}

let openBus: (bus: SimulatedI2C) => I2cBus;

/** The bus as `I2C` uses it. */
export function openSimulatedI2c(bus: SimulatedI2C): I2cBus {
  return openBus(bus);
}

/**
 * An I2C bus of a {@linkcode SimulatedBoard}: what is attached to it answers `I2C`.
 *
 * @example A thermometer that shows 21.5 degrees
 * ```ts
 * import { I2C, set_board, SimulatedBoard } from "@uasyncio/uasyncio/machine";
 *
 * const board = new SimulatedBoard();
 * set_board(board);
 * board.i2c(1).attach(0x48, { registers: { 0: Uint8Array.of(0x15, 0x80) } });
 *
 * const [high = 0, low = 0] = new I2C(1).readfrom_mem(0x48, 0, 2);
 * if ((high << 8 | low) / 256 !== 21.5) throw new Error("another temperature");
 * ```
 */
export class SimulatedI2C {
  /** What it is, in words, for messages. */
  readonly name: string;
  readonly #devices = new Map<number, Device>();

  static {
    openBus = (bus) => {
      const transfer = (messages: readonly I2cMessage[]) => {
        checkSize(messages, bus.name);
        bus.#transfer(messages);
      };
      return {
        name: bus.name,
        transfer,
        transfer_later: (messages, settle) =>
          atNextSwitch(() => settle(errorOf(transfer, messages))),
        probe: (address) => ({ address, reads: false, bytes: new Uint8Array(0) }),
        set_timeout: () => {},
        close: () => {},
      };
    };
  }

  /**
   * Makes a bus; {@linkcode SimulatedBoard.i2c} does that.
   *
   * @param number Its number.
   */
  constructor(number: number | string) {
    this.name = `simulated I2C bus ${number}`;
  }

  /**
   * Connects a device.
   *
   * @param address Its address, 0 to 0x7f. What has been there is taken away.
   * @param device Its registers, or functions that read and write; `null` for none.
   * @throws {RangeError} If `address` is something else.
   * @throws {TypeError} If `device` is no device.
   */
  attach(address: number, device: SimulatedI2cDevice | null): void {
    if (!Number.isInteger(address) || address < 0 || address > 0x7f) {
      throw new RangeError(
        `Cannot attach a device at ${describe(address)}: an address is 0 to 0x7f`,
      );
    }
    if (device === null) {
      this.#devices.delete(address);
      return;
    }
    if (typeof device !== "object" || !["registers", "read", "write"].some((n) => n in device)) {
      throw new TypeError(
        `Cannot attach ${describe(device)} at ${hex(address)}: a device has registers, or the ` +
          "functions read or write",
      );
    }
    this.#devices.set(address, "registers" in device ? new Registers(device.registers) : device);
  }

  #transfer(messages: readonly I2cMessage[]): void {
    for (const { address, reads, bytes } of messages) {
      const device = this.#devices.get(address);
      if (device === undefined) throw transferError("EREMOTEIO", messages, this.name);
      if (!reads) {
        device.write?.(Uint8Array.from(bytes));
        continue;
      }
      bytes.fill(0xff);
      let i = 0;
      for (const byte of device.read?.(bytes.length) ?? []) {
        if (i < bytes.length) bytes[i++] = byte;
      }
    }
  }
}

function errorOf<A>(work: (argument: A) => void, argument: A): Error | null {
  try {
    work(argument);
    return null;
  } catch (error) {
    return error as Error;
  }
}

interface Device {
  write?(bytes: Uint8Array<ArrayBuffer>): void;
  read?(count: number): Iterable<number>;
}

class Registers implements Device {
  readonly #registers: SimulatedRegisters["registers"];
  #chosen = 0;

  constructor(registers: SimulatedRegisters["registers"]) {
    this.#registers = registers;
  }

  write(bytes: Uint8Array): void {
    const [register, ...values] = bytes;
    if (register === undefined) return;
    this.#chosen = register;
    const registers = this.#registers;
    if (registers instanceof Uint8Array) {
      for (const value of values) registers[this.#chosen++ % registers.length] = value;
    } else {
      const bytes = registers[register];
      bytes?.set(values.slice(0, bytes.length));
    }
  }

  read(count: number): Iterable<number> {
    const registers = this.#registers;
    if (!(registers instanceof Uint8Array)) return registers[this.#chosen] ?? [];
    return Array.from({ length: count }, () => registers[this.#chosen++ % registers.length]!);
  }
}
