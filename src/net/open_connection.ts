import { coro } from "../coro.ts";
import type { Coroutine } from "../coroutine.ts";
import { checkOptions, isOptions } from "../core/options.ts";
import { osError } from "../core/os_error.ts";
import { checkHost, checkPort, formatAddress } from "./io/address.ts";
import { awaitPromise } from "./io/await_promise.ts";
import { setNoDelay } from "./io/connection.ts";
import { toOSError } from "./io/deno_error.ts";
import {
  checkClientOptions,
  CLIENT_OPTIONS,
  connectTls,
  startTls,
  type TlsClientOptions,
} from "./io/tls.ts";
import { checkLimit, Stream } from "./stream.ts";

/** What {@linkcode open_connection} takes by keyword. */
export interface ConnectionOptions {
  /** `true` for TLS with the certificates that Deno trusts, or options for it. */
  ssl?: boolean | TlsClientOptions | null;
  /** The name that the server's certificate is to have; the host by default. */
  server_hostname?: string | null;
  /** The longest line, in bytes, that iterating over the stream gives; 1 MiB by default. */
  limit?: number;
}

const OPTIONS = ["ssl", "server_hostname", "limit"];

/**
 * Connects to a TCP server; MicroPython's {@link
 * https://docs.micropython.org/en/latest/library/asyncio.html#asyncio.open_connection |
 * asyncio.open_connection}.
 *
 * With TLS the two sides agree before this returns, and the server's certificate is always verified.
 *
 * @param host A name or an IP address. Of several addresses, IPv6 and IPv4 are tried in turn.
 * @param port A port, 1 to 65535.
 * @param ssl `true` for TLS with the certificates that Deno trusts, or options for it; or all that
 *   follows by name, as `{ ssl: true, server_hostname: "example.com" }`.
 * @param server_hostname The name that the server's certificate is to have; `host` by default.
 * @returns A coroutine of a reader and a writer, which are the same stream. It throws an
 *   `OSError` if the host cannot be resolved, the connection cannot be made, or the
 *   certificate is not accepted. How long a server that does not answer is waited for is up
 *   to the operating system, minutes usually; use {@linkcode wait_for}.
 * @throws {TypeError} If an argument is of the wrong type, or there is no such option.
 * @throws {RangeError} If the port or the limit is out of range.
 *
 * @example No server listens there
 * ```ts
 * import { open_connection, OSError, run } from "@uasyncio/uasyncio";
 *
 * await run(async () => {
 *   try {
 *     await open_connection("127.0.0.1", 1);
 *   } catch (error) {
 *     if (!(error instanceof OSError) || error.code !== "ECONNREFUSED") throw error;
 *   }
 * });
 * ```
 *
 * @example With TLS
 * ```ts ignore
 * import { open_connection, run } from "@uasyncio/uasyncio";
 *
 * await run(async () => {
 *   const [reader, writer] = await open_connection("example.com", 443, { ssl: true });
 *   writer.write("HEAD / HTTP/1.0\r\nHost: example.com\r\n\r\n");
 *   await writer.drain();
 *   for await (const line of reader) console.log(new TextDecoder().decode(line));
 *   writer.close();
 * });
 * ```
 */
export function open_connection(
  host: string,
  port: number,
  ssl: boolean | TlsClientOptions | ConnectionOptions | null = null,
  server_hostname: string | null = null,
): Coroutine<[reader: Stream, writer: Stream]> {
  checkHost(host, "connect");
  checkPort(port, "connect", 1);
  const { tls, serverName, limit } = checkArguments(host, ssl, server_hostname);
  return coro(async (): Promise<[Stream, Stream]> => {
    const doing = `connect to ${formatAddress([host, port])}`;
    const stream = tls === null
      ? new Stream(await connect(host, port, doing), { limit })
      : await connectSecurely(host, port, serverName, tls, doing, limit);
    return [stream, stream];
  })();
}

interface CheckedArguments {
  tls: TlsClientOptions | null;
  serverName: string;
  limit: number;
}

function checkArguments(
  host: string,
  ssl: boolean | TlsClientOptions | ConnectionOptions | null,
  server_hostname: string | null,
): CheckedArguments {
  const named: ConnectionOptions = isKeywords(ssl) ? ssl : { ssl, server_hostname };
  const limit = checkLimit(named.limit, "connect");
  if (named.server_hostname != null) checkHost(named.server_hostname, "use TLS");
  const tls = named.ssl === true ? {} : named.ssl || null;
  const serverName = named.server_hostname ?? host;
  if (tls !== null) checkClientOptions(tls);
  if (tls?.cert !== undefined && serverName !== host) {
    throw new TypeError(
      "Cannot use TLS: with ssl.cert, server_hostname must be the host; " +
        "Deno has no other way to present a certificate",
    );
  }
  return { tls, serverName, limit };
}

/** Whether the third argument is an object of keywords, and not the options of TLS. */
function isKeywords(
  ssl: boolean | TlsClientOptions | ConnectionOptions | null,
): ssl is ConnectionOptions {
  if (!isOptions(ssl)) return false;
  const isOfKeywords = OPTIONS.some((name) => name in ssl);
  checkOptions(ssl, isOfKeywords ? OPTIONS : [...OPTIONS, ...CLIENT_OPTIONS], "connect");
  return isOfKeywords;
}

async function connectSecurely(
  host: string,
  port: number,
  serverName: string,
  options: TlsClientOptions,
  doing: string,
  limit: number,
): Promise<Stream> {
  const { connection, alpn_protocol } = options.cert === undefined
    ? await startTls(await connect(host, port, doing), serverName, options, doing)
    : await connectTls({ hostname: host, port }, options, doing);
  return new Stream(connection, { alpn_protocol, limit });
}

/** Makes a TCP connection; an attempt that no task waits for any more is broken off. */
function connect(host: string, port: number, doing: string): Coroutine<Deno.TcpConn> {
  const controller = new AbortController();
  return awaitPromise({
    describe: () => `connects to ${formatAddress([host, port])}`,
    async start() {
      let connection: Deno.TcpConn;
      try {
        connection = await Deno.connect({ hostname: host, port, signal: controller.signal });
      } catch (error) {
        throw toOSError(error, doing);
      }
      setNoDelay(connection);
      return connection;
    },
    stop: () =>
      controller.abort(osError("ECANCELED", `Cannot ${doing}: run() has ended; connect again`)),
    discard: (connection) => connection.close(),
  });
}
