import { addressOf, type SlowCall } from "./call_worker.ts";
import { cString, type ErrorCode, lastError, libc, O_CLOEXEC, O_RDWR } from "./libc.ts";

// Requests, structures and limits of <linux/i2c-dev.h> and <linux/i2c.h>.
const I2C_TIMEOUT = 0x0702n;
const I2C_FUNCS = 0x0705n;
const I2C_SLAVE_FORCE = 0x0706;
const I2C_RDWR = 0x0707;
const I2C_RDWR_REQUEST = BigInt(I2C_RDWR);
const I2C_SMBUS = 0x0720;
const FUNC_I2C = 0x0000_0001;
const FUNC_SMBUS_QUICK = 0x0001_0000;
const SMBUS_QUICK = 0;
const SMBUS_BYTE = 1;
const SMBUS_BYTE_DATA = 2;
const SMBUS_WORD_DATA = 3;
const SMBUS_I2C_BLOCK_DATA = 8;
const SMBUS_BLOCK_MAX = 32;
/** The size of `struct i2c_msg`, of `struct i2c_rdwr_ioctl_data`, and of the one for SMBus. */
const STRUCT = 16;

/** Messages that the kernel takes at once. */
export const MOST_MESSAGES = 42;
/** Bytes of a message. */
export const MOST_BYTES = 8192;

/** A part of a transfer: bytes to a device, or from it. */
export interface I2cMessage {
  /** Of the device, 7 bits. */
  readonly address: number;
  /** Whether the device sends. */
  readonly reads: boolean;
  /** What it gets; or what it sends comes here. */
  readonly bytes: Uint8Array;
}

/** A bus as Linux has it, `/dev/i2c-1` for example. */
export class I2cDevice {
  readonly #functions = libc();
  readonly #fd: number;
  readonly #abilities: number;
  /** The structures of the calls, kept: to make them anew takes longer than to fill them. */
  #frame = new Frame(256);

  private constructor(fd: number) {
    this.#fd = fd;
    const abilities = new BigUint64Array(1);
    this.#functions.ioctl(fd, I2C_FUNCS, abilities);
    this.#abilities = Number(abilities[0]);
  }

  /** Opens one; gives the error if that is not possible. */
  static open(path: string): I2cDevice | ErrorCode {
    const fd = libc().open(cString(path), O_RDWR | O_CLOEXEC);
    return fd < 0 ? lastError() : new I2cDevice(fd);
  }

  /** Whether it has whole messages; if not, it has commands of SMBus alone. */
  get hasMessages(): boolean {
    return (this.#abilities & FUNC_I2C) !== 0;
  }

  /** Whether a device can be asked whether it is there without a byte sent. */
  get hasQuick(): boolean {
    return (this.#abilities & FUNC_SMBUS_QUICK) !== 0;
  }

  /** Sets how long the driver waits for a transfer, in steps of 10 ms. */
  setTimeout(ms: number): void {
    this.#functions.ioctl_number(this.#fd, I2C_TIMEOUT, BigInt(Math.ceil(ms / 10)));
  }

  /**
   * Transfers messages in one go, with a start before each of them and a stop after the last.
   *
   * @returns The error; null if there was none.
   */
  transfer(messages: readonly I2cMessage[]): ErrorCode | null {
    if (!this.hasMessages) return this.#transferBySmbus(messages);
    let frame = this.#frame;
    const size = sizeOf(messages);
    if (size > frame.room) frame = this.#frame = new Frame(size);
    frame.fill(messages);
    if (this.#functions.ioctl(this.#fd, I2C_RDWR_REQUEST, frame.bytes) < 0) return lastError();
    frame.empty(messages);
    return null;
  }

  /**
   * The calls that transfer messages, for another thread.
   *
   * @returns The calls, and what to do with their results; the error if there are no such calls.
   */
  calls(messages: readonly I2cMessage[]): { calls: SlowCall[]; finish(): void } | ErrorCode {
    const fd = this.#fd;
    if (this.hasMessages) {
      const frame = new Frame(sizeOf(messages));
      frame.fill(messages);
      const calls = [{ fd, request: I2C_RDWR, argument: frame.bytes }];
      return { calls, finish: () => frame.empty(messages) };
    }
    const command = SmbusCommand.of(messages);
    if (command === null) return "EOPNOTSUPP";
    return {
      calls: [
        { fd, request: I2C_SLAVE_FORCE, argument: messages[0]!.address },
        { fd, request: I2C_SMBUS, argument: command.bytes },
      ],
      finish: () => command.finish(),
    };
  }

  /** Closes it. */
  close(): void {
    this.#functions.close(this.#fd);
  }

  #transferBySmbus(messages: readonly I2cMessage[]): ErrorCode | null {
    const command = SmbusCommand.of(messages);
    if (command === null) return "EOPNOTSUPP";
    const address = BigInt(messages[0]!.address);
    const { ioctl, ioctl_number } = this.#functions;
    if (
      ioctl_number(this.#fd, BigInt(I2C_SLAVE_FORCE), address) < 0 ||
      ioctl(this.#fd, BigInt(I2C_SMBUS), command.bytes) < 0
    ) return lastError();
    command.finish();
    return null;
  }
}

function sizeOf(messages: readonly I2cMessage[]): number {
  let size = 0;
  for (const { bytes } of messages) size += bytes.length;
  return size;
}

/** `struct i2c_rdwr_ioctl_data`, the messages that it leads to, and their bytes, in one piece. */
class Frame {
  static readonly #DATA = STRUCT * (1 + MOST_MESSAGES);
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** For so many bytes of messages. */
  readonly room: number;
  readonly #halves: Uint16Array;
  readonly #words: Uint32Array;
  /** Where it is, in two words: to take an address apart at each call takes longer. */
  readonly #low: number;
  readonly #high: number;

  constructor(room: number) {
    this.room = room;
    this.bytes = new Uint8Array(new ArrayBuffer(Frame.#DATA + room));
    this.#halves = new Uint16Array(this.bytes.buffer, 0, Frame.#DATA / 2);
    this.#words = new Uint32Array(this.bytes.buffer, 0, Frame.#DATA / 4);
    const address = addressOf(this.bytes);
    this.#low = Number(address & 0xffff_ffffn);
    this.#high = Number(address >> 32n);
    this.#setAddress(0, STRUCT);
  }

  fill(messages: readonly I2cMessage[]): void {
    const all = this.bytes;
    this.#words[2] = messages.length;
    let at = STRUCT;
    let data = Frame.#DATA;
    for (let i = 0; i < messages.length; i++) {
      const { address, reads, bytes } = messages[i]!;
      const half = at >> 1;
      this.#halves[half] = address;
      this.#halves[half + 1] = reads ? 1 : 0;
      this.#halves[half + 2] = bytes.length;
      this.#setAddress(at + 8, data);
      if (!reads) copy(bytes, 0, all, data, bytes.length);
      at += STRUCT;
      data += bytes.length;
    }
  }

  /** Takes out what was read. */
  empty(messages: readonly I2cMessage[]): void {
    let data = Frame.#DATA;
    for (let i = 0; i < messages.length; i++) {
      const { reads, bytes } = messages[i]!;
      if (reads) copy(this.bytes, data, bytes, 0, bytes.length);
      data += bytes.length;
    }
  }

  /** Writes a pointer into the frame. */
  #setAddress(at: number, offset: number): void {
    const low = this.#low + offset;
    this.#words[at >> 2] = low;
    this.#words[(at >> 2) + 1] = low < 0x1_0000_0000 ? this.#high : this.#high + 1;
  }
}

/** So many bytes are copied one by one more quickly. */
const FEW = 32;

function copy(from: Uint8Array, start: number, to: Uint8Array, at: number, count: number): void {
  if (count > FEW) {
    to.set(from.subarray(start, start + count), at);
    return;
  }
  for (let i = 0; i < count; i++) to[at + i] = from[start + i]!;
}

/** `struct i2c_smbus_ioctl_data` and the data that it leads to. */
class SmbusCommand {
  readonly bytes = new Uint8Array(new ArrayBuffer(STRUCT + SMBUS_BLOCK_MAX + 2));
  readonly #into: Uint8Array | null;
  readonly #from: number;

  /** The command that does on the wire what the messages do; null if there is none. */
  static of(messages: readonly I2cMessage[]): SmbusCommand | null {
    const [first, second] = messages;
    if (first === undefined || messages.length > 2) return null;
    if (second === undefined) {
      const { bytes, reads } = first;
      if (reads) return bytes.length === 1 ? new SmbusCommand(SMBUS_BYTE, 0, bytes, true) : null;
      const data = bytes.subarray(1);
      if (bytes.length === 0) return new SmbusCommand(SMBUS_QUICK, 0, data, false);
      if (bytes.length === 1) return new SmbusCommand(SMBUS_BYTE, bytes[0]!, data, false);
      return SmbusCommand.#withData(bytes[0]!, data, false);
    }
    const isRegister = !first.reads && first.bytes.length === 1 && second.reads &&
      first.address === second.address;
    return isRegister ? SmbusCommand.#withData(first.bytes[0]!, second.bytes, true) : null;
  }

  static #withData(command: number, data: Uint8Array, reads: boolean): SmbusCommand | null {
    if (data.length === 0 || data.length > SMBUS_BLOCK_MAX) return null;
    const kind = [SMBUS_BYTE_DATA, SMBUS_WORD_DATA][data.length - 1] ?? SMBUS_I2C_BLOCK_DATA;
    return new SmbusCommand(kind, command, data, reads);
  }

  private constructor(kind: number, command: number, data: Uint8Array, reads: boolean) {
    const view = new DataView(this.bytes.buffer);
    view.setUint8(0, reads ? 1 : 0);
    view.setUint8(1, command);
    view.setUint32(4, kind, true);
    view.setBigUint64(8, addressOf(this.bytes) + BigInt(STRUCT), true);
    this.#from = STRUCT;
    if (kind === SMBUS_I2C_BLOCK_DATA) this.bytes[this.#from++] = data.length;
    if (!reads) this.bytes.set(data, this.#from);
    this.#into = reads ? data : null;
  }

  /** Takes out what was read. */
  finish(): void {
    this.#into?.set(this.bytes.subarray(this.#from, this.#from + this.#into.length));
  }
}
