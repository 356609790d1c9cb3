import type { Coroutine } from "../coroutine.ts";
import { coro } from "../coro.ts";
import { describe } from "../core/describe.ts";
import { RuntimeError } from "../core/errors.ts";
import { OSError } from "../core/os_error.ts";
import { checkBytes, checkInteger, checkOptionNames } from "./arguments.ts";
import { currentBuses } from "./boards/current_board.ts";
import { hex, type I2cBus, type I2cMessage, NACK } from "./boards/i2c_bus.ts";
import { waitForCall } from "./boards/wait_for_call.ts";
import { showAsText } from "../core/show_as_text.ts";
import { type LineArgument, lineNumber } from "./line_argument.ts";

/** MicroPython's keyword arguments of {@linkcode I2C}. */
export interface I2COptions {
  /** The line of the clock, by its number, its name or a `Pin` without a mode. With
   * `sda` it says which bus. */
  scl?: LineArgument;
  /** The line of the data. */
  sda?: LineArgument;
  /**
   * The frequency, in Hz. It is accepted and changes nothing: Linux decides it, by
   * `dtparam=i2c_arm_baudrate=400000` in `/boot/firmware/config.txt`.
   */
  freq?: number;
  /**
   * How long a transfer may take, in microseconds; steps of 10 ms, one second by default.
   * It is the bus's own: what other programs do there may take as long.
   */
  timeout?: number;
}

/** The keyword arguments of {@linkcode I2C.readfrom_mem} and its like. */
export interface I2CMemOptions {
  /** How many bits the number of a register has: 8, 16, 24 or 32. */
  addrsize?: number;
}

/** The methods of an {@linkcode I2C} that take their time while the loop runs on. */
export interface AsyncI2C {
  /** {@linkcode I2C.scan}. */
  scan(): Coroutine<number[]>;
  /** {@linkcode I2C.readfrom}. */
  readfrom(addr: number, nbytes: number, stop?: boolean): Coroutine<Uint8Array<ArrayBuffer>>;
  /** {@linkcode I2C.readfrom_into}. */
  readfrom_into(addr: number, buf: Uint8Array, stop?: boolean): Coroutine<void>;
  /** {@linkcode I2C.writeto}. */
  writeto(addr: number, buf: Uint8Array, stop?: boolean): Coroutine<number>;
  /** {@linkcode I2C.writevto}. */
  writevto(addr: number, vector: readonly Uint8Array[], stop?: boolean): Coroutine<number>;
  /** {@linkcode I2C.readfrom_mem}. */
  readfrom_mem(
    addr: number,
    memaddr: number,
    nbytes: number,
    options?: I2CMemOptions,
  ): Coroutine<Uint8Array<ArrayBuffer>>;
  /** {@linkcode I2C.readfrom_mem_into}. */
  readfrom_mem_into(
    addr: number,
    memaddr: number,
    buf: Uint8Array,
    options?: I2CMemOptions,
  ): Coroutine<void>;
  /** {@linkcode I2C.writeto_mem}. */
  writeto_mem(
    addr: number,
    memaddr: number,
    buf: Uint8Array,
    options?: I2CMemOptions,
  ): Coroutine<void>;
}

/** Messages, and what the caller gets when they have been transferred. */
interface Transfer<T> {
  messages: I2cMessage[];
  /** Whether the bus is let go after it. */
  stop: boolean;
  result(): T;
}

const OPTIONS = ["scl", "sda", "freq", "timeout"];
const FIRST_ADDRESS = 0x08;
const LAST_ADDRESS = 0x77;
const ADDRESS_SIZES: unknown[] = [8, 16, 24, 32];
/** Numbers of registers as they are sent. To make an array takes longer than to send it. */
const BYTES: Uint8Array[] = [];

/**
 * An I2C bus, after MicroPython's
 * {@link https://docs.micropython.org/en/latest/library/machine.I2C.html | machine.I2C}.
 *
 * The methods hold everything else up until the bus has done its work, as in MicroPython: some
 * 400 µs for a register. For what takes longer, {@linkcode I2C.async} has the same methods as
 * coroutines.
 *
 * It is a bus of Linux, `/dev/i2c-1` by default, or one of a simulated board. Any number of
 * objects, processes and Workers may use a bus; the kernel lets one transfer happen after the
 * other.
 *
 * @example Devices on the bus, and a register
 * ```ts
 * import { I2C, set_board, SimulatedBoard } from "@uasyncio/uasyncio/machine";
 *
 * const board = new SimulatedBoard();
 * set_board(board);
 * board.i2c(1).attach(0x48, { registers: Uint8Array.of(21, 128, 0, 0) });
 *
 * using i2c = new I2C(1, { scl: 3, sda: 2, freq: 400_000 });
 * if (String(i2c.scan()) !== "72") throw new Error("not found");
 * const [degrees] = i2c.readfrom_mem(0x48, 0, 1);
 * if (degrees !== 21) throw new Error("another temperature");
 * ```
 */
export class I2C implements Disposable {
  readonly #id: number | string | undefined;
  #bus: I2cBus | null = null;
  /** Writes without a stop, which go out together with what follows. */
  #held: I2cMessage[] = [];

  /**
   * Opens a bus.
   *
   * @param id Its number, `1` for `/dev/i2c-1`, or the path of its device. By default the bus
   *   that `scl` and `sda` name, or else bus 1.
   * @param options `scl`, `sda`, `freq` and `timeout`.
   * @throws {TypeError} If `id` is no id, or there is an option that does not exist.
   * @throws {RangeError} If an argument is out of range, or no bus has such pins; the message
   *   has the line for `config.txt` that makes one.
   * @throws {OSError} If the bus is not enabled, or may not be opened; the message says what
   *   to do.
   * @throws {Deno.errors.NotCapable} Without `--allow-ffi`, but for a simulated board.
   */
  constructor(id?: number | string, options?: I2COptions);
  /**
   * Opens the bus that has these pins, or bus 1.
   *
   * @param options `scl`, `sda`, `freq` and `timeout`.
   */
  constructor(options: I2COptions);
  constructor(id?: number | string | I2COptions, options: I2COptions = {}) {
    showAsText(I2C.prototype);
    const isOptions = typeof id === "object" && id !== null;
    if (!isOptions) checkId(id);
    this.#id = isOptions ? undefined : id;
    this.init(isOptions ? id : options);
  }

  /**
   * Opens the bus again, with other options or after {@linkcode I2C.deinit}.
   *
   * @param options `scl`, `sda`, `freq` and `timeout`.
   * @throws {TypeError} If there is an option that does not exist.
   * @throws {RangeError} If an argument is out of range, or the bus has other pins.
   * @throws {OSError} If the bus may not be opened.
   */
  init(options: I2COptions = {}): void {
    const { timeout, ...pins } = checkOptions(options);
    const bus = currentBuses().open_i2c({ id: this.#id, ...pins });
    this.deinit();
    this.#bus = bus;
    if (timeout !== undefined) bus.set_timeout(timeout / 1000);
  }

  /**
   * What `console.log` shows: the bus, as `I2C(/dev/i2c-1)`.
   *
   * @returns The text.
   */
  toString(): string {
    return `${this.constructor.name}(${this.#bus?.name ?? "closed"})`;
  }

  /** Gives the bus back; `init()` opens it again. Does nothing if that has been done. */
  deinit(): void {
    const bus = this.#bus;
    this.#bus = null;
    const held = this.#held;
    this.#held = [];
    try {
      if (held.length > 0) bus?.transfer(held);
    } finally {
      bus?.close();
    }
  }

  /** Gives the bus back at the end of the block that has it by `using`. */
  [Symbol.dispose](): void {
    this.deinit();
  }

  /**
   * Looks for devices.
   *
   * @returns The addresses from 0x08 to 0x77 at which something answers.
   * @throws {OSError} If the bus does not work: it is held by a device, for example.
   * @throws {RuntimeError} If it has been closed.
   */
  scan(): number[] {
    const bus = this.#open("scan the bus");
    const found: number[] = [];
    for (let address = FIRST_ADDRESS; address <= LAST_ADDRESS; address++) {
      try {
        bus.transfer([bus.probe(address)]);
        found.push(address);
      } catch (error) {
        passUnlessNack(error);
      }
    }
    return found;
  }

  /**
   * Reads from a device.
   *
   * @param addr Its address, 0 to 0x7f.
   * @param nbytes How many bytes, 1 to 8192.
   * @param stop Is accepted; after a read Linux always lets the bus go.
   * @returns The bytes.
   * @throws {RangeError} If an argument is out of range.
   * @throws {OSError} If no device answers (`"EREMOTEIO"` on a Raspberry Pi), or the bus does
   *   not work.
   * @throws {RuntimeError} If the bus has been closed.
   */
  readfrom(addr: number, nbytes: number, stop = true): Uint8Array<ArrayBuffer> {
    return this.#transfer(planReadfrom(addr, nbytes, stop));
  }

  /**
   * Reads from a device into an array.
   *
   * @param addr Its address, 0 to 0x7f.
   * @param buf Where the bytes go to; as many are read as it has.
   * @param stop Is accepted; after a read Linux always lets the bus go.
   * @throws {TypeError} If `buf` is no Uint8Array.
   * @throws {RangeError} If an argument is out of range.
   * @throws {OSError} If no device answers, or the bus does not work.
   * @throws {RuntimeError} If the bus has been closed.
   */
  readfrom_into(addr: number, buf: Uint8Array, stop = true): void {
    this.#transfer(planReadfromInto(addr, buf, stop));
  }

  /**
   * Writes to a device.
   *
   * @param addr Its address, 0 to 0x7f.
   * @param buf The bytes; none only ask whether it is there.
   * @param stop Whether the bus is let go afterwards. If not, the bytes go out together with
   *   the next transfer, after a repeated start, and that one throws what is wrong.
   * @returns How many bytes were acknowledged: all, or it throws.
   * @throws {TypeError} If `buf` is no Uint8Array.
   * @throws {RangeError} If an argument is out of range.
   * @throws {OSError} If no device answers, or the bus does not work.
   * @throws {RuntimeError} If the bus has been closed.
   */
  writeto(addr: number, buf: Uint8Array, stop = true): number {
    return this.#transfer(planWriteto(addr, buf, stop));
  }

  /**
   * Writes several arrays to a device, as if they were one.
   *
   * @param addr Its address, 0 to 0x7f.
   * @param vector The arrays.
   * @param stop Whether the bus is let go afterwards, as with {@linkcode I2C.writeto}.
   * @returns How many bytes were acknowledged.
   * @throws {TypeError} If one of them is no Uint8Array.
   * @throws {RangeError} If an argument is out of range.
   * @throws {OSError} If no device answers, or the bus does not work.
   * @throws {RuntimeError} If the bus has been closed.
   */
  writevto(addr: number, vector: readonly Uint8Array[], stop = true): number {
    return this.#transfer(planWritevto(addr, vector, stop));
  }

  /**
   * Reads from a register, or from a memory: writes its number, and reads after a repeated
   * start.
   *
   * @param addr The address of the device, 0 to 0x7f.
   * @param memaddr The number of the register.
   * @param nbytes How many bytes, 1 to 8192.
   * @param options `addrsize`, 8 by default.
   * @returns The bytes.
   * @throws {TypeError} If there is an option that does not exist.
   * @throws {RangeError} If an argument is out of range.
   * @throws {OSError} If no device answers, or the bus does not work.
   * @throws {RuntimeError} If the bus has been closed.
   */
  readfrom_mem(
    addr: number,
    memaddr: number,
    nbytes: number,
    options?: I2CMemOptions,
  ): Uint8Array<ArrayBuffer> {
    return this.#transfer(planReadfromMem(addr, memaddr, nbytes, options));
  }

  /**
   * Reads from a register into an array.
   *
   * @param addr The address of the device, 0 to 0x7f.
   * @param memaddr The number of the register.
   * @param buf Where the bytes go to; as many are read as it has.
   * @param options `addrsize`, 8 by default.
   * @throws {TypeError} If `buf` is no Uint8Array, or there is an option that does not exist.
   * @throws {RangeError} If an argument is out of range.
   * @throws {OSError} If no device answers, or the bus does not work.
   * @throws {RuntimeError} If the bus has been closed.
   */
  readfrom_mem_into(
    addr: number,
    memaddr: number,
    buf: Uint8Array,
    options?: I2CMemOptions,
  ): void {
    this.#transfer(planReadfromMemInto(addr, memaddr, buf, options));
  }

  /**
   * Writes to a register, or to a memory.
   *
   * @param addr The address of the device, 0 to 0x7f.
   * @param memaddr The number of the register.
   * @param buf The bytes.
   * @param options `addrsize`, 8 by default.
   * @throws {TypeError} If `buf` is no Uint8Array, or there is an option that does not exist.
   * @throws {RangeError} If an argument is out of range.
   * @throws {OSError} If no device answers, or the bus does not work.
   * @throws {RuntimeError} If the bus has been closed.
   */
  writeto_mem(addr: number, memaddr: number, buf: Uint8Array, options?: I2CMemOptions): void {
    this.#transfer(planWritetoMem(addr, memaddr, buf, options));
  }

  /**
   * The same methods as coroutines: the transfer happens in another thread, one after the
   * other for each bus, and the loop runs on. A transfer that has begun is made to its end
   * even if its task is cancelled. Not in MicroPython.
   *
   * @returns The methods.
   *
   * @example A long transfer
   * ```ts
   * import { run } from "@uasyncio/uasyncio";
   * import { I2C, set_board, SimulatedBoard } from "@uasyncio/uasyncio/machine";
   *
   * const board = new SimulatedBoard();
   * set_board(board);
   * board.i2c().attach(0x50, { registers: new Uint8Array(256) });
   * await run(async () => {
   *   using i2c = new I2C();
   *   await i2c.async.writeto_mem(0x50, 0, Uint8Array.of(1, 2, 3));
   *   const memory = await i2c.async.readfrom_mem(0x50, 0, 256);
   *   if (memory[2] !== 3) throw new Error("not written");
   * });
   * ```
   */
  get async(): AsyncI2C {
    const later = <T>(transfer: Transfer<T>) => this.#transferLater(transfer);
    return {
      scan: coro(() => this.#scanLater()),
      readfrom: (addr, nbytes, stop = true) => later(planReadfrom(addr, nbytes, stop)),
      readfrom_into: (addr, buf, stop = true) => later(planReadfromInto(addr, buf, stop)),
      writeto: (addr, buf, stop = true) => later(planWriteto(addr, buf, stop)),
      writevto: (addr, vector, stop = true) => later(planWritevto(addr, vector, stop)),
      readfrom_mem: (...args) => later(planReadfromMem(...args)),
      readfrom_mem_into: (...args) => later(planReadfromMemInto(...args)),
      writeto_mem: (...args) => later(planWritetoMem(...args)),
    };
  }

  #transfer<T>(transfer: Transfer<T>): T {
    const bus = this.#bus ?? this.#open("transfer");
    const messages = this.#take(transfer);
    if (messages !== null) bus.transfer(messages);
    return transfer.result();
  }

  #transferLater<T>(transfer: Transfer<T>): Coroutine<T> {
    return waitForCall((settle) => {
      const bus = this.#open("transfer");
      const messages = this.#take(transfer);
      if (messages === null) settle(null);
      else bus.transfer_later(messages, settle);
    }, () => transfer.result());
  }

  async #scanLater(): Promise<number[]> {
    const found: number[] = [];
    for (let address = FIRST_ADDRESS; address <= LAST_ADDRESS; address++) {
      try {
        await waitForCall((settle) => {
          const bus = this.#open("scan the bus");
          bus.transfer_later([bus.probe(address)], settle);
        }, () => {});
        found.push(address);
      } catch (error) {
        passUnlessNack(error);
      }
    }
    return found;
  }

  /** The messages to transfer now, with those that were held; null if they are held, too. */
  #take({ messages, stop }: Transfer<unknown>): I2cMessage[] | null {
    if (this.#held.length === 0 && stop) return messages;
    const all = [...this.#held, ...messages];
    this.#held = stop ? [] : all;
    return stop ? all : null;
  }

  #open(doing: string): I2cBus {
    if (this.#bus !== null) return this.#bus;
    throw new RuntimeError(
      `Cannot ${doing}: the I2C bus has been closed; init() opens it again`,
    );
  }
}

function planReadfrom(
  addr: number,
  nbytes: number,
  _stop: boolean,
): Transfer<Uint8Array<ArrayBuffer>> {
  const doing = "read by I2C";
  checkAddress(addr, doing);
  const bytes = newBytes(nbytes, doing);
  return { messages: [{ address: addr, reads: true, bytes }], stop: true, result: () => bytes };
}

function planReadfromInto(addr: number, bytes: Uint8Array, _stop: boolean): Transfer<void> {
  const doing = "read by I2C";
  checkAddress(addr, doing);
  checkInto(bytes, doing);
  return { messages: [{ address: addr, reads: true, bytes }], stop: true, result: () => {} };
}

function planWriteto(addr: number, bytes: Uint8Array, stop: boolean): Transfer<number> {
  const doing = "write by I2C";
  checkAddress(addr, doing);
  checkBytes(bytes, doing);
  const copy = stop ? bytes : bytes.slice(); // it goes out later; the caller may change it
  const messages = [{ address: addr, reads: false, bytes: copy }];
  return { messages, stop, result: () => bytes.length };
}

function planWritevto(
  addr: number,
  vector: readonly Uint8Array[],
  stop: boolean,
): Transfer<number> {
  if (!Array.isArray(vector)) {
    throw new TypeError(
      `Cannot write by I2C: expected an array of Uint8Arrays, got ${describe(vector)}`,
    );
  }
  for (const bytes of vector) checkBytes(bytes, "write by I2C");
  return planWriteto(addr, joined(vector), stop);
}

function planReadfromMem(
  addr: number,
  memaddr: number,
  nbytes: number,
  options?: I2CMemOptions,
): Transfer<Uint8Array<ArrayBuffer>> {
  const doing = "read from a register";
  const bytes = newBytes(nbytes, doing);
  const messages = registerRead(addr, memaddr, bytes, options, doing);
  return { messages, stop: true, result: () => bytes };
}

function planReadfromMemInto(
  addr: number,
  memaddr: number,
  bytes: Uint8Array,
  options?: I2CMemOptions,
): Transfer<void> {
  const doing = "read from a register";
  checkInto(bytes, doing);
  const messages = registerRead(addr, memaddr, bytes, options, doing);
  return { messages, stop: true, result: () => {} };
}

function planWritetoMem(
  addr: number,
  memaddr: number,
  bytes: Uint8Array,
  options?: I2CMemOptions,
): Transfer<void> {
  const doing = "write to a register";
  checkAddress(addr, doing);
  checkBytes(bytes, doing);
  const all = joined([registerNumber(memaddr, options, doing), bytes]);
  const messages = [{ address: addr, reads: false, bytes: all }];
  return { messages, stop: true, result: () => {} };
}

function registerRead(
  address: number,
  memaddr: number,
  bytes: Uint8Array,
  options: I2CMemOptions | undefined,
  doing: string,
): I2cMessage[] {
  checkAddress(address, doing);
  return [
    { address, reads: false, bytes: registerNumber(memaddr, options, doing) },
    { address, reads: true, bytes },
  ];
}

/** The number of a register as it is sent, the high byte first. */
function registerNumber(
  memaddr: number,
  options: I2CMemOptions | undefined,
  doing: string,
): Uint8Array {
  let size = 8;
  if (options !== undefined) {
    checkOptionNames(options, ["addrsize"], "a register");
    size = options.addrsize ?? 8;
    if (!ADDRESS_SIZES.includes(size)) {
      throw new RangeError(`Cannot ${doing}: addrsize is 8, 16, 24 or 32, not ${describe(size)}`);
    }
  }
  checkInteger(memaddr, 0, 2 ** size - 1, doing, "its number");
  if (size === 8) return BYTES[memaddr] ??= Uint8Array.of(memaddr);
  const bytes = new Uint8Array(size / 8);
  for (let i = 0, shift = size - 8; shift >= 0; i++, shift -= 8) bytes[i] = memaddr >>> shift;
  return bytes;
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

function newBytes(count: number, doing: string): Uint8Array<ArrayBuffer> {
  checkInteger(count, 1, 0xffff, doing, "the number of bytes");
  return new Uint8Array(count);
}

function checkInto(bytes: Uint8Array, doing: string): void {
  checkBytes(bytes, doing);
  checkInteger(bytes.length, 1, 0xffff, doing, "the number of bytes");
}

function checkAddress(address: number, doing: string): void {
  if (Number.isInteger(address) && address >= 0 && address <= 0x7f) return;
  throw new RangeError(
    `Cannot ${doing}: an address is 0 to 0x7f, not ${
      Number.isInteger(address) ? hex(address) : describe(address)
    }; datasheets may have it one bit further to the left`,
  );
}

function checkId(id: unknown): void {
  const isNumber = typeof id === "number" && Number.isInteger(id) && id >= 0;
  if (isNumber || id === undefined || (typeof id === "string" && id !== "")) return;
  throw new TypeError(
    `Cannot open an I2C bus: its id is a number, or the path of a device, not ${describe(id)}`,
  );
}

function checkOptions(options: I2COptions) {
  checkOptionNames(options, OPTIONS, "I2C");
  const { scl, sda, freq, timeout } = options;
  if ((scl === undefined) !== (sda === undefined)) {
    throw new TypeError("Cannot set up I2C: scl and sda name a bus together; give both, or none");
  }
  if (freq !== undefined) checkInteger(freq, 1, 10_000_000, "set up I2C", "freq");
  if (timeout !== undefined) checkInteger(timeout, 1, 0x7fff_ffff, "set up I2C", "timeout");
  return {
    timeout,
    scl: scl === undefined ? undefined : lineNumber(scl, "scl", "I2C"),
    sda: sda === undefined ? undefined : lineNumber(sda, "sda", "I2C"),
  };
}

function passUnlessNack(error: unknown): void {
  if (!(error instanceof OSError) || !NACK.includes(error.code)) throw error;
}
