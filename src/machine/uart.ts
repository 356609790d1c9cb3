import { describe } from "../core/describe.ts";
import { RuntimeError } from "../core/errors.ts";
import { osError } from "../core/os_error.ts";
import { block, outside, spawn, time } from "../core/scheduler.ts";
import { setChannel } from "../net/io/channel.ts";
import { sleep_ms } from "../sleep.ts";
import { checkBytes, checkInteger, checkOptionNames } from "./arguments.ts";
import { currentBuses } from "./boards/current_board.ts";
import type { SerialSettings, UartPort } from "./boards/uart_port.ts";
import { type LineArgument, lineNumber } from "./line_argument.ts";
import { callHandler } from "./call_handler.ts";

/** MicroPython's keyword arguments of {@linkcode UART}. */
export interface UARTOptions {
  /** Bits a second, 9600 by default. */
  baudrate?: number;
  /** The bits of a character: 5 to 8, the default. */
  bits?: number;
  /** The parity: `null`, the default, for none, 0 for even, 1 for odd. */
  parity?: 0 | 1 | null;
  /** How many stop bits: 1, the default, or 2. */
  stop?: 1 | 2;
  /** 0, the default, or `UART.RTS | UART.CTS`: these lines hold the other side up. */
  flow?: number;
  /** How long {@linkcode UART.read} and its like wait for the first byte, in ms; 0 by default. */
  timeout?: number;
  /** How long they wait for the next one, in ms; at least as long as a character takes. */
  timeout_char?: number;
  /** The line that sends, by its number, its name or a `Pin` without a mode. The lines say which port. */
  tx?: LineArgument;
  /** The line that receives. */
  rx?: LineArgument;
}

/** What a handler of {@linkcode UART.irq} is called with. */
export type UARTHandler = (uart: UART) => void;

interface Times {
  readonly timeout: number;
  readonly timeout_char: number;
}

const OPTIONS = [
  ...["baudrate", "bits", "parity", "stop", "flow", "timeout", "timeout_char", "tx", "rx"],
];
const RTS = 1;
const CTS = 2;
const IRQ_RXIDLE = 0x40;
const DEFAULTS: SerialSettings = { baudrate: 9600, bits: 8, parity: null, stop: 1, flow: false };
const FASTEST = 4_000_000;
const LONGEST_WAIT = 2 ** 31 - 1;
/** The longest character: a start bit, 8 bits, parity, two stop bits; one for the pause. */
const LONGEST_CHARACTER = 13;
/** So many bytes are read at a time where it is not said how many. */
const CHUNK = 4096;
/** How long, in ms, nothing has to come until the line is idle, at least: a timer's grain. */
const LEAST_IDLE = 2;
/** How much longer than the line needs a write may take, in ms. */
const SPARE = 1000;
/** How often, in ms, it is looked whether more has come behind bytes that are not read. */
const LOOK_FOR_MORE = 20;
const NEWLINE = 10;

/**
 * A serial port, after MicroPython's
 * {@link https://docs.micropython.org/en/latest/library/machine.UART.html | machine.UART}.
 *
 * It is `/dev/serial0` by default, GPIO14 (TX) and GPIO15 (RX) of a Raspberry Pi, any other one
 * by its path, or a port of a simulated board. `StreamReader` and `StreamWriter` take a `UART`,
 * and wait while the loop runs on; the methods here are MicroPython's, and wait no longer than
 * `timeout`, which holds everything else up.
 *
 * A port belongs to one process; several objects of it may use it together, with the settings
 * of the last one.
 *
 * @example A device that answers
 * ```ts
 * import { create_task, run, StreamReader, StreamWriter } from "@uasyncio/uasyncio";
 * import { set_board, SimulatedBoard, UART } from "@uasyncio/uasyncio/machine";
 *
 * const board = new SimulatedBoard();
 * set_board(board);
 *
 * await run(async () => {
 *   create_task(async () => { // the device
 *     const device = board.uart(0);
 *     await device.readline();
 *     device.write("21.5\n");
 *   });
 *   using uart = new UART(0, { baudrate: 115200 });
 *   const writer = new StreamWriter(uart);
 *   writer.write("temperature?\n");
 *   await writer.drain();
 *   const line = await new StreamReader(uart).readline();
 *   if (new TextDecoder().decode(line) !== "21.5\n") throw new Error("something else");
 * });
 * ```
 */
export class UART implements Disposable {
  /** For `flow`: this side says when it can take no more. */
  static readonly RTS: number = RTS;
  /** For `flow`: this side minds when the other one can take no more. */
  static readonly CTS: number = CTS;
  /** For {@linkcode UART.irq}: something has come, and then nothing for a while. */
  static readonly IRQ_RXIDLE: number = IRQ_RXIDLE;

  readonly #id: number | string | undefined;
  #port: UartPort | null = null;
  #settings = DEFAULTS;
  #times: Times = { timeout: 0, timeout_char: 0 };
  #pins: number[] = [];
  #watch: IdleWatch | null = null;

  /**
   * Opens a port.
   *
   * @param id The number of the port, or the path of its device: 0 is `/dev/serial0`, 2 is
   *   `/dev/ttyAMA2`. The port that `tx` and `rx` name comes before a number; without
   *   all of them it is port 0.
   * @param baudrate Bits a second, 9600 by default; or the options.
   * @param options The rest, `baudrate` included.
   * @throws {TypeError} If `id` is no id, or there is an option that does not exist.
   * @throws {RangeError} If an argument is out of range, or no port has such lines.
   * @throws {OSError} If the port is not there, is the system's console or another program's,
   *   may not be opened, or does not take the settings; the message says what to do.
   * @throws {Deno.errors.NotCapable} Without `--allow-ffi`, but for a simulated board.
   */
  constructor(
    id?: number | string | UARTOptions,
    baudrate?: number | UARTOptions,
    options: UARTOptions = {},
  ) {
    const isOptions = typeof id === "object" && id !== null;
    if (!isOptions) checkId(id);
    this.#id = isOptions ? undefined : id;
    if (isOptions) this.init(id);
    else this.init(baudrate, options);
    setChannel(this, () => {
      const port = this.#open("make a Stream");
      return {
        name: port.name,
        source: { read: (buffer) => this.#open("read").read(buffer) },
        sink: { write: (bytes) => this.#open("write").write(bytes) },
        resource: { ref() {}, unref() {} }, // a descriptor that is waited for is one
        addresses: null,
        close: () => this.deinit(),
      };
    });
  }

  /**
   * Sets the port up again, with other options or after {@linkcode UART.deinit}. What is left
   * out stays as it is.
   *
   * @param baudrate Bits a second; or the options.
   * @param options The rest.
   * @throws {TypeError} If there is an option that does not exist.
   * @throws {RangeError} If an argument is out of range.
   * @throws {RuntimeError} If the port is open, and the lines are others.
   * @throws {OSError} If the port may not be opened, or does not take the settings.
   */
  init(baudrate?: number | UARTOptions, options: UARTOptions = {}): void {
    const isOptions = typeof baudrate === "object" && baudrate !== null;
    const rate = isOptions || baudrate === undefined ? {} : { baudrate };
    const all = isOptions ? baudrate : { ...rate, ...options };
    checkOptionNames(all, OPTIONS, "a UART");
    const settings = toSettings(all, this.#settings);
    const times = toTimes(all, this.#times);
    const lines = (["tx", "rx"] as const).flatMap((name) =>
      all[name] === undefined ? [] : [lineNumber(all[name], name, "a UART")]
    );
    const pins = lines.length > 0 ? lines : this.#pins;
    if (this.#port !== null && String(pins) !== String(this.#pins)) {
      throw new RuntimeError(
        `Cannot set up a UART with the lines ${
          pins.join(", ")
        }: it is open with others; deinit() it before`,
      );
    }
    const port = this.#port ?? currentBuses().open_uart({ id: this.#id, pins });
    try {
      port.configure(settings);
    } catch (error) {
      if (this.#port === null) port.close();
      throw error;
    }
    this.#port = port;
    this.#settings = settings;
    this.#times = times;
    this.#pins = pins;
  }

  /** Gives the port back; `init()` opens it again. Does nothing if that has been done. */
  deinit(): void {
    this.#watch?.end();
    this.#watch = null;
    this.#port?.close();
    this.#port = null;
  }

  /** Gives the port back at the end of the block that has it by `using`. */
  [Symbol.dispose](): void {
    this.deinit();
  }

  /**
   * How many bytes have come.
   *
   * @returns How many of them can be read at once.
   * @throws {OSError} `"ENODEV"` if the device has been pulled out.
   * @throws {RuntimeError} If the port has been closed.
   */
  any(): number {
    return this.#open("read").any();
  }

  /**
   * Reads what has come. It waits as `timeout` says, and everything with it; a task uses a
   * `StreamReader` instead.
   *
   * @param nbytes How many bytes at most; by default all that come until none does for
   *   `timeout_char`.
   * @returns The bytes; null if none have come in time.
   * @throws {RangeError} If `nbytes` is no number of bytes.
   * @throws {OSError} `"ENODEV"` if the device has been pulled out.
   * @throws {RuntimeError} If the port has been closed.
   *
   * @example What has come so far
   * ```ts
   * import { set_board, SimulatedBoard, UART } from "@uasyncio/uasyncio/machine";
   *
   * const board = new SimulatedBoard();
   * set_board(board);
   * const uart = new UART(0, 9600);
   * if (uart.read() !== null) throw new Error("nothing has been sent");
   * board.uart(0).write("hello");
   * await Promise.resolve();
   * if (uart.any() !== 5 || uart.read(2)?.length !== 2) throw new Error("it is lost");
   * ```
   */
  read(nbytes?: number): Uint8Array<ArrayBuffer> | null {
    if (nbytes !== undefined) checkInteger(nbytes, 0, 2 ** 30, "read from a UART", "nbytes");
    const port = this.#open("read");
    if (nbytes !== undefined) {
      const bytes = new Uint8Array(nbytes);
      const count = this.#fill(port, bytes);
      return count === 0 && nbytes > 0 ? null : bytes.subarray(0, count);
    }
    const chunks: Uint8Array[] = [];
    let patience = this.#times.timeout;
    while (true) {
      const chunk = new Uint8Array(CHUNK);
      const count = this.#fill(port, chunk, patience);
      if (count > 0) chunks.push(chunk.subarray(0, count));
      if (count < CHUNK) break;
      patience = this.#pause;
    }
    return chunks.length === 0 ? null : join(chunks);
  }

  /**
   * Reads into an array.
   *
   * @param buf Where the bytes go to.
   * @param nbytes How many at most; by default as many as `buf` has.
   * @returns How many bytes; null if none have come in time.
   * @throws {TypeError} If `buf` is no Uint8Array.
   * @throws {RangeError} If `nbytes` is no number of bytes.
   * @throws {OSError} `"ENODEV"` if the device has been pulled out.
   * @throws {RuntimeError} If the port has been closed.
   */
  readinto(buf: Uint8Array, nbytes?: number): number | null {
    checkBytes(buf, "read from a UART");
    if (nbytes !== undefined) checkInteger(nbytes, 0, 2 ** 30, "read from a UART", "nbytes");
    const room = buf.subarray(0, nbytes ?? buf.length);
    const count = this.#fill(this.#open("read"), room);
    return count === 0 && room.length > 0 ? null : count;
  }

  /**
   * Reads a line. It ends with a newline, unless the rest did not come in time.
   *
   * @returns The line; null if nothing has come in time.
   * @throws {OSError} `"ENODEV"` if the device has been pulled out.
   * @throws {RuntimeError} If the port has been closed.
   */
  readline(): Uint8Array<ArrayBuffer> | null {
    const port = this.#open("read");
    const bytes: number[] = [];
    const byte = new Uint8Array(1); // more would be taken from the next line
    let patience = this.#times.timeout;
    while (bytes.at(-1) !== NEWLINE && this.#fill(port, byte, patience) > 0) {
      bytes.push(byte[0]!);
      patience = this.#pause;
    }
    return bytes.length === 0 ? null : Uint8Array.from(bytes);
  }

  /**
   * Sends bytes. Where the kernel has no more room it waits, and everything with it; a task
   * uses a `StreamWriter` instead. It gives up when that takes a second longer than the line
   * needs for so many bytes, and `timeout`.
   *
   * @param buf The bytes, or a string, which is sent as UTF-8.
   * @returns How many bytes have been written; null if none could be in time.
   * @throws {TypeError} If `buf` is neither.
   * @throws {OSError} `"ENODEV"` if the device has been pulled out.
   * @throws {RuntimeError} If the port has been closed.
   */
  write(buf: Uint8Array | string): number | null {
    const bytes = typeof buf === "string" ? new TextEncoder().encode(buf) : buf;
    checkBytes(bytes, "write to a UART");
    const port = this.#open("write");
    const due = performance.now() + this.#durationOf(bytes.length) + this.#times.timeout + SPARE;
    let count = 0;
    while (count < bytes.length) {
      const written = port.put(bytes.subarray(count));
      count += written;
      if (written > 0) continue;
      const left = due - performance.now();
      if (left <= 0 || !port.wait("out", left)) break;
    }
    return count === 0 && bytes.length > 0 ? null : count;
  }

  /**
   * Whether everything has been sent, as far as the driver knows.
   *
   * @returns True if so.
   * @throws {OSError} `"ENODEV"` if the device has been pulled out.
   * @throws {RuntimeError} If the port has been closed.
   */
  txdone(): boolean {
    return this.#open("write").is_sent();
  }

  /**
   * Waits until everything has been sent, and everything with it: a task asks
   * {@linkcode UART.txdone} between short sleeps instead.
   *
   * @throws {OSError} `"ETIMEDOUT"` if the other side holds it up; `"ENODEV"` if the device has
   *   been pulled out.
   * @throws {RuntimeError} If the port has been closed.
   */
  flush(): void {
    const port = this.#open("write");
    // As long as what the kernel keeps at most takes, 4,096 bytes.
    const due = time() + this.#durationOf(4096) + this.#times.timeout + SPARE;
    while (!port.is_sent()) {
      if (time() > due) {
        throw osError(
          "ETIMEDOUT",
          `Cannot flush ${port.name}: it takes longer than at ${this.#settings.baudrate} baud; ` +
            "does the other side hold it up (flow)?",
        );
      }
      block(1);
    }
  }

  /**
   * Sends a break: the line is low for longer than a character, and everything held up.
   *
   * @throws {OSError} If the driver has none.
   * @throws {RuntimeError} If the port has been closed.
   */
  sendbreak(): void {
    this.#open("send a break").send_break(2 * this.#durationOf(1));
  }

  /**
   * Calls a function whenever bytes have come and then none for a while: at the end of a
   * message. It is called while the loop runs, outside of all tasks; a `ThreadSafeFlag` tells
   * one. An exception goes to the console. What is not read then is no new reason to call it.
   *
   * @param handler Called with the port; `null` for none any more.
   * @param trigger `UART.IRQ_RXIDLE`, of MicroPython's the one that Linux can notice.
   * @throws {TypeError} If `handler` is not a function.
   * @throws {RangeError} If `trigger` is something else.
   * @throws {RuntimeError} If the port has been closed.
   *
   * @example Read messages as they come
   * ```ts
   * import { run, sleep_ms } from "@uasyncio/uasyncio";
   * import { set_board, SimulatedBoard, UART } from "@uasyncio/uasyncio/machine";
   *
   * const board = new SimulatedBoard();
   * set_board(board);
   * const sizes: number[] = [];
   * await run(async () => {
   *   using uart = new UART(0, 115200);
   *   uart.irq((uart) => sizes.push(uart.read()!.length), UART.IRQ_RXIDLE);
   *   board.uart(0).write("message");
   *   await sleep_ms(50);
   * });
   * if (String(sizes) !== "7") throw new Error(`got ${sizes}`);
   * ```
   */
  irq(handler: UARTHandler | null, trigger: number = IRQ_RXIDLE): void {
    if (handler !== null && typeof handler !== "function") {
      throw new TypeError(
        `Cannot watch a UART: the handler is a function or null, not ${describe(handler)}`,
      );
    }
    if (trigger !== IRQ_RXIDLE) {
      throw new RangeError(
        `Cannot watch a UART: the trigger ${describe(trigger)} is unknown; there is IRQ_RXIDLE`,
      );
    }
    const port = this.#open("watch");
    this.#watch?.end();
    const call = () => callHandler(() => handler!(this), `in the irq handler of ${port.name}`);
    const idle = () => Math.max(this.#pause, LEAST_IDLE);
    this.#watch = handler === null ? null : new IdleWatch(port, idle, call);
  }

  /**
   * What it is, as `UART(/dev/serial0, baudrate=9600, bits=8, parity=null, stop=1)`.
   *
   * @returns The text.
   */
  toString(): string {
    const { baudrate, bits, parity, stop } = this.#settings;
    const name = this.#port?.name ?? "closed";
    return `UART(${name}, baudrate=${baudrate}, bits=${bits}, parity=${parity}, stop=${stop})`;
  }

  /**
   * What `console.log` shows.
   *
   * @returns The text.
   */
  [Symbol.for("Deno.customInspect")](): string {
    return this.toString();
  }

  /** How long a number of bytes takes, in ms, rounded up. */
  #durationOf(count: number): number {
    return Math.ceil(LONGEST_CHARACTER * 1000 * count / this.#settings.baudrate);
  }

  /** How long to wait for the next byte. */
  get #pause(): number {
    return Math.max(this.#times.timeout_char, this.#durationOf(1));
  }

  /** Fills a buffer as far as bytes come in time; how far. */
  #fill(port: UartPort, buffer: Uint8Array, patience = this.#times.timeout): number {
    let count = 0;
    while (count < buffer.length) {
      const taken = port.take(buffer.subarray(count));
      count += taken;
      if (count > 0) patience = this.#pause;
      if (taken === 0 && !port.wait("in", patience)) break;
    }
    return count;
  }

  #open(doing: string): UartPort {
    if (this.#port !== null) return this.#port;
    throw new RuntimeError(`Cannot ${doing}: the UART has been closed; init() opens it again`);
  }
}

/** Calls back when bytes have come and then none for a while, while the loop runs. */
class IdleWatch {
  readonly #port: UartPort;
  readonly #idle: () => number;
  readonly #call: () => void;
  #stop: () => void = () => {};
  #hasEnded = false;

  /** `idle` is how long none has to come, in ms. */
  constructor(port: UartPort, idle: () => number, call: () => void) {
    this.#port = port;
    this.#idle = idle;
    this.#call = call;
    this.#await();
  }

  end(): void {
    this.#hasEnded = true;
    this.#stop();
  }

  /** Waits for the first byte. */
  #await(): void {
    this.#stop = this.#port.when_readable(() => void spawn(() => this.#follow()));
  }

  /** Looks at what comes, until all has been read. */
  async #follow(): Promise<void> {
    let isNew = true;
    let before = this.#port.any();
    while (!this.#hasEnded) {
      await sleep_ms(isNew ? this.#idle() : LOOK_FOR_MORE);
      if (this.#hasEnded) return;
      const count = this.#port.any();
      if (count > before) {
        isNew = true;
      } else if (isNew && count === before) {
        isNew = false;
        outside(this.#call);
      }
      before = this.#hasEnded ? 0 : this.#port.any();
      if (before === 0) return this.#hasEnded ? undefined : this.#await();
    }
  }
}

function toSettings(options: UARTOptions, before: SerialSettings): SerialSettings {
  const { baudrate, bits, stop, flow } = options;
  const doing = "set up a UART";
  if (baudrate !== undefined) checkInteger(baudrate, 1, FASTEST, doing, "baudrate");
  if (bits !== undefined) checkInteger(bits, 5, 8, doing, "bits");
  if (stop !== undefined) checkInteger(stop, 1, 2, doing, "stop");
  const parity = options.parity === undefined ? before.parity : options.parity;
  if (parity !== null && parity !== 0 && parity !== 1) {
    throw new RangeError(
      `Cannot set up a UART: parity is null for none, 0 for even or 1 for odd, not ${
        describe(parity)
      }`,
    );
  }
  if (flow !== undefined && flow !== 0 && flow !== (RTS | CTS)) {
    throw new RangeError(
      `Cannot set up a UART: flow is 0 or UART.RTS | UART.CTS, not ${describe(flow)}; Linux has ` +
        "both or none",
    );
  }
  return {
    baudrate: baudrate ?? before.baudrate,
    bits: bits ?? before.bits,
    parity,
    stop: stop ?? before.stop,
    flow: flow === undefined ? before.flow : flow !== 0,
  };
}

function toTimes({ timeout, timeout_char }: UARTOptions, before: Times): Times {
  const doing = "set up a UART";
  if (timeout !== undefined) checkInteger(timeout, 0, LONGEST_WAIT, doing, "timeout");
  if (timeout_char !== undefined) {
    checkInteger(timeout_char, 0, LONGEST_WAIT, doing, "timeout_char");
  }
  return {
    timeout: timeout ?? before.timeout,
    timeout_char: timeout_char ?? before.timeout_char,
  };
}

function checkId(id: unknown): void {
  if (id === undefined || typeof id === "string") return;
  if (Number.isInteger(id) && id as number >= 0) return;
  throw new TypeError(
    `Cannot open a UART: ${describe(id)} is no port; expected its number, or a path as ` +
      '"/dev/ttyUSB0"',
  );
}

function join(chunks: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(chunks.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}
