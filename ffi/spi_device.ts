import { addressOf, type SlowCall } from "./call_worker.ts";
import { cString, type ErrorCode, lastError, libc, O_CLOEXEC, O_RDWR } from "./libc.ts";

// Requests and flags of <linux/spi/spidev.h>.
const WR_BITS_PER_WORD = 0x40016b03n;
const WR_MAX_SPEED_HZ = 0x40046b04n;
const WR_MODE32 = 0x40046b05n;
/** SPI_IOC_MESSAGE(0). */
const MESSAGE = 0x40006b00;
const LSB_FIRST = 0x08;
const NO_CS = 0x40;
/** The size of `struct spi_ioc_transfer`. */
const STRUCT = 32;

/** Transfers that the kernel takes in one message. */
export const MOST_PARTS = 511;

/** How a device is spoken to. */
export interface SpiSettings {
  /** In Hz. */
  readonly baudrate: number;
  /** The level of the clock when nothing is sent. */
  readonly polarity: 0 | 1;
  /** Whether bits are taken at the first edge of the clock, or at the second. */
  readonly phase: 0 | 1;
  /** Bits of a word. */
  readonly bits: number;
  /** Whether the lowest bit of a word goes first. */
  readonly lsb_first: boolean;
  /** Whether the kernel drives the chip select. */
  readonly selects: boolean;
}

/** A part of a message: bytes out, bytes in, or both at once and as many. */
export interface SpiPart {
  /** What is sent; zeros if it is null. */
  readonly out: Uint8Array | null;
  /** Where what comes goes to; it is dropped if it is null. */
  readonly into: Uint8Array | null;
}

/** A device on SPI as Linux has it, `/dev/spidev0.0` for example. */
export class SpiDevice {
  readonly #functions = libc();
  readonly #fd: number;
  /** What the driver has been told. */
  #settings: SpiSettings | null = null;
  /** The structures of the calls, kept: to make them anew takes longer than to fill them. */
  #frame = new Frame(4, 256);

  private constructor(fd: number) {
    this.#fd = fd;
  }

  /** Opens one; gives the error if that is not possible. */
  static open(path: string): SpiDevice | ErrorCode {
    const fd = libc().open(cString(path), O_RDWR | O_CLOEXEC);
    return fd < 0 ? lastError() : new SpiDevice(fd);
  }

  /** Tells the driver how the device is spoken to; gives the error if it cannot do that. */
  configure(settings: SpiSettings): ErrorCode | null {
    if (settings === this.#settings) return null;
    const { polarity, phase, lsb_first, selects, bits, baudrate } = settings;
    const mode = polarity << 1 | phase | (lsb_first ? LSB_FIRST : 0) | (selects ? 0 : NO_CS);
    const { ioctl } = this.#functions;
    this.#settings = null;
    if (
      ioctl(this.#fd, WR_MODE32, Uint32Array.of(mode)) < 0 ||
      ioctl(this.#fd, WR_BITS_PER_WORD, Uint8Array.of(bits)) < 0 ||
      ioctl(this.#fd, WR_MAX_SPEED_HZ, Uint32Array.of(baudrate)) < 0
    ) return lastError();
    this.#settings = settings;
    return null;
  }

  /**
   * Transfers parts in one message, under one chip select.
   *
   * @param keepsSelect Whether the device stays selected for the next message.
   * @returns The error; null if there was none.
   */
  transfer(parts: readonly SpiPart[], keepsSelect: boolean): ErrorCode | null {
    const size = sizeOf(parts);
    if (parts.length > this.#frame.parts || size > this.#frame.room) {
      this.#frame = new Frame(parts.length, size);
    }
    const frame = this.#frame;
    frame.fill(parts, keepsSelect);
    const request = BigInt(MESSAGE + (parts.length * STRUCT << 16));
    if (this.#functions.ioctl(this.#fd, request, frame.bytes) < 0) return lastError();
    frame.empty(parts);
    return null;
  }

  /** The call that transfers parts, for another thread, and what to do with its results. */
  call(parts: readonly SpiPart[], keepsSelect: boolean): { call: SlowCall; finish(): void } {
    const frame = new Frame(parts.length, sizeOf(parts));
    frame.fill(parts, keepsSelect);
    const request = MESSAGE + (parts.length * STRUCT << 16);
    return {
      call: { fd: this.#fd, request, argument: frame.bytes },
      finish: () => frame.empty(parts),
    };
  }

  /** Closes it. */
  close(): void {
    this.#functions.close(this.#fd);
  }
}

/** How many bytes a part has. */
export function lengthOf({ out, into }: SpiPart): number {
  return (out ?? into)!.length;
}

function sizeOf(parts: readonly SpiPart[]): number {
  return parts.reduce((sum, part) => sum + lengthOf(part), 0);
}

/** An array of `struct spi_ioc_transfer`, and the bytes that it leads to, in one piece. */
class Frame {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** For so many parts, and so many bytes of them. */
  readonly parts: number;
  readonly room: number;
  readonly #view: DataView;
  readonly #address: number;
  readonly #data: number;

  constructor(parts: number, room: number) {
    this.parts = parts;
    this.room = room;
    this.#data = parts * STRUCT;
    this.bytes = new Uint8Array(new ArrayBuffer(this.#data + room));
    this.#view = new DataView(this.bytes.buffer);
    this.#address = Number(addressOf(this.bytes));
  }

  fill(parts: readonly SpiPart[], keepsSelect: boolean): void {
    const view = this.#view;
    let data = this.#data;
    for (let i = 0; i < parts.length; i++) {
      const part = parts[i]!;
      const { out, into } = part;
      const at = i * STRUCT;
      const length = lengthOf(part);
      if (out !== null) this.bytes.set(out, data);
      // What comes may be written over what goes out: each byte has left before one comes.
      this.#setAddress(at, out === null ? 0 : this.#address + data);
      this.#setAddress(at + 8, into === null ? 0 : this.#address + data);
      view.setUint32(at + 16, length, true);
      view.setUint8(at + 27, keepsSelect && i === parts.length - 1 ? 1 : 0);
      data += length;
    }
  }

  /** Takes out what was read. */
  empty(parts: readonly SpiPart[]): void {
    let data = this.#data;
    for (const part of parts) {
      const length = lengthOf(part);
      part.into?.set(this.bytes.subarray(data, data + length));
      data += length;
    }
  }

  #setAddress(at: number, address: number): void {
    this.#view.setUint32(at, address % 0x1_0000_0000, true);
    this.#view.setUint32(at + 4, Math.floor(address / 0x1_0000_0000), true);
  }
}
