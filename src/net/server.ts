import { coro } from "../coro.ts";
import type { Coroutine } from "../coroutine.ts";
import { describe } from "../core/describe.ts";
import type { Returned } from "../awaitable.ts";
import { CancelledError } from "../core/errors.ts";
import { get_event_loop } from "../loop.ts";
import { sleep, sleep_ms } from "../sleep.ts";
import { create_task } from "../create_task.ts";
import { current_task } from "../current_task.ts";
import type { Task } from "../task.ts";
import { type Address, checkHost, checkPort, formatAddress, toAddress } from "./io/address.ts";
import { awaitPromise } from "./io/await_promise.ts";
import { toOSError } from "./io/deno_error.ts";
import { Stream, unknownInfo } from "./stream.ts";
import { checkServerOptions, shakeHands, type TlsServerOptions } from "./io/tls.ts";

/** How long, in seconds, a server pauses that cannot accept, as asyncio's does. */
const PAUSE = 1;

/**
 * What a server calls for each connection: a coroutine function, that of a task of its own.
 * Both arguments are the same stream.
 */
export type ConnectionHandler = (reader: Stream, writer: Stream) => Returned<unknown>;

/**
 * A TCP server, made by {@linkcode start_server}.
 *
 * @example A server that ends with its block
 * ```ts
 * import { open_connection, run, start_server } from "@uasyncio/uasyncio";
 *
 * await run(async () => {
 *   await using server = await start_server(
 *     async (_reader, writer) => {
 *       writer.write("hello\n");
 *       await writer.wait_closed();
 *     },
 *     "127.0.0.1",
 *     0,
 *   );
 *   const [reader, writer] = await open_connection(...server.get_extra_info("sockname"));
 *   const greeting = new TextDecoder().decode(await reader.read());
 *   if (greeting !== "hello\n") throw new Error(`got ${greeting}`);
 *   writer.close();
 * });
 * ```
 */
export class Server implements AsyncDisposable {
  readonly #listener: Deno.Listener;
  readonly #handler: ConnectionHandler;
  readonly #isSecure: boolean;
  readonly #task: Task<void>;
  /** Ends when the socket is free again. */
  #accepting: Promise<unknown> = Promise.resolve();
  #isClosed = false;

  /** Made by {@linkcode start_server}, not by `new`. */
  constructor(listener: Deno.Listener, handler: ConnectionHandler, isSecure: boolean) {
    this.#listener = listener;
    this.#handler = handler;
    this.#isSecure = isSecure;
    this.#task = create_task(() => this.#serve());
  }

  /**
   * Something about the server.
   *
   * @param v `"sockname"` for the address that it listens on, as `[host, port]`.
   * @returns It.
   * @throws {TypeError} If `v` is something else.
   */
  get_extra_info(v: "sockname"): Address {
    if (v !== "sockname") throw unknownInfo(v, '"sockname"');
    return toAddress(this.#listener.addr);
  }

  /** Stops accepting connections. Those that are open stay so. To close it twice does no harm. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#listener.close();
    this.#task.cancel();
  }

  /**
   * Waits until the server is closed and its port is free again.
   *
   * @returns A coroutine.
   */
  wait_closed(): Coroutine<void> {
    return coro(async () => {
      await this.#task;
      await this.#accepting;
    })();
  }

  /** Closes the server and waits until it is closed; for `await using`. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.close();
    await this.wait_closed();
  }

  async #serve(): Promise<void> {
    try {
      while (true) {
        const connection = await this.#accept();
        if (connection !== null) create_task(() => this.#handle(connection));
        else await sleep(PAUSE);
      }
    } catch (error) {
      if (!this.#isClosed || !(error instanceof CancelledError)) throw error;
    }
  }

  /** The next connection; null if it cannot be accepted, which is reported. */
  async #accept(): Promise<Deno.Conn | null> {
    try {
      return await awaitPromise({
        start: () => {
          const accepting = this.#listener.accept();
          this.#accepting = accepting.catch(() => {});
          return accepting;
        },
        stop: () => {}, // close() does
        discard: (connection) => connection.close(),
        resource: this.#listener,
      });
    } catch (error) {
      if (error instanceof CancelledError) throw error;
      const where = formatAddress(toAddress(this.#listener.addr));
      get_event_loop().call_exception_handler({
        message: "Server cannot accept a connection, and tries again",
        exception: toOSError(error, `accept a connection on ${where}`),
        future: current_task(),
      });
      return null;
    }
  }

  async #handle(connection: Deno.Conn): Promise<void> {
    let stream: Stream;
    if (this.#isSecure) {
      const peer = formatAddress(toAddress(connection.remoteAddr));
      const tls = await shakeHands(
        () => Promise.resolve(connection as Deno.TlsConn),
        `agree on TLS with ${peer}`,
      );
      stream = new Stream(tls.connection, tls);
    } else {
      if ("setNoDelay" in connection) (connection as Deno.TcpConn).setNoDelay();
      stream = new Stream(connection);
    }
    try {
      await this.#handler(stream, stream);
    } catch (error) {
      stream.close();
      throw error;
    }
  }
}

/**
 * Starts a TCP server.
 *
 * @param callback Called for each connection with a reader and a writer, the same stream; its
 *   coroutine runs as a task. What it throws goes to the loop's exception handler and closes
 *   the connection; otherwise the callback, or whom it hands the stream to, closes it.
 * @param host The address to listen on: `"127.0.0.1"` is for this machine alone, `"0.0.0.0"` and
 *   `"::"` for everybody.
 * @param port A port; 0 for one that is free, see {@linkcode Server.get_extra_info}.
 * @param backlog How many connections may wait to be accepted.
 * @param ssl Certificate and key, for TLS.
 * @returns A coroutine of the server, which is listening. It throws an `OSError` if the address
 *   is not this machine's, or the port is taken.
 * @throws {TypeError} If an argument is of the wrong type.
 * @throws {RangeError} If the port or the backlog is out of range.
 *
 * @example An echo server that runs until it is stopped
 * ```ts ignore
 * import { run, sleep, start_server } from "@uasyncio/uasyncio";
 *
 * await run(async () => {
 *   await start_server(async (reader, writer) => {
 *     for await (const line of reader) {
 *       writer.write(line);
 *       await writer.drain();
 *     }
 *     writer.close();
 *   }, "127.0.0.1", 8888);
 *   while (true) await sleep(3600);
 * });
 * ```
 */
export function start_server(
  callback: ConnectionHandler,
  host: string,
  port: number,
  backlog = 5,
  ssl: TlsServerOptions | null = null,
): Coroutine<Server> {
  const doing = "start a server";
  if (typeof callback !== "function") {
    throw new TypeError(
      `Cannot ${doing}: expected a function of a reader and a writer, got ${describe(callback)}`,
    );
  }
  checkHost(host, doing);
  checkPort(port, doing, 0);
  if (!Number.isInteger(backlog) || backlog < 1 || backlog > 65535) {
    throw new RangeError(`Cannot ${doing}: the backlog must be 1 to 65535, got ${backlog}`);
  }
  if (ssl !== null) checkServerOptions(ssl);
  return coro(async () => {
    const server = new Server(listen(host, port, backlog, ssl), callback, ssl !== null);
    try {
      await sleep_ms(0); // as in MicroPython, it is accepting when this returns
    } catch (error) {
      server.close();
      await server.wait_closed();
      throw error;
    }
    return server;
  })();
}

function listen(
  hostname: string,
  port: number,
  tcpBacklog: number,
  ssl: TlsServerOptions | null,
): Deno.Listener {
  try {
    if (ssl === null) return Deno.listen({ hostname, port, tcpBacklog });
    return Deno.listenTls({ hostname, port, tcpBacklog, ...ssl });
  } catch (error) {
    throw toOSError(error, `listen on ${formatAddress([hostname, port])}`);
  }
}
