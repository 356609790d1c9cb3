import { coro } from "../coro.ts";
import { Coroutine } from "../coroutine.ts";
import { describe } from "../core/describe.ts";
import { checkOptions } from "../core/options.ts";
import { FiberQueue } from "../core/fiber_queue.ts";
import { hold, letGo, type Resource } from "../core/keep_alive.ts";
import { deliver, endBatch, wait } from "../core/scheduler.ts";
import type { Address } from "./io/address.ts";
import { type Channel, type StreamSource, toChannel } from "./io/channel.ts";
import { RunEndTimeout } from "./io/run_end_timeout.ts";
import { Input } from "./io/input.ts";
import { operate } from "./io/operation.ts";
import { closedError, osError } from "../core/os_error.ts";
import { showAsText } from "../core/show_as_text.ts";
import { toOSError } from "./io/deno_error.ts";
import { DRAIN, Output } from "./io/output.ts";
import {
  LineSearch,
  READ,
  READ_ALL,
  READ_EXACTLY,
  READ_INTO,
  READ_LINE,
} from "./io/read_operations.ts";
import { Lines } from "./io/lines.ts";
import { withinMicrotasks } from "./io/within_microtasks.ts";
import { makeReadable, makeWritable, type WritableChunk } from "./io/web_streams.ts";

/** What {@linkcode Stream.get_extra_info} knows, by name. */
export interface ExtraInfo {
  /** The address of the other side. */
  peername: Address;
  /** The address of this side. */
  sockname: Address;
  /** The protocol that both sides have agreed on by ALPN; null without TLS, or without one. */
  alpn_protocol: string | null;
}

/** What a {@linkcode Stream} is made with, besides its connection. */
export interface StreamOptions {
  /** What TLS has agreed on by ALPN. */
  alpn_protocol?: string | null;
  /** The longest line, in bytes, that iterating over the stream gives; 1 MiB by default. */
  limit?: number;
}

const OPTIONS = ["alpn_protocol", "limit"];
/** The default for `limit`. */
const LONGEST_LINE = 1_048_576;

/** Calls a function once a stream is closed. */
export const whenClosed = (stream: Stream, callback: () => void): void =>
  Stream["setWhenClosed"](stream, callback);
/** What has arrived on a stream. */
export const inputOf = (stream: Stream): Input => Stream["getInput"](stream);

/**
 * A stream of bytes in both directions: a TCP connection, with or without TLS; MicroPython's {@link
 * https://docs.micropython.org/en/latest/library/asyncio.html#asyncio.Stream | asyncio.Stream}.
 * One task at a time may read from it; any number may write and drain.
 *
 * Nothing is lost by a cancelled read: what it would have got, the next one gets.
 *
 * Made by {@linkcode open_connection} and {@linkcode start_server}.
 *
 * @example Whatever is sent comes back
 * ```ts
 * import { open_connection, run, start_server, type Stream } from "@uasyncio/uasyncio";
 *
 * async function echo(reader: Stream, writer: Stream) {
 *   for await (const line of reader) {
 *     writer.write(line);
 *     await writer.drain();
 *   }
 *   writer.close();
 * }
 *
 * await run(async () => {
 *   await using server = await start_server(echo, "127.0.0.1", 0);
 *   const [host, port] = server.get_extra_info("sockname");
 *   const [reader, writer] = await open_connection(host, port);
 *   writer.write("hello\n");
 *   await writer.drain();
 *   const line = new TextDecoder().decode(await reader.readline());
 *   if (line !== "hello\n") throw new Error(`got ${line}`);
 *   writer.close();
 *   await writer.wait_closed();
 * });
 * ```
 */
export class Stream implements AsyncDisposable, AsyncIterable<Uint8Array> {
  readonly #channel: Channel;
  readonly #input: Input;
  readonly #output: Output;
  readonly #alpnProtocol: string | null;
  readonly #limit: number;
  #whenClosed: (() => void) | null = null;
  #state: "open" | "closing" | "closed" = "open";
  /** The fibers that wait for the end. */
  #closers: FiberQueue | null = null;
  #readable: ReadableStream<Uint8Array> | null = null;
  #writable: WritableStream<WritableChunk> | null = null;
  readonly #runEndTimeout = new RunEndTimeout(() =>
    this.#cutOff("run() has ended, and the peer did not take the rest; await drain() first")
  );
  readonly #resource: Resource = {
    ref: () => {
      this.#channel.resource.ref();
      this.#runEndTimeout.ref();
    },
    unref: () => {
      this.#channel.resource.unref();
      if (this.#output.isReady) return;
      this.#runEndTimeout.unref();
      this.#output.whenSent = this.#onSent;
    },
  };

  /**
   * Makes a stream of something that bytes come from or go to, which is the stream's own from
   * then on: to close the stream closes it, but for `Deno.stdin`, `Deno.stdout` and
   * `Deno.stderr`.
   *
   * The process lives no longer than the loop runs, whatever is still awaited from a connection,
   * from `Deno.stdin`, a child process, a `UART`, or anything that has `ref()` and `unref()`.
   * For what it reads from a `Deno.FsFile` Deno waits, which takes no time unless the file is a
   * pipe or a device.
   *
   * @param s A connection of Deno; what reads and writes by promises, as `Deno.FsFile`,
   *   `Deno.stdin` and `Deno.stdout` do; a child process, or an object with Web streams as
   *   `readable` and `writable`; a `UART` of `machine`. One direction may be missing.
   * @param options What {@linkcode Stream.get_extra_info} cannot find out by itself, and the limit.
   * @throws {TypeError} If it is nothing of that; or there is no such option.
   * @throws {RangeError} If the limit is not positive.
   *
   * @example What is typed, or comes by a pipe, line by line
   * ```ts ignore
   * import { run, StreamReader, StreamWriter } from "@uasyncio/uasyncio";
   *
   * await run(async () => {
   *   const output = new StreamWriter(Deno.stdout);
   *   for await (const line of new StreamReader(Deno.stdin)) {
   *     output.write(line);
   *     await output.drain();
   *   }
   * });
   * ```
   *
   * @example Through a stream that passes on what it gets
   * ```ts
   * import { run, Stream } from "@uasyncio/uasyncio";
   *
   * await run(async () => {
   *   const stream = new Stream(new TransformStream<Uint8Array, Uint8Array>());
   *   stream.write("hello\n");
   *   const line = new TextDecoder().decode(await stream.readline());
   *   if (line !== "hello\n") throw new Error(`got ${line}`);
   * });
   * ```
   */
  constructor(s: StreamSource, options: StreamOptions = {}) {
    showAsText(Stream.prototype);
    checkOptions(options, OPTIONS, "make a Stream");
    const channel = toChannel(s);
    if (channel === null) {
      throw new TypeError(
        `Cannot make a Stream of ${describe(s)}: expected a Deno.Conn, an object with read() or ` +
          "write() that give promises, as Deno.stdin, or Web streams as { readable, writable }",
      );
    }
    this.#channel = channel;
    this.#alpnProtocol = options.alpn_protocol ?? null;
    this.#limit = checkLimit(options.limit, "make a Stream");
    const read = () => Promise.reject(this.#noSource);
    const write = () => Promise.reject(this.#noSink);
    const explain = (doing: string) => (error: unknown) =>
      toOSError(error, `${doing} ${this.#channel.name}`);
    this.#input = new Input(channel.source ?? { read }, explain("read from"));
    this.#output = new Output(channel.sink ?? { write }, explain("write to"));
    this.#input.where = this.#output.where = channel;
    hold(this.#resource);
  }

  /** For other files; by a static block, bundles of programs without streams would have them, too. */
  private static setWhenClosed(stream: Stream, callback: () => void): void {
    stream.#whenClosed = callback;
  }

  /** As above. */
  private static getInput(stream: Stream): Input {
    return stream.#input;
  }

  /**
   * Something about the connection; MicroPython's {@link
   * https://docs.micropython.org/en/latest/library/asyncio.html#asyncio.Stream.get_extra_info | Stream.get_extra_info}.
   *
   * @param v `"peername"` for the address of the other side, `"sockname"` for that of
   *   this side, both as `[host, port]`; `"alpn_protocol"` for what TLS has agreed on.
   * @returns The address, or the protocol.
   * @throws {TypeError} If `v` is something else, or the stream has no addresses.
   */
  get_extra_info<Name extends keyof ExtraInfo>(v: Name): ExtraInfo[Name] {
    const info: Partial<ExtraInfo> = {};
    if (v === "peername") info.peername = this.#addresses.peer;
    else if (v === "sockname") info.sockname = this.#addresses.own;
    else if (v === "alpn_protocol") info.alpn_protocol = this.#alpnProtocol;
    else throw unknownInfo(v, '"peername", "sockname" or "alpn_protocol"');
    return info[v]!;
  }

  /**
   * Reads up to `n` bytes: waits until there are any, and takes what there is; MicroPython's {@link
   * https://docs.micropython.org/en/latest/library/asyncio.html#asyncio.Stream.read | Stream.read}.
   *
   * @param n How many bytes at most; without it, or if it is negative, everything until the end.
   * @returns A coroutine of the bytes, none at the end of the stream. They may
   *   share a `buffer` with bytes that were read before, and with nothing else: mind `byteOffset`, or
   *   take a `slice()`, if you use or transfer it.
   *   It throws an `OSError` if the connection fails, and a `RuntimeError` if another task
   *   is reading.
   * @throws {TypeError} If `n` is not an integer.
   */
  read(n = -1): Coroutine<Uint8Array> {
    checkCount(n, "read");
    return n < 0 ? operate(READ_ALL, this.#input, null) : operate(READ, this.#input, n);
  }

  /**
   * Reads into a buffer: waits until there are any bytes, and takes as many as fit; MicroPython's {@link
   * https://docs.micropython.org/en/latest/library/asyncio.html#asyncio.Stream.readinto | Stream.readinto}.
   *
   * @param buf The buffer to fill from its beginning.
   * @returns A coroutine of the number of bytes, 0 at the end of the stream. It throws
   *   as that of {@linkcode Stream.read} does.
   * @throws {TypeError} If `buf` is not a `Uint8Array`.
   */
  readinto(buf: Uint8Array): Coroutine<number> {
    if (!(buf instanceof Uint8Array)) {
      throw new TypeError(`Cannot read into ${describe(buf)}: expected a Uint8Array`);
    }
    return operate(READ_INTO, this.#input, buf);
  }

  /**
   * Reads exactly `n` bytes; MicroPython's {@link
   * https://docs.micropython.org/en/latest/library/asyncio.html#asyncio.Stream.readexactly | Stream.readexactly}.
   *
   * @param n How many bytes.
   * @returns A coroutine of the bytes; see {@linkcode Stream.read}. It throws an
   *   `EOFError` if the stream ends before, and leaves what there is for the next read.
   * @throws {TypeError} If `n` is not an integer.
   * @throws {RangeError} If `n` is negative.
   *
   * @example A message with its length before it
   * ```ts
   * import { open_connection, run, start_server, type Stream } from "@uasyncio/uasyncio";
   *
   * async function receive(reader: Stream): Promise<Uint8Array> {
   *   const [length] = await reader.readexactly(1);
   *   return await reader.readexactly(length!);
   * }
   *
   * await run(async () => {
   *   await using server = await start_server(
   *     async (_, writer) => {
   *       writer.write(new Uint8Array([3, 10, 20, 30]));
   *       await writer.wait_closed();
   *     },
   *     "127.0.0.1",
   *     0,
   *   );
   *   const [reader, writer] = await open_connection(...server.get_extra_info("sockname"));
   *   const message = await receive(reader);
   *   if (message.length !== 3) throw new Error(`got ${message}`);
   *   await writer.wait_closed();
   * });
   * ```
   */
  readexactly(n: number): Coroutine<Uint8Array> {
    checkCount(n, "read");
    if (n < 0) throw new RangeError(`Cannot read ${n} bytes: expected 0 or more; read() reads all`);
    return operate(READ_EXACTLY, this.#input, n);
  }

  /**
   * Reads a line; MicroPython's {@link
   * https://docs.micropython.org/en/latest/library/asyncio.html#asyncio.Stream.readline | Stream.readline}. Iterating over the stream is the same with a limit.
   *
   * @param limit How many bytes at most; the rest of a longer line is left for the next read.
   * @returns A coroutine of the line with its `"\n"`. Without one it is the last line, or
   *   it has been cut at the limit; it is empty at the end of the stream. It throws as
   *   that of {@linkcode Stream.read} does.
   * @throws {TypeError} If `limit` is not a number.
   * @throws {RangeError} If `limit` is not positive.
   */
  readline(limit = Infinity): Coroutine<Uint8Array> {
    if (limit !== Infinity) checkCount(limit, "read a line of at most");
    if (limit <= 0) {
      throw new RangeError(`Cannot read a line of at most ${limit} bytes: at least 1 is needed`);
    }
    return operate(READ_LINE, this.#input, new LineSearch(limit));
  }

  /**
   * Appends to what is to be sent, which begins when the task waits next; MicroPython's {@link
   * https://docs.micropython.org/en/latest/library/asyncio.html#asyncio.Stream.write | Stream.write}. A task that
   * writes more than a little calls {@linkcode Stream.drain} after it, which waits for
   * a peer that is slow to read.
   *
   * @param buf Bytes, of which a copy is taken, or a string, which is sent as UTF-8.
   * @throws {TypeError} If `buf` is neither, or the stream is one to read from only.
   * @throws {OSError} If the stream has been closed, with the code `"EBADF"`.
   */
  write(buf: Uint8Array | string): void {
    checkBytes(buf);
    if (this.#state !== "open") {
      throw closedError("write", "stream", "close() comes after the last write");
    }
    if (this.#channel.sink === null) throw this.#noSink;
    this.#output.append(buf);
  }

  /**
   * Waits until everything that has been written is sent; MicroPython's {@link
   * https://docs.micropython.org/en/latest/library/asyncio.html#asyncio.Stream.drain | Stream.drain}.
   * Any number of tasks may.
   *
   * @returns A coroutine; it throws an `OSError` if the connection fails. If it is cancelled,
   *   sending goes on.
   *
   * @example Much to send
   * ```ts
   * import { open_connection, run, start_server } from "@uasyncio/uasyncio";
   *
   * await run(async () => {
   *   let received = 0;
   *   await using server = await start_server(
   *     async (reader, writer) => {
   *       received = (await reader.read()).length;
   *       await writer.wait_closed();
   *     },
   *     "127.0.0.1",
   *     0,
   *   );
   *   const [reader, writer] = await open_connection(...server.get_extra_info("sockname"));
   *   for (let i = 0; i < 100; i++) {
   *     writer.write(new Uint8Array(10_000));
   *     await writer.drain(); // not faster than the other side reads
   *   }
   *   writer.close();
   *   await writer.wait_closed();
   *   if (reader !== writer) throw new Error("one stream has two names");
   * });
   * ```
   */
  drain(): Coroutine<void> {
    return operate(DRAIN, this.#output, 0);
  }

  /**
   * Closes the stream, once what has been written is sent; MicroPython's {@link
   * https://docs.micropython.org/en/latest/library/asyncio.html#asyncio.Stream.close | Stream.close}. For a peer that takes nothing
   * there is {@linkcode Stream.abort}. A task that is reading gets an `OSError`. To close it
   * twice does no harm.
   */
  close(): void {
    if (this.#state !== "open") return;
    this.#state = "closing";
    this.#input.close(closedError("read", "stream", "close() comes after the last read"));
    if (this.#output.isReady) this.#shut();
    else this.#output.whenSent = this.#onSent;
  }

  /**
   * Closes the stream at once. What has been written and not sent is lost, and a task that
   * waits for it gets an `OSError`.
   */
  abort(): void {
    this.#cutOff("abort() has closed the stream", true);
  }

  /**
   * Closes the stream and waits until it is closed; MicroPython's {@link
   * https://docs.micropython.org/en/latest/library/asyncio.html#asyncio.Stream.wait_closed | Stream.wait_closed}.
   *
   * @returns A coroutine; it throws an `OSError` if what had been written could not be sent,
   *   unless {@linkcode Stream.drain} has said so.
   */
  wait_closed(): Coroutine<void> {
    return new Coroutine((resolve, reject) => {
      const finish = () => {
        try {
          this.#output.throwUnknownFailure();
        } catch (error) {
          return reject(error);
        }
        resolve();
      };
      this.close();
      endBatch();
      withinMicrotasks(() => this.#state === "closed", finish, () => {
        this.#closers ??= new FiberQueue("the end of the connection");
        wait(this.#closers, { resolve: finish, reject });
      });
    });
  }

  /**
   * What arrives, as a Web stream. To cancel it closes the stream. It works while the
   * loop runs, and takes the place of a reading task while it waits.
   */
  get readable(): ReadableStream<Uint8Array> {
    return this.#readable ??= makeReadable(this, this.#input);
  }

  /**
   * A Web stream for what is to be sent: bytes in any form, or strings, which are sent as UTF-8.
   * It refuses other chunks by a `TypeError`. To close or abort it closes the stream. It works
   * while the loop runs.
   */
  get writable(): WritableStream<WritableChunk> {
    return this.#writable ??= makeWritable(this, this.#output);
  }

  /**
   * Reads line by line until the end. A line may have as many bytes as the `limit` of the stream
   * says, 1 MiB by default; the iterator throws a `RangeError` for a longer one, whose bytes stay
   * for {@linkcode Stream.read}. An iteration that has been cancelled, or timed out, may go on.
   *
   * @returns An iterator of the lines, each with its `"\n"`, but for the last one.
   *
   * @example A time limit for each line
   * ```ts
   * import { open_connection, run, start_server, wait_for } from "@uasyncio/uasyncio";
   *
   * await run(async () => {
   *   await using server = await start_server(
   *     async (_, writer) => {
   *       writer.write("one\ntwo\n");
   *       await writer.wait_closed();
   *     },
   *     "127.0.0.1",
   *     0,
   *   );
   *   const [reader, writer] = await open_connection(...server.get_extra_info("sockname"));
   *   const lines = reader[Symbol.asyncIterator]();
   *   let count = 0;
   *   while (!(await wait_for(() => lines.next(), 5)).done) count++;
   *   if (count !== 2) throw new Error(`got ${count} lines`);
   *   await writer.wait_closed();
   * });
   * ```
   */
  [Symbol.asyncIterator](): AsyncIterableIterator<Uint8Array, void> {
    return new Lines(this.#input, this.#limit);
  }

  /**
   * Writes and drains; the name that old programs for MicroPython use.
   *
   * @param buf Bytes, or a string, which is sent as UTF-8.
   * @param off Where to begin, in bytes.
   * @param sz How many bytes; negative for all from there on.
   * @returns A coroutine, as that of {@linkcode Stream.drain}.
   * @throws {TypeError} If an argument is of the wrong type.
   * @throws {OSError} If the stream has been closed, with the code `"EBADF"`.
   */
  awrite(buf: Uint8Array | string, off = 0, sz = -1): Coroutine<void> {
    checkBytes(buf);
    checkCount(off, "write from");
    checkCount(sz, "write");
    return coro(async () => {
      const isWhole = off === 0 && sz < 0;
      const bytes = isWhole || typeof buf !== "string" ? buf : new TextEncoder().encode(buf);
      this.write(isWhole ? bytes : bytes.slice(off, sz < 0 ? bytes.length : off + sz));
      await this.drain();
    })();
  }

  /**
   * The same as {@linkcode Stream.awrite}; the name that old programs for MicroPython use for text.
   *
   * @param buf A string, which is sent as UTF-8, or bytes.
   * @param off Where to begin, in bytes.
   * @param sz How many bytes; negative for all from there on.
   * @returns A coroutine, as that of {@linkcode Stream.drain}.
   * @throws {TypeError} If an argument is of the wrong type.
   * @throws {OSError} If the stream has been closed, with the code `"EBADF"`.
   */
  awritestr(buf: Uint8Array | string, off = 0, sz = -1): Coroutine<void> {
    return this.awrite(buf, off, sz);
  }

  /**
   * The same as {@linkcode Stream.wait_closed}; the name that old programs for MicroPython use.
   *
   * @returns A coroutine.
   */
  aclose(): Coroutine<void> {
    return this.wait_closed();
  }

  /** Closes the stream and waits until it is closed; for `await using`. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.wait_closed();
  }

  /**
   * What it is, as `Stream(127.0.0.1:80, open)`: the other side's address, and the state.
   *
   * @returns The text.
   */
  toString(): string {
    return `Stream(${this.#channel.name}, ${this.#state})`;
  }

  get #addresses(): { own: Address; peer: Address } {
    const { addresses, name } = this.#channel;
    if (addresses !== null) return addresses;
    throw new TypeError(`Cannot get an address of ${name}: it is no connection, and has none`);
  }

  get #noSink(): TypeError {
    return new TypeError(`Cannot write to ${this.#channel.name}: it takes nothing`);
  }

  get #noSource(): TypeError {
    return new TypeError(`Cannot read from ${this.#channel.name}: it gives nothing to read`);
  }

  /** Everything that was written is sent, or cannot be. */
  readonly #onSent = (): void => {
    this.#runEndTimeout.ref();
    if (this.#state === "closing") this.#shut();
  };

  #cutOff(reason: string, isKnown = false): void {
    if (this.#state === "closed") return;
    this.#input.close(closedError("read", "stream", "close() comes after the last read"));
    if (!this.#output.isReady) {
      const message = `Cannot write to ${this.#channel.name}: ${reason}`;
      this.#output.close(osError("ECANCELED", message), isKnown);
    }
    this.#shut();
  }

  #shut(): void {
    this.#state = "closed";
    letGo(this.#resource);
    this.#channel.close();
    this.#whenClosed?.();
    const closers = this.#closers;
    if (closers === null) return;
    for (let fiber = closers.shift(); fiber !== null; fiber = closers.shift()) {
      deliver(fiber, undefined);
    }
  }
}

/** MicroPython's name for a stream that is read from; the same class as {@linkcode Stream}. */
export const StreamReader: typeof Stream = Stream;
/** MicroPython's name for a stream that is read from; the same class as {@linkcode Stream}. */
export type StreamReader = Stream;
/** MicroPython's name for a stream that is written to; the same class as {@linkcode Stream}. */
export const StreamWriter: typeof Stream = Stream;
/** MicroPython's name for a stream that is written to; the same class as {@linkcode Stream}. */
export type StreamWriter = Stream;

/** The error for a name that `get_extra_info` does not know. */
export function unknownInfo(name: unknown, known: string): TypeError {
  return new TypeError(
    `Cannot get extra info: ${describe(name)} is unknown; ask for ${known}`,
  );
}

/** Makes sure that something is a `limit` of a stream; gives the default in the place of none. */
export function checkLimit(limit: number | undefined, doing: string): number {
  if (limit === undefined) return LONGEST_LINE;
  if (limit === Infinity || (Number.isSafeInteger(limit) && limit > 0)) return limit;
  throw new RangeError(
    `Cannot ${doing}: the limit must be a positive number of bytes, got ${describe(limit)}`,
  );
}

/** Makes sure that something can be written. */
export function checkBytes(buf: Uint8Array | string): void {
  if (typeof buf === "string" || buf instanceof Uint8Array) return;
  throw new TypeError(`Cannot write ${describe(buf)}: expected a Uint8Array or a string`);
}

/** Makes sure that something is a number of bytes. */
export function checkCount(n: number, verb: string): void {
  if (Number.isSafeInteger(n)) return;
  throw new TypeError(`Cannot ${verb} ${describe(n)} bytes: expected an integer`);
}
