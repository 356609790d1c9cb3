import { describe } from "../../core/describe.ts";
import { asResource, type Resource } from "../../core/keep_alive.ts";
import { type Address, formatAddress, toAddress } from "./address.ts";
import type { Source } from "./input.ts";
import type { Sink } from "./output.ts";

/** What a stream stands on. */
export interface Channel {
  /** As messages call it. */
  readonly name: string;
  /** Where bytes come from; null if none can come. */
  readonly source: Source | null;
  /** Where bytes go to; null if none can go. */
  readonly sink: Sink | null;
  /** What keeps the process alive while something is awaited. */
  readonly resource: Resource;
  /** The addresses of this side and of the other one; null if there are none. */
  readonly addresses: { own: Address; peer: Address } | null;
  close(): void;
}

/** Something that reads and writes by promises, as `Deno.FsFile`, `Deno.stdin` and `Deno.stdout`. */
export interface BytesIO {
  /** Reads into a buffer; how many bytes, null at the end. */
  read?(buffer: Uint8Array): Promise<number | null>;
  /** Writes some of the bytes; how many. The bytes may change once the promise is settled. */
  write?(bytes: Uint8Array): Promise<number>;
  /** Closes it. */
  close?(): void | Promise<void>;
}

/** Web streams: those of a child process, of a `WebSocketStream`, of a `TransformStream`. */
export interface WebStreams {
  /** What comes. */
  readable?: ReadableStream<Uint8Array> | ReadableStream<string> | ReadableStream<BufferSource>;
  /** Where bytes go to. */
  writable?:
    | WritableStream<Uint8Array<ArrayBuffer>>
    | WritableStream<Uint8Array>
    | WritableStream<BufferSource>;
}

/** A serial port: a `UART` of `machine`. */
export interface SerialPort {
  /** How many bytes have come. */
  any(): number;
  /** Whether all has been sent. */
  txdone(): boolean;
}

/** How to make the channels of objects of other rooms. */
const makers = new WeakMap<object, () => Channel>();

/** From now on a stream can be made of an object, by this channel. */
export function setChannel(object: object, make: () => Channel): void {
  makers.set(object, make);
}

/** What a {@linkcode Stream} can be made of. */
export type StreamSource = Deno.Conn | BytesIO | WebStreams | Deno.ChildProcess | SerialPort;

type Anything = Partial<Deno.Conn & BytesIO & Deno.ChildProcess> & WebStreams;

/** The channel to something; null if no stream can be made of it. */
export function toChannel(value: StreamSource): Channel | null {
  if (typeof value !== "object" || value === null) return null;
  const thing = value as Anything;
  const make = makers.get(value);
  if (make !== undefined) return make();
  // One of node:stream, or a Stream: their read() and write() are of another kind.
  if ("pipe" in thing || "readline" in thing) return null;
  if ("remoteAddr" in thing && isFunction(thing.read) && isFunction(thing.write)) {
    return connectionChannel(thing as Deno.Conn);
  }
  if (isFunction(thing.read) || isFunction(thing.write)) return bytesChannel(thing as BytesIO);
  if (value instanceof Deno.ChildProcess) return childChannel(value);
  const { readable, writable } = thing;
  const isReadable = readable instanceof ReadableStream;
  const isWritable = writable instanceof WritableStream;
  const isWrong = (!isReadable && readable != null) || (!isWritable && writable != null);
  if (isWrong || (!isReadable && !isWritable)) return null;
  return webChannel(describe(value), thing, thing);
}

function isFunction(value: unknown): boolean {
  return typeof value === "function";
}

function connectionChannel(connection: Deno.Conn): Channel {
  return {
    get name() {
      return formatAddress(toAddress(connection.remoteAddr));
    },
    source: connection,
    sink: connection,
    resource: asResource(connection),
    get addresses() {
      return { own: toAddress(connection.localAddr), peer: toAddress(connection.remoteAddr) };
    },
    close: () => connection.close(),
  };
}

/** The process's own three, which stay open: they are not the stream's. */
function isStandard(value: unknown): boolean {
  return value === Deno.stdin || value === Deno.stdout || value === Deno.stderr;
}

function bytesChannel(file: BytesIO): Channel {
  const name = describe(file);
  return {
    name,
    source: isFunction(file.read) ? { read: (buffer) => readBytes(file, buffer, name) } : null,
    sink: isFunction(file.write) ? { write: (bytes) => writeBytes(file, bytes, name) } : null,
    resource: resourceOf(file),
    addresses: null,
    close: () => {
      if (isStandard(file)) return;
      // What it says, it says too late for anyone to hear.
      Promise.resolve().then(() => file.close?.()).catch(() => {});
    },
  };
}

async function readBytes(file: BytesIO, buffer: Uint8Array, name: string): Promise<number | null> {
  const count = await file.read!(buffer);
  // As read(2) has it, 0 is the end as well.
  if (count === null || count === 0) return null;
  if (Number.isInteger(count) && count > 0 && count <= buffer.length) return count;
  throw new TypeError(
    `Cannot read from ${name}: its read() gave ${describe(count)}; ` +
      `expected a promise of a number of bytes up to ${buffer.length}, or null at the end`,
  );
}

async function writeBytes(file: BytesIO, bytes: Uint8Array, name: string): Promise<number> {
  const count = await file.write!(bytes);
  if (Number.isInteger(count) && count > 0 && count <= bytes.length) return count;
  throw new TypeError(
    `Cannot write to ${name}: its write() gave ${describe(count)}; ` +
      `expected a promise of a number of bytes from 1 to ${bytes.length}`,
  );
}

function childChannel(child: Deno.ChildProcess): Channel {
  // Deno's getters throw for what is not piped.
  const pipeOf = <T>(get: () => T): T | undefined => {
    try {
      return get();
    } catch {
      return undefined;
    }
  };
  const readable = pipeOf(() => child.stdout);
  const writable = pipeOf(() => child.stdin);
  return webChannel(`process ${child.pid}`, { readable, writable } as WebStreams, child);
}

function webChannel(name: string, { readable, writable }: WebStreams, owner: object): Channel {
  const source = readable === undefined ? null : new WebSource(readable.getReader(), name);
  const sink = writable === undefined
    ? null
    : new WebSink((writable as WritableStream).getWriter());
  return {
    name,
    source,
    sink,
    resource: resourceOf(owner),
    addresses: null,
    close() {
      source?.close();
      sink?.close();
    },
  };
}

class WebSource implements Source {
  readonly #reader: ReadableStreamDefaultReader<Uint8Array | string | BufferSource>;
  readonly #name: string;
  /** What the last chunk has left. */
  #rest = new Uint8Array(0);

  constructor(
    reader: ReadableStreamDefaultReader<Uint8Array | string | BufferSource>,
    name: string,
  ) {
    this.#reader = reader;
    this.#name = name;
  }

  async read(buffer: Uint8Array): Promise<number | null> {
    while (this.#rest.length === 0) {
      const { done, value } = await this.#reader.read();
      if (done) return null;
      this.#rest = this.#toBytes(value);
    }
    const count = Math.min(buffer.length, this.#rest.length);
    buffer.set(this.#rest.subarray(0, count));
    this.#rest = this.#rest.subarray(count);
    return count;
  }

  close(): void {
    this.#reader.cancel().catch(() => {});
  }

  #toBytes(chunk: unknown): Uint8Array<ArrayBuffer> {
    if (typeof chunk === "string") return new TextEncoder().encode(chunk);
    if (chunk instanceof ArrayBuffer) return new Uint8Array(chunk);
    if (ArrayBuffer.isView(chunk)) {
      const { buffer, byteOffset, byteLength } = chunk;
      return new Uint8Array(buffer as ArrayBuffer, byteOffset, byteLength);
    }
    throw new TypeError(
      `Cannot read from ${this.#name}: its readable gave ${describe(chunk)}; ` +
        "expected bytes or strings",
    );
  }
}

class WebSink implements Sink {
  readonly #writer: WritableStreamDefaultWriter<Uint8Array>;
  #isWriting = false;

  constructor(writer: WritableStreamDefaultWriter<Uint8Array>) {
    this.#writer = writer;
    writer.closed.catch(() => {}); // the next write says so
  }

  async write(bytes: Uint8Array): Promise<number> {
    this.#isWriting = true;
    await this.#writer.write(bytes.slice()); // the stream may keep it
    this.#isWriting = false;
    return bytes.length;
  }

  close(): void {
    const ending = this.#isWriting ? this.#writer.abort() : this.#writer.close();
    ending.catch(() => {});
  }
}

/** What keeps the process alive, where Deno can be told not to let it. */
function resourceOf(thing: object): Resource {
  const { ref, unref } = thing as Partial<Resource>;
  if (isFunction(ref) && isFunction(unref)) return thing as Resource;
  // Those of Deno.stdin have symbols as names, which only Deno itself has.
  const method = (name: string) =>
    Object.getOwnPropertySymbols(Object.getPrototypeOf(thing) ?? {})
      .find(({ description }) => description === name);
  const [REF, UNREF] = [method("REF"), method("UNREF")];
  const methods = thing as Record<symbol, () => void>;
  return {
    ref: () => REF !== undefined && methods[REF]!(),
    unref: () => UNREF !== undefined && methods[UNREF]!(),
  };
}
