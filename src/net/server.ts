import { coro } from "../coro.ts";
import type { Coroutine } from "../coroutine.ts";
import { describe } from "../core/describe.ts";
import type { Returned } from "../awaitable.ts";
import { CancelledError, RuntimeError } from "../core/errors.ts";
import { checkOptions, isOptions } from "../core/options.ts";
import { OSError } from "../core/os_error.ts";
import { showAsText } from "../core/show_as_text.ts";
import { Event } from "../event.ts";
import { get_event_loop } from "../loop.ts";
import { sleep, sleep_ms } from "../sleep.ts";
import { create_task } from "../create_task.ts";
import { current_task } from "../current_task.ts";
import type { Task } from "../task.ts";
import { type Address, checkHost, checkPort, formatAddress, toAddress } from "./io/address.ts";
import { awaitPromise } from "./io/await_promise.ts";
import { closeUnlessClosed, setNoDelay } from "./io/connection.ts";
import { toOSError } from "./io/deno_error.ts";
import { checkLimit, Stream, unknownInfo, whenClosed } from "./stream.ts";
import { checkServerOptions, shakeHands, type TlsServerOptions, toOptionsError } from "./io/tls.ts";

/** How long, in seconds, a server pauses that cannot accept, as asyncio's does. */
const PAUSE = 1;

/**
 * What a server calls for each connection: a coroutine function, that of a task of its own.
 * Both arguments are the same stream. It has no `this`; hand over a method as
 * `(reader, writer) => program.serve(reader, writer)`.
 */
export type ConnectionHandler = (reader: Stream, writer: Stream) => Returned<unknown>;

/** What {@linkcode start_server} takes by keyword. */
export interface ServerOptions {
  /** How many connections may wait to be accepted; 5 by default. */
  backlog?: number;
  /** Certificate and key, for TLS. */
  ssl?: TlsServerOptions | null;
  /** The longest line, in bytes, that iterating over a stream gives; 1 MiB by default. */
  limit?: number;
}

const OPTIONS = ["backlog", "ssl", "limit"];

/**
 * A TCP server, made by {@linkcode start_server}; MicroPython's {@link
 * https://docs.micropython.org/en/latest/library/asyncio.html#asyncio.Server | asyncio.Server}.
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
  readonly #limit: number;
  readonly #task: Task<void>;
  /** The connections that it has accepted and that are open. */
  readonly #clients = new Set<{ close(): void }>();
  /** Set once it accepts no more. */
  readonly #ended = new Event();
  /** Ends when the socket is free again. */
  #accepting: Promise<unknown> = Promise.resolve();
  #isClosed = false;
  #isServingForever = false;

  /** Made by {@linkcode start_server}, not by `new`. */
  constructor(
    listener: Deno.Listener,
    handler: ConnectionHandler,
    isSecure: boolean,
    limit: number,
  ) {
    showAsText(Server.prototype);
    this.#listener = listener;
    this.#handler = handler;
    this.#isSecure = isSecure;
    this.#limit = limit;
    this.#task = create_task(() => this.#serve());
  }

  /**
   * Something about the server.
   *
   * @param v `"sockname"` for the address that it listens on, as `[host, port]`.
   * @returns The address.
   * @throws {TypeError} If `v` is something else.
   */
  get_extra_info(v: "sockname"): Address {
    if (v !== "sockname") throw unknownInfo(v, '"sockname"');
    return toAddress(this.#listener.addr);
  }

  /**
   * Stops accepting connections. Those that are open stay so, see {@linkcode
   * Server.close_clients}. To close it twice does no harm. MicroPython's {@link
   * https://docs.micropython.org/en/latest/library/asyncio.html#asyncio.Server.close | Server.close}.
   */
  close(): void {
    if (this.#isClosed) return;
    this.#shut();
    this.#task.cancel();
  }

  /**
   * Closes the connections that the server has accepted, each as {@linkcode Stream.close} does:
   * what has been written is still sent, and a task that is reading gets an `OSError`. Call {@linkcode
   * Server.close} before, so that no new ones come meanwhile. From CPython, {@link
   * https://docs.python.org/3/library/asyncio-eventloop.html#asyncio.Server.close_clients |
   * Server.close_clients}.
   */
  close_clients(): void {
    for (const client of [...this.#clients]) client.close();
  }

  /**
   * Waits until the server is closed and its port is free again. If the task is cancelled
   * meanwhile, or its time is over, that closes the server, as in MicroPython: {@link
   * https://docs.micropython.org/en/latest/library/asyncio.html#asyncio.Server.wait_closed |
   * Server.wait_closed}.
   *
   * @returns A coroutine.
   */
  wait_closed(): Coroutine<void> {
    return coro(async () => {
      try {
        await this.#ended.wait();
      } finally {
        this.close();
        await this.#ended.wait();
        await this.#accepting;
      }
    })();
  }

  /**
   * Serves until the task is cancelled, and closes the server then. From CPython, {@link
   * https://docs.python.org/3/library/asyncio-eventloop.html#asyncio.Server.serve_forever |
   * Server.serve_forever}.
   *
   * @returns A coroutine that never returns: it throws a `CancelledError` when the task is cancelled,
   *   and also when another task closes the server. It throws a `RuntimeError` if the server has been
   *   closed before, or another task has called this.
   *
   * @example Until the task is cancelled
   * ```ts
   * import { create_task, run, sleep_ms, start_server } from "@uasyncio/uasyncio";
   *
   * await run(async () => {
   *   const task = create_task(async () => {
   *     await using server = await start_server((_, writer) => writer.close(), "127.0.0.1", 0);
   *     await server.serve_forever();
   *   });
   *   await sleep_ms(5);
   *   task.cancel();
   * });
   * ```
   */
  serve_forever(): Coroutine<never> {
    return coro(async () => {
      if (this.#isClosed) {
        throw new RuntimeError("Cannot serve: the server has been closed; start another one");
      }
      if (this.#isServingForever) {
        throw new RuntimeError("Cannot serve: another task waits in serve_forever() already");
      }
      this.#isServingForever = true;
      try {
        await this.wait_closed();
      } finally {
        this.#isServingForever = false;
      }
      throw new CancelledError("Cannot serve any longer: the server has been closed");
    })();
  }

  /** Closes the server and waits until it is closed; for `await using`. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.close();
    await this.wait_closed();
  }

  /**
   * What it is, as `Server(127.0.0.1:8888, listening)`.
   *
   * @returns The text.
   */
  toString(): string {
    const where = formatAddress(this.get_extra_info("sockname"));
    return `Server(${where}, ${this.#isClosed ? "closed" : "listening"})`;
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
    } finally {
      this.#shut();
      this.#ended.set();
    }
  }

  #shut(): void {
    if (!this.#isClosed) this.#listener.close();
    this.#isClosed = true;
  }

  /** The next connection; null if it cannot be accepted, which is reported. */
  async #accept(): Promise<Deno.Conn | null> {
    try {
      return await awaitPromise({
        describe: () => `accepts at ${formatAddress(toAddress(this.#listener.addr))}`,
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
    const stream = await this.#openStream(connection);
    if (stream === null) return;
    this.#clients.add(stream);
    whenClosed(stream, () => this.#clients.delete(stream));
    const handler = this.#handler; // called without `this`
    try {
      await handler(stream, stream);
    } catch (error) {
      stream.close();
      throw error;
    }
  }

  /** The stream of a connection; null if there is none, as its peer cannot agree on TLS. */
  async #openStream(connection: Deno.Conn): Promise<Stream | null> {
    if (!this.#isSecure) {
      setNoDelay(connection as Deno.TcpConn);
      return new Stream(connection, { limit: this.#limit });
    }
    this.#clients.add(connection);
    try {
      const { alpn_protocol } = await shakeHands(
        () => Promise.resolve(connection as Deno.TlsConn),
        `agree on TLS with ${formatAddress(toAddress(connection.remoteAddr))}`,
      );
      return new Stream(connection, { alpn_protocol, limit: this.#limit });
    } catch (error) {
      closeUnlessClosed(connection);
      if (!(error instanceof OSError)) throw error;
      reportHandshake(error);
      return null;
    } finally {
      this.#clients.delete(connection);
    }
  }
}

/** Tells of a handshake that has failed: a line, as it is a peer's matter and no task's. */
function reportHandshake(exception: OSError): void {
  const loop = get_event_loop();
  if (loop.get_exception_handler() === null) return console.error(String(exception));
  loop.call_exception_handler({
    message: "Server cannot agree on TLS with a client",
    exception,
    future: current_task(),
  });
}

/**
 * Starts a TCP server; MicroPython's {@link
 * https://docs.micropython.org/en/latest/library/asyncio.html#asyncio.start_server |
 * asyncio.start_server}.
 *
 * @param callback Called for each connection with a reader and a writer, the same stream; its
 *   coroutine runs as a task. What it throws goes to the loop's exception handler and closes
 *   the connection; otherwise the callback closes it, or the task that it hands the stream to.
 * @param host The address to listen on: `"127.0.0.1"` is for this machine alone, `"0.0.0.0"` and
 *   `"::"` for the whole network.
 * @param port A port; 0 for one that is free, see {@linkcode Server.get_extra_info}.
 * @param backlog How many connections may wait to be accepted; or all that follows by name, as
 *   `{ backlog: 20, ssl: { cert, key } }`.
 * @param ssl Certificate and key, for TLS. Deno cannot ask clients for certificates.
 * @returns A coroutine of the server, which is listening. It throws an `OSError` if the address
 *   is not this machine's, or the port is taken; a `TypeError` if certificate or key cannot be read.
 * @throws {TypeError} If an argument is of the wrong type, or there is no such option.
 * @throws {RangeError} If the port, the backlog or the limit is out of range.
 *
 * @example An echo server that runs until it is stopped
 * ```ts ignore
 * import { run, start_server } from "@uasyncio/uasyncio";
 *
 * await run(async () => {
 *   await using server = await start_server(async (reader, writer) => {
 *     for await (const line of reader) {
 *       writer.write(line);
 *       await writer.drain();
 *     }
 *     writer.close();
 *   }, "127.0.0.1", 8888);
 *   await server.serve_forever();
 * });
 * ```
 */
export function start_server(
  callback: ConnectionHandler,
  host: string,
  port: number,
  backlog: number | ServerOptions = 5,
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
  const isNamed = isOptions(backlog);
  if (isNamed) checkOptions(backlog, OPTIONS, doing);
  const named: ServerOptions = isNamed ? backlog : { backlog, ssl };
  const { backlog: tcpBacklog = 5, ssl: tls = null } = named;
  const limit = checkLimit(named.limit, doing);
  if (!Number.isInteger(tcpBacklog) || tcpBacklog < 1 || tcpBacklog > 65535) {
    throw new RangeError(`Cannot ${doing}: the backlog must be 1 to 65535, got ${tcpBacklog}`);
  }
  if (tls !== null) checkServerOptions(tls);
  return coro(async () => {
    const server = new Server(listen(host, port, tcpBacklog, tls), callback, tls !== null, limit);
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
    throw toOSError(toOptionsError(error), `listen on ${formatAddress([hostname, port])}`);
  }
}
