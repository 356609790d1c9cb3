import { coro } from "../../coro.ts";
import type { Coroutine } from "../../coroutine.ts";
import { describe } from "../../core/describe.ts";
import { TimeoutError } from "../../core/errors.ts";
import { wait_for } from "../../wait_for.ts";
import { awaitPromise } from "./await_promise.ts";
import { osError } from "../../core/os_error.ts";
import { toOSError } from "./deno_error.ts";

/** How long, in seconds, both sides may take to agree; as in CPython's asyncio. */
const LONGEST_HANDSHAKE = 60;

/** How a client speaks TLS, in Deno's own terms. */
export interface TlsClientOptions {
  /** Certificates of authorities to trust besides those that Deno does, in PEM format. */
  caCerts?: string[];
  /** The client's own certificate chain in PEM format, for servers that ask for one. */
  cert?: string;
  /** The private key of `cert`, in PEM format. */
  key?: string;
  /** Application protocols to offer by ALPN, the preferred one first. */
  alpnProtocols?: string[];
}

/** How a server speaks TLS, in Deno's own terms. */
export interface TlsServerOptions {
  /** The certificate chain of the server, in PEM format. */
  cert: string;
  /** The private key of `cert`, in PEM format. */
  key: string;
  /** Application protocols to accept by ALPN, the preferred one first. */
  alpnProtocols?: string[];
}

/** A connection on which both sides have agreed. */
export interface TlsConnection {
  connection: Deno.TlsConn;
  /** The protocol that was chosen by ALPN. */
  alpn_protocol: string | null;
}

/** Makes sure that these are options for a client. */
export function checkClientOptions(ssl: TlsClientOptions): void {
  if (typeof ssl !== "object") {
    throw new TypeError(
      `Cannot use TLS: ssl must be true or an object of options, got ${describe(ssl)}`,
    );
  }
  for (const certificate of ssl.caCerts ?? []) checkPem(certificate, "ssl.caCerts", "CERTIFICATE");
  if (ssl.cert !== undefined || ssl.key !== undefined) checkKeyPair(ssl);
}

/** Makes sure that these are options for a server. */
export function checkServerOptions(ssl: TlsServerOptions): void {
  if (typeof ssl !== "object") {
    throw new TypeError(
      `Cannot use TLS: ssl must be an object with cert and key, got ${describe(ssl)}`,
    );
  }
  checkKeyPair(ssl);
}

function checkKeyPair({ cert, key }: TlsClientOptions): void {
  checkPem(cert, "ssl.cert", "CERTIFICATE");
  checkPem(key, "ssl.key", "PRIVATE KEY");
}

function checkPem(text: unknown, name: string, label: string): void {
  if (typeof text === "string" && text.includes(label + "-----")) return;
  const got = typeof text === "string" ? "some other text" : describe(text);
  throw new TypeError(
    `Cannot use TLS: ${name} must be in PEM format ("-----BEGIN ${label}-----"), got ${got}`,
  );
}

/** Makes TLS of a TCP connection, as the client. */
export function startTls(
  connection: Deno.TcpConn,
  hostname: string,
  { caCerts = [], alpnProtocols }: TlsClientOptions,
  doing: string,
): Coroutine<TlsConnection> {
  return shakeHands(() =>
    Deno.startTls(connection, {
      hostname,
      caCerts,
      ...alpnProtocols !== undefined && { alpnProtocols },
    }), doing);
}

/** Connects with TLS, as a client that has a certificate of its own. */
export function connectTls(
  address: { hostname: string; port: number },
  options: TlsClientOptions,
  doing: string,
): Coroutine<TlsConnection> {
  // Deno takes a certificate here, and not for a connection that is there already.
  return shakeHands(
    () => Deno.connectTls({ ...address, ...options as Deno.TlsCertifiedKeyPem }),
    doing,
  );
}

/** Agrees with the other side, within bounded time. */
export function shakeHands(
  open: () => Promise<Deno.TlsConn>,
  doing: string,
): Coroutine<TlsConnection> {
  let connection: Deno.TlsConn | null = null;
  const close = () => {
    connection?.close();
    connection = null;
  };
  const handshake = awaitPromise<TlsConnection>({
    async start() {
      try {
        connection = await open();
        const { alpnProtocol } = await connection.handshake();
        return { connection, alpn_protocol: alpnProtocol };
      } catch (error) {
        close();
        throw toOSError(error, doing);
      }
    },
    stop: close,
    discard: close,
  });
  return coro(async () => {
    try {
      return await wait_for(handshake, LONGEST_HANDSHAKE);
    } catch (error) {
      if (!(error instanceof TimeoutError)) throw error;
      const message =
        `Cannot ${doing}: no answer to the TLS handshake in ${LONGEST_HANDSHAKE} s; ` +
        "does the peer use TLS?";
      throw osError("ETIMEDOUT", message, error);
    }
  })();
}
