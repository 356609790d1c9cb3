import { coro } from "../coro.ts";
import type { Coroutine } from "../coroutine.ts";
import { OSError } from "../core/os_error.ts";
import { RuntimeError, TimeoutError } from "../core/errors.ts";
import { sleep_ms } from "../sleep.ts";
import { wait_for_ms } from "../wait_for.ts";
import { checkOptions, isOptions } from "../core/options.ts";
import { showAsText } from "../core/show_as_text.ts";
import { checkHost, checkPort, formatAddress } from "./io/address.ts";
import { open_connection } from "./open_connection.ts";
import { operate } from "./io/operation.ts";
import { GROW } from "./io/read_operations.ts";
import { checkBytes, checkCount, inputOf, type Stream } from "./stream.ts";

/** How long, in ms, to wait before another attempt to send. */
const PAUSE = 10;
/** A `recv()` of all that is available takes so many bytes at most. */
const MOST_AVAILABLE = 1_048_576;
/** After so many bytes at a stretch there may be more that have arrived already. */
const FULL_READ = 2048;

/**
 * A TCP client.
 *
 * @example Send and receive
 * ```ts
 * import { run, start_server, TCPClient } from "@uasyncio/uasyncio";
 *
 * await run(async () => {
 *   await using server = await start_server(
 *     async (reader, writer) => {
 *       writer.write(await reader.readline());
 *       await writer.wait_closed();
 *     },
 *     "127.0.0.1",
 *     0,
 *   );
 *   const client = new TCPClient(...server.get_extra_info("sockname"));
 *   await client.connect();
 *   await client.send("hello\n");
 *   const answer = await client.recv();
 *   if (answer?.length !== 6) throw new Error("wrong answer");
 *   await client.close();
 * });
 * ```
 */
export class TCPClient implements AsyncDisposable {
  readonly #host: string;
  readonly #port: number;
  #stream: Stream | null = null;
  #isConnecting = false;

  /**
   * Makes a client; {@linkcode TCPClient.connect} connects it.
   *
   * @param host The name or the IP address of the server.
   * @param port Its port.
   * @throws {TypeError} If an argument is of the wrong type.
   * @throws {RangeError} If the port is out of range.
   */
  constructor(host: string, port: number) {
    showAsText(TCPClient.prototype);
    checkHost(host, "make a TCPClient");
    checkPort(port, "make a TCPClient", 1);
    this.#host = host;
    this.#port = port;
  }

  /**
   * Connects to the server.
   *
   * @returns A coroutine; it throws an `OSError` if there is no connection to be had,
   *   and a `RuntimeError` if there is one already, or another task is connecting.
   */
  connect(): Coroutine<void> {
    return coro(async () => {
      if (this.#stream !== null) {
        throw new RuntimeError("Cannot connect: connected already; close() comes first");
      }
      if (this.#isConnecting) {
        throw new RuntimeError("Cannot connect: another task is connecting already; await that");
      }
      this.#isConnecting = true;
      try {
        [this.#stream] = await open_connection(this.#host, this.#port);
      } finally {
        this.#isConnecting = false;
      }
    })();
  }

  /**
   * Sends data.
   *
   * @param data Bytes, or a string, which is sent as UTF-8.
   * @param attempts How often to try, should the operating system be short of memory for
   *   the moment; also as `{ attempts: 5 }`. A connection that is broken stays so: `connect()` again
   *   after `close()`.
   * @returns A coroutine of `true` if the data has been sent, else `false`. It throws a
   *   `RuntimeError` if the client is not connected.
   * @throws {TypeError} If `data` is neither, or there is no such option.
   * @throws {RangeError} If `attempts` is not a positive integer.
   */
  send(
    data: Uint8Array | string,
    attempts: number | { attempts?: number } = 3,
  ): Coroutine<boolean> {
    if (isOptions(attempts)) {
      checkOptions(attempts, ["attempts"], "send");
      return this.send(data, attempts.attempts);
    }
    checkBytes(data);
    if (!Number.isInteger(attempts) || attempts < 1) {
      throw new RangeError(`Cannot send: attempts must be a positive integer, got ${attempts}`);
    }
    return coro(async () => {
      const stream = this.#connected("send");
      stream.write(data);
      for (let attempt = 1;; attempt++) {
        try {
          await stream.drain();
          return true;
        } catch (error) {
          if (!(error instanceof OSError)) throw error;
          if (attempt >= attempts) return false;
          await sleep_ms(PAUSE);
        }
      }
    })();
  }

  /**
   * Receives data: waits until there is any.
   *
   * @param n How many bytes at most; negative for all that has arrived.
   * @returns A coroutine of the bytes; null if the server has closed the connection, or it is
   *   broken. It throws a `RuntimeError` if the client is not connected.
   * @throws {TypeError} If `n` is not an integer.
   */
  recv(n = -1): Coroutine<Uint8Array | null> {
    checkCount(n, "receive");
    return coro(async () => {
      const stream = this.#connected("receive");
      try {
        if (n < 0) await untilAllIsThere(stream);
        const bytes = await stream.read(n < 0 ? MOST_AVAILABLE : n);
        return bytes.length === 0 && n !== 0 ? null : bytes;
      } catch (error) {
        if (error instanceof OSError) return null;
        throw error;
      }
    })();
  }

  /**
   * Closes the connection, once what has been sent is under way. A client that is not
   * connected stays so.
   *
   * @returns A coroutine.
   */
  close(): Coroutine<void> {
    return coro(async () => {
      const stream = this.#stream;
      this.#stream = null;
      try {
        await stream?.wait_closed();
      } catch (error) {
        if (!(error instanceof OSError)) throw error; // send() has returned false
      }
    })();
  }

  /**
   * What it is, as `TCPClient(127.0.0.1:80, connected)`.
   *
   * @returns The text.
   */
  toString(): string {
    const isConnected = this.#stream !== null;
    const state = isConnected ? "connected" : this.#isConnecting ? "connecting" : "not connected";
    return `TCPClient(${formatAddress([this.#host, this.#port])}, ${state})`;
  }

  /** Closes the connection; for `await using`. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  #connected(verb: string): Stream {
    if (this.#stream !== null) return this.#stream;
    throw new RuntimeError(`Cannot ${verb}: not connected; await connect() first`);
  }
}

/**
 * Waits until something has arrived, and all that has: one read of Deno's may bring less. Takes
 * nothing, so that nothing is lost if the task is cancelled.
 */
async function untilAllIsThere(stream: Stream): Promise<void> {
  const input = inputOf(stream);
  let size = 0;
  await operate(GROW, input, size);
  while (input.size - size >= FULL_READ && input.size < MOST_AVAILABLE) {
    size = input.size;
    try {
      await wait_for_ms(operate(GROW, input, size), 1);
    } catch (error) {
      if (!(error instanceof TimeoutError)) throw error;
    }
  }
}
