import { coro } from "../coro.ts";
import type { Coroutine } from "../coroutine.ts";
import { checkHost, checkPort, formatAddress } from "./io/address.ts";
import { awaitPromise } from "./io/await_promise.ts";
import { osError } from "../core/os_error.ts";
import { toOSError } from "./io/deno_error.ts";
import { Stream } from "./stream.ts";
import { checkClientOptions, connectTls, startTls, type TlsClientOptions } from "./io/tls.ts";

/**
 * Connects to a TCP server.
 *
 * @param host A name or an IP address. Of several addresses, IPv6 and IPv4 are tried in turn.
 * @param port A port, 1 to 65535.
 * @param ssl `true` for TLS with the certificates that Deno trusts, or options for it.
 * @param server_hostname The name that the server's certificate is to have; `host` by default.
 * @returns A coroutine of a reader and a writer, which are the same stream. It throws an
 *   `OSError` if the host cannot be resolved, the connection cannot be made, or the
 *   certificate is not accepted. How long a server that does not answer is waited for is up
 *   to the operating system, minutes usually; use {@linkcode wait_for}.
 * @throws {TypeError} If an argument is of the wrong type.
 * @throws {RangeError} If the port is out of range.
 *
 * @example Nobody listens there
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
 *   const [reader, writer] = await open_connection("example.com", 443, true);
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
  ssl: true | TlsClientOptions | null = null,
  server_hostname: string | null = null,
): Coroutine<[reader: Stream, writer: Stream]> {
  checkHost(host, "connect");
  checkPort(port, "connect", 1);
  if (server_hostname !== null) checkHost(server_hostname, "use TLS");
  const options = ssl === true ? {} : ssl;
  const serverName = server_hostname ?? host;
  if (options !== null) checkClientOptions(options);
  if (options?.cert !== undefined && serverName !== host) {
    throw new TypeError(
      "Cannot use TLS: with ssl.cert, server_hostname must be the host; " +
        "Deno has no other way to present a certificate",
    );
  }
  return coro(async (): Promise<[Stream, Stream]> => {
    const doing = `connect to ${formatAddress([host, port])}`;
    const stream = options === null
      ? new Stream(await connect(host, port, doing))
      : await connectSecurely(host, port, serverName, options, doing);
    return [stream, stream];
  })();
}

async function connectSecurely(
  host: string,
  port: number,
  serverName: string,
  options: TlsClientOptions,
  doing: string,
): Promise<Stream> {
  const { connection, alpn_protocol } = options.cert === undefined
    ? await startTls(await connect(host, port, doing), serverName, options, doing)
    : await connectTls({ hostname: host, port }, options, doing);
  return new Stream(connection, { alpn_protocol });
}

/** Makes a TCP connection; an attempt that nobody waits for any more is broken off. */
function connect(host: string, port: number, doing: string): Coroutine<Deno.TcpConn> {
  const controller = new AbortController();
  return awaitPromise({
    async start() {
      try {
        const connection = await Deno.connect({ hostname: host, port, signal: controller.signal });
        connection.setNoDelay();
        return connection;
      } catch (error) {
        throw toOSError(error, doing);
      }
    },
    stop: () =>
      controller.abort(osError("ECANCELED", `Cannot ${doing}: run() has ended; connect again`)),
    discard: (connection) => connection.close(),
  });
}
