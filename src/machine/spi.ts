import { coro } from "../coro.ts";
import type { Coroutine } from "../coroutine.ts";
import { describe } from "../core/describe.ts";
import { RuntimeError } from "../core/errors.ts";
import { checkBytes, checkInteger, checkOptionNames } from "./arguments.ts";
import { currentBuses } from "./boards/current_board.ts";
import type { SpiBus, SpiPart, SpiSettings } from "./boards/spi_bus.ts";
import { waitForCall } from "./boards/wait_for_call.ts";
import { showAsText } from "../core/show_as_text.ts";
import { type LineArgument, lineNumber } from "./line_argument.ts";

/** MicroPython's keyword arguments of {@linkcode SPI}. */
export interface SPIOptions {
  /** Bits a second, 1,000,000 by default. The hardware takes the next lower one that it has. */
  baudrate?: number;
  /** The level of the clock when nothing is sent: 0, the default, or 1. */
  polarity?: 0 | 1;
  /** Whether bits are taken at the first edge of the clock, 0, the default, or the second, 1. */
  phase?: 0 | 1;
  /** The bits of a word, 8 by default; a Raspberry Pi has no others. */
  bits?: number;
  /** `SPI.MSB`, the default, or `SPI.LSB`, which a Raspberry Pi does not have. */
  firstbit?: number;
  /** The line of the clock, by its number, its name or a `Pin` without a mode. The lines say which bus. */
  sck?: LineArgument;
  /** The line from this machine to the device. */
  mosi?: LineArgument;
  /** The line from the device to this machine. */
  miso?: LineArgument;
  /**
   * Which chip select the kernel drives: 0, the default, is GPIO8 on a Raspberry Pi, 1 is
   * GPIO7; `null` is none, for one of the program's own by a `Pin`. Not in MicroPython.
   */
  cs?: number | null;
}

/** A part of a message, see {@linkcode SPI.transfer}. */
export interface SPITransfer {
  /** The bytes that go out; zeros by default. */
  write?: Uint8Array;
  /** Where the bytes go to that come in at the same time; by default they are dropped. */
  readinto?: Uint8Array;
}

/** The methods of an {@linkcode SPI} that take their time while the loop runs on. */
export interface AsyncSPI {
  /** {@linkcode SPI.read}. */
  read(nbytes: number, write?: number): Coroutine<Uint8Array<ArrayBuffer>>;
  /** {@linkcode SPI.readinto}. */
  readinto(buf: Uint8Array, write?: number): Coroutine<void>;
  /** {@linkcode SPI.write}. */
  write(buf: Uint8Array): Coroutine<void>;
  /** {@linkcode SPI.write_readinto}. */
  write_readinto(write_buf: Uint8Array, read_buf: Uint8Array): Coroutine<void>;
  /** {@linkcode SPI.transfer}. */
  transfer(parts: readonly SPITransfer[]): Coroutine<void>;
}

const OPTIONS = [
  ...["baudrate", "polarity", "phase", "bits", "firstbit", "sck", "mosi", "miso", "cs"],
];
const DEFAULTS: SpiSettings = {
  baudrate: 1_000_000,
  polarity: 0,
  phase: 0,
  bits: 8,
  lsb_first: false,
  selects: true,
};

/**
 * A device on SPI, after MicroPython's
 * {@link https://docs.micropython.org/en/latest/library/machine.SPI.html | machine.SPI}.
 *
 * It is `/dev/spidev0.0` by default, or a device of a simulated board. The methods hold
 * everything else up until the transfer is done, as in MicroPython; {@linkcode SPI.async} has
 * the same methods as coroutines.
 *
 * The kernel selects the device during a transfer, by the line that `cs` says. A device that
 * has been connected to another line is selected by a `Pin`, with `cs: null`.
 *
 * Several objects and processes may use a device. Each message is made with the settings of
 * its object; those of other processes may change between two messages.
 *
 * @example A device that gives what it got before
 * ```ts
 * import { set_board, SimulatedBoard, SPI } from "@uasyncio/uasyncio/machine";
 *
 * const board = new SimulatedBoard();
 * set_board(board);
 * let last = 0;
 * board.spi(0).attach({
 *   exchange: (bytes) => [...bytes].map((byte) => [last, last = byte][0]!),
 * });
 *
 * using spi = new SPI(0, { baudrate: 500_000, polarity: 1, phase: 1 });
 * spi.write(Uint8Array.of(1, 2, 3));
 * if (String(spi.read(2)) !== "3,0") throw new Error("something else has come");
 * ```
 */
export class SPI implements Disposable {
  /** The highest bit goes first. */
  static readonly MSB = 0;
  /** The lowest bit goes first. */
  static readonly LSB = 1;

  readonly #id: number | string | undefined;
  #bus: SpiBus | null = null;
  #settings = DEFAULTS;
  #place: { cs: number | null; pins: number[] } = { cs: 0, pins: [] };

  /**
   * Opens a device.
   *
   * @param id The number of the bus, `0` for `/dev/spidev0.0`, or the path of the device. By
   *   default the bus that `sck`, `mosi` and `miso` name, or else bus 0.
   * @param baudrate Bits a second, 1,000,000 by default; or the options.
   * @param options The rest, `baudrate` included.
   * @throws {TypeError} If `id` is no id, or there is an option that does not exist.
   * @throws {RangeError} If an argument is out of range, or no bus has such lines.
   * @throws {OSError} If SPI is not enabled, the device may not be opened, or its driver does
   *   not take the settings; the message says what to do.
   * @throws {Deno.errors.NotCapable} Without `--allow-ffi`, but for a simulated board.
   */
  constructor(
    id?: number | string | SPIOptions,
    baudrate?: number | SPIOptions,
    options: SPIOptions = {},
  ) {
    showAsText(SPI.prototype);
    const isOptions = typeof id === "object" && id !== null;
    if (!isOptions) checkId(id);
    this.#id = isOptions ? undefined : id;
    if (isOptions) this.init(id);
    else this.#init(baudrate, options);
  }

  /**
   * Opens the device again, with other options or after {@linkcode SPI.deinit}. What is left
   * out stays as it is.
   *
   * @param baudrate Bits a second; or the options.
   * @param options The rest.
   * @throws {TypeError} If there is an option that does not exist.
   * @throws {RangeError} If an argument is out of range, or the bus has other lines.
   * @throws {OSError} If the device may not be opened, or does not take the settings.
   */
  init(baudrate?: number | SPIOptions, options: SPIOptions = {}): void {
    this.#init(baudrate, options);
  }

  /**
   * What `console.log` shows: the device and its settings, as
   * `SPI(/dev/spidev0.0, baudrate=1000000, polarity=0, phase=0, bits=8)`.
   *
   * @returns The text.
   */
  toString(): string {
    const { baudrate, polarity, phase, bits } = this.#settings;
    const name = this.#bus?.name ?? "closed";
    const mode = `polarity=${polarity}, phase=${phase}, bits=${bits}`;
    return `${this.constructor.name}(${name}, baudrate=${baudrate}, ${mode})`;
  }

  /** Gives the device back; `init()` opens it again. Does nothing if that has been done. */
  deinit(): void {
    this.#bus?.close();
    this.#bus = null;
  }

  /** Gives the device back at the end of the block that has it by `using`. */
  [Symbol.dispose](): void {
    this.deinit();
  }

  /**
   * Reads, while one and the same byte is written.
   *
   * @param nbytes How many bytes.
   * @param write The byte that is written, 0 by default.
   * @returns The bytes.
   * @throws {RangeError} If an argument is out of range.
   * @throws {OSError} If the driver refuses.
   * @throws {RuntimeError} If the device has been closed.
   */
  read(nbytes: number, write = 0): Uint8Array<ArrayBuffer> {
    const bytes = newBytes(nbytes);
    this.readinto(bytes, write);
    return bytes;
  }

  /**
   * Reads into an array, while one and the same byte is written.
   *
   * @param buf Where the bytes go to; as many are read as it has.
   * @param write The byte that is written, 0 by default.
   * @throws {TypeError} If `buf` is no Uint8Array.
   * @throws {RangeError} If an argument is out of range.
   * @throws {OSError} If the driver refuses.
   * @throws {RuntimeError} If the device has been closed.
   */
  readinto(buf: Uint8Array, write = 0): void {
    this.#exchange(planRead(buf, write));
  }

  /**
   * Writes. What comes meanwhile is dropped.
   *
   * @param buf The bytes.
   * @throws {TypeError} If `buf` is no Uint8Array.
   * @throws {OSError} If the driver refuses.
   * @throws {RuntimeError} If the device has been closed.
   */
  write(buf: Uint8Array): void {
    this.#exchange(planWrite(buf));
  }

  /**
   * Writes and reads at the same time.
   *
   * @param write_buf The bytes that go out.
   * @param read_buf Where the bytes go to that come in; as long as `write_buf`, and possibly
   *   the same.
   * @throws {TypeError} If one of them is no Uint8Array.
   * @throws {RangeError} If they are not equally long.
   * @throws {OSError} If the driver refuses.
   * @throws {RuntimeError} If the device has been closed.
   */
  write_readinto(write_buf: Uint8Array, read_buf: Uint8Array): void {
    this.#exchange(planBoth(write_buf, read_buf));
  }

  /**
   * Transfers several parts in one message: the device stays selected from the first to the
   * last. Not in MicroPython, where the chip select is a `Pin`.
   *
   * @param parts What to write and where to read to, one after the other.
   * @throws {TypeError} If a part is no such object.
   * @throws {RangeError} If the two arrays of a part are not equally long.
   * @throws {OSError} `"EMSGSIZE"` if these are more bytes than the driver takes in one
   *   message, 4,096 by default; the message says how to raise that.
   * @throws {RuntimeError} If the device has been closed.
   *
   * @example A command and its answer
   * ```ts
   * import { set_board, SimulatedBoard, SPI } from "@uasyncio/uasyncio/machine";
   *
   * const board = new SimulatedBoard();
   * set_board(board);
   * board.spi(0).attach({ exchange: ([command]) => command === 0x9f ? [] : [0xef, 0x40, 0x19] });
   *
   * const id = new Uint8Array(3);
   * new SPI(0).transfer([{ write: Uint8Array.of(0x9f) }, { readinto: id }]);
   * if (id[0] !== 0xef) throw new Error("another flash");
   * ```
   */
  transfer(parts: readonly SPITransfer[]): void {
    const all = planParts(parts);
    const bus = this.#open();
    if (all.length > 0) bus.transfer(this.#settings, all, false);
  }

  /**
   * The same methods as coroutines: the transfer happens in another thread, one after the
   * other for each device, and the loop runs on. A transfer that has begun is made to its end
   * even if its task is cancelled. Not in MicroPython.
   *
   * @returns The methods.
   *
   * @example A long transfer
   * ```ts
   * import { run } from "@uasyncio/uasyncio";
   * import { set_board, SimulatedBoard, SPI } from "@uasyncio/uasyncio/machine";
   *
   * const board = new SimulatedBoard();
   * set_board(board);
   * let count = 0;
   * board.spi(0).attach({ exchange: (bytes) => (count += bytes.length, []) });
   * await run(async () => {
   *   using spi = new SPI(0);
   *   await spi.async.write(new Uint8Array(100_000));
   * });
   * if (count !== 100_000) throw new Error("some bytes are missing");
   * ```
   */
  get async(): AsyncSPI {
    const read = (buf: Uint8Array, write = 0) => this.#exchangeLater(planRead(buf, write));
    return {
      read: coro(async (nbytes: number, write?: number) => {
        const bytes = newBytes(nbytes);
        await read(bytes, write);
        return bytes;
      }),
      readinto: coro(read),
      write: coro((buf: Uint8Array) => this.#exchangeLater(planWrite(buf))),
      write_readinto: coro((out: Uint8Array, into: Uint8Array) =>
        this.#exchangeLater(planBoth(out, into))
      ),
      transfer: (parts) => this.#transferLater(planParts(parts), false),
    };
  }

  #init(baudrate: number | SPIOptions | undefined, more: SPIOptions): void {
    const isOptions = typeof baudrate === "object" && baudrate !== null;
    const rate = isOptions || baudrate === undefined ? {} : { baudrate };
    const options = isOptions ? baudrate : { ...rate, ...more };
    const settings = toSettings(options, this.#settings);
    const place = toPlace(options, this.#place);
    const { pins, cs } = place;
    const bus = currentBuses().open_spi({ id: this.#id, cs: cs ?? 0, pins });
    try {
      bus.configure(settings);
    } catch (error) {
      bus.close();
      throw error;
    }
    this.deinit();
    this.#bus = bus;
    this.#settings = settings;
    this.#place = place;
  }

  /** Transfers a part, in several messages if it is too long for one. */
  #exchange(part: SpiPart): void {
    const bus = this.#open();
    for (const { part: piece, isLast } of split(part, bus.most_bytes)) {
      bus.transfer(this.#settings, [piece], !isLast);
    }
  }

  async #exchangeLater(part: SpiPart): Promise<void> {
    for (const { part: piece, isLast } of split(part, this.#open().most_bytes)) {
      await this.#transferLater([piece], !isLast);
    }
  }

  #transferLater(parts: readonly SpiPart[], keepsSelect: boolean): Coroutine<void> {
    return waitForCall((settle) => {
      const bus = this.#open();
      if (parts.length > 0) bus.transfer_later(this.#settings, parts, keepsSelect, settle);
      else settle(null);
    }, () => {});
  }

  #open(): SpiBus {
    if (this.#bus !== null) return this.#bus;
    throw new RuntimeError(
      "Cannot transfer: the SPI device has been closed; init() opens it again",
    );
  }
}

/** The pieces of a part that are no longer than that. */
function* split(
  { out, into }: SpiPart,
  most: number,
): Generator<{ part: SpiPart; isLast: boolean }> {
  const length = (out ?? into)!.length;
  for (let at = 0; at < length; at += most) {
    const piece = (bytes: Uint8Array | null) =>
      bytes === null || length <= most ? bytes : bytes.subarray(at, at + most);
    yield { part: { out: piece(out), into: piece(into) }, isLast: at + most >= length };
  }
}

function planRead(into: Uint8Array, write: number): SpiPart {
  checkBytes(into, "read by SPI");
  checkInteger(write, 0, 255, "read by SPI", "the byte that is written");
  return { out: write === 0 ? null : new Uint8Array(into.length).fill(write), into };
}

function planWrite(out: Uint8Array): SpiPart {
  checkBytes(out, "write by SPI");
  return { out, into: null };
}

function planBoth(out: Uint8Array, into: Uint8Array): SpiPart {
  checkBytes(out, "write by SPI");
  checkBytes(into, "read by SPI");
  if (out.length !== into.length) {
    throw new RangeError(
      `Cannot write ${out.length} bytes and read ${into.length} by SPI: both happen at once, so ` +
        "the arrays are equally long",
    );
  }
  return { out, into };
}

function planParts(parts: readonly SPITransfer[]): SpiPart[] {
  if (!Array.isArray(parts)) {
    throw new TypeError(
      `Cannot transfer by SPI: expected an array of parts, got ${describe(parts)}`,
    );
  }
  return parts.map((part: SPITransfer) => {
    checkOptionNames(part, ["write", "readinto"], "a part of a message");
    const { write, readinto } = part;
    if (write !== undefined && readinto !== undefined) return planBoth(write, readinto);
    if (write !== undefined) return planWrite(write);
    return planRead(readinto!, 0);
  }).filter(({ out, into }) => (out ?? into)!.length > 0);
}

function newBytes(count: number): Uint8Array<ArrayBuffer> {
  checkInteger(count, 0, 0x7fff_ffff, "read by SPI", "the number of bytes");
  return new Uint8Array(count);
}

function checkId(id: unknown): void {
  const isNumber = typeof id === "number" && Number.isInteger(id) && id >= 0;
  if (isNumber || id === undefined || (typeof id === "string" && id !== "")) return;
  throw new TypeError(
    `Cannot open an SPI bus: its id is a number, or the path of a device, not ${describe(id)}`,
  );
}

function toSettings(options: SPIOptions, before: SpiSettings): SpiSettings {
  checkOptionNames(options, OPTIONS, "SPI");
  const { baudrate, polarity, phase, bits, firstbit, cs } = options;
  const check = (value: unknown, least: number, most: number, name: string) => {
    if (value !== undefined) checkInteger(value, least, most, "set up SPI", name);
  };
  check(baudrate, 1, 0xffff_ffff, "baudrate");
  check(polarity, 0, 1, "polarity");
  check(phase, 0, 1, "phase");
  check(bits, 1, 32, "bits");
  check(firstbit, 0, 1, "firstbit");
  return {
    baudrate: baudrate ?? before.baudrate,
    polarity: polarity ?? before.polarity,
    phase: phase ?? before.phase,
    bits: bits ?? before.bits,
    lsb_first: firstbit === undefined ? before.lsb_first : firstbit === SPI.LSB,
    selects: cs === undefined ? before.selects : cs !== null,
  };
}

function toPlace(
  { cs, sck, mosi, miso }: SPIOptions,
  before: { cs: number | null; pins: number[] },
): { cs: number | null; pins: number[] } {
  if (cs !== undefined && cs !== null) checkInteger(cs, 0, 31, "set up SPI", "cs");
  const lines = Object.entries({ sck, mosi, miso }).filter(([, line]) => line !== undefined);
  return {
    cs: cs === undefined ? before.cs : cs,
    pins: lines.length === 0
      ? before.pins
      : lines.map(([option, line]) => lineNumber(line, option, "SPI")),
  };
}
