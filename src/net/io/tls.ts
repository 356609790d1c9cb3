import { coro } from "../../coro.ts";
import type { Coroutine } from "../../coroutine.ts";
import { describe } from "../../core/describe.ts";
import { TimeoutError } from "../../core/errors.ts";
import { checkOptions } from "../../core/options.ts";
import { wait_for } from "../../wait_for.ts";
import { awaitPromise } from "./await_promise.ts";
import { osError } from "../../core/os_error.ts";
import { closeUnlessClosed } from "./connection.ts";
import { toOSError } from "./deno_error.ts";

/** How long, in seconds, both sides may take to agree; as in CPython's asyncio. */
const LONGEST_HANDSHAKE = 60;

/** How a client speaks TLS, in Deno's own terms. It always verifies the server's certificate. */
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

/** How a server speaks TLS, in Deno's own terms. It cannot ask clients for certificates. */
export interface TlsServerOptions {
  /** The certificate chain of the server, in PEM format. */
  cert: string;
  /** The private key of `cert`, in PEM format. */
  key: string;
  /** Application protocols to accept by ALPN, the preferred one first. */
  alpnProtocols?: string[];
}

/** The names of the options of a client. */
export const CLIENT_OPTIONS: readonly string[] = ["caCerts", "cert", "key", "alpnProtocols"];
const SERVER_OPTIONS: readonly string[] = ["cert", "key", "alpnProtocols"];

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
  checkOptions(ssl, CLIENT_OPTIONS, "use TLS as a client");
  checkTexts(ssl.caCerts, "ssl.caCerts");
  for (const certificate of ssl.caCerts ?? []) checkPem(certificate, "ssl.caCerts", "CERTIFICATE");
  if (ssl.cert !== undefined || ssl.key !== undefined) checkKeyPair(ssl);
  checkTexts(ssl.alpnProtocols, "ssl.alpnProtocols");
}

/** Makes sure that these are options for a server. */
export function checkServerOptions(ssl: TlsServerOptions): void {
  if (typeof ssl !== "object") {
    throw new TypeError(
      `Cannot use TLS: ssl must be an object with cert and key, got ${describe(ssl)}`,
    );
  }
  if ("caCerts" in ssl) {
    throw new TypeError(
      "Cannot use TLS as a server: there is no option caCerts, as Deno cannot ask clients for " +
        "certificates; let a proxy do it, or authenticate clients over the connection",
    );
  }
  checkOptions(ssl, SERVER_OPTIONS, "use TLS as a server");
  checkKeyPair(ssl);
  checkTexts(ssl.alpnProtocols, "ssl.alpnProtocols");
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

function checkTexts(value: unknown, name: string): void {
  if (value === undefined) return;
  if (Array.isArray(value) && value.every((text) => typeof text === "string")) return;
  throw new TypeError(
    `Cannot use TLS: ${name} must be an array of strings, got ${describe(value)}`,
  );
}

/** What is wrong with options that Deno cannot use, by its own words. */
const faults: [words: RegExp, fault: string][] = [
  [
    /^Invalid hostname/,
    "Cannot use TLS: server_hostname is neither the name of a host nor an IP address",
  ],
  [/KeyMismatch/, "Cannot use TLS: ssl.key is not the key of ssl.cert"],
  [
    /^(unexpected error: )?failed to parse private key|^No keys found|^Unable to decode key/,
    "Cannot use TLS: ssl.key cannot be read",
  ],
  [/^Unable to add pem file to certificate store/, "Cannot use TLS: ssl.caCerts cannot be read"],
  [
    /^invalid peer certificate: BadEncoding|^Unable to decode certificate/,
    "Cannot use TLS: a certificate cannot be read",
  ],
];

/**
 * The error for what Deno has thrown before it has asked the peer for anything: the options are at
 * fault then, and not the peer. Others are given back.
 */
export function toOptionsError(error: unknown): unknown {
  if (!(error instanceof Error) || (error as { code?: string }).code !== undefined) return error;
  const { message } = error;
  const fault = faults.find(([words]) => words.test(message))?.[1];
  return fault === undefined ? error : new TypeError(fault + ` (${message})`, { cause: error });
}

/** Makes TLS of a TCP connection, as the client; or closes it. */
export function startTls(
  tcp: Deno.TcpConn,
  hostname: string,
  { caCerts = [], alpnProtocols }: TlsClientOptions,
  doing: string,
): Coroutine<TlsConnection> {
  const options = { hostname, caCerts, ...alpnProtocols !== undefined && { alpnProtocols } };
  return coro(async () => {
    try {
      return await shakeHands(() => Deno.startTls(tcp, options), doing);
    } catch (error) {
      closeUnlessClosed(tcp);
      throw error;
    }
  })();
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

/** Agrees with the other side, within bounded time; or closes the connection. */
export function shakeHands(
  open: () => Promise<Deno.TlsConn>,
  doing: string,
): Coroutine<TlsConnection> {
  let connection: Deno.TlsConn | null = null;
  let isGivenUp = false;
  const giveUp = () => {
    isGivenUp = true;
    if (connection !== null) closeUnlessClosed(connection);
  };
  const handshake = awaitPromise<TlsConnection>({
    async start() {
      try {
        connection = await open();
      } catch (error) {
        throw toOSError(toOptionsError(error), doing);
      }
      try {
        if (isGivenUp) giveUp(); // while it was being opened, and nothing could be closed
        const { alpnProtocol } = await connection.handshake();
        return { connection, alpn_protocol: alpnProtocol };
      } catch (error) {
        giveUp();
        throw toOSError(error, doing);
      }
    },
    stop: giveUp,
    discard: giveUp,
  });
  return coro(async () => {
    try {
      return await wait_for(handshake, LONGEST_HANDSHAKE);
    } catch (error) {
      giveUp();
      if (!(error instanceof TimeoutError)) throw error;
      const message =
        `Cannot ${doing}: no answer to the TLS handshake in ${LONGEST_HANDSHAKE} s; ` +
        "does the peer use TLS?";
      throw osError("ETIMEDOUT", message, error);
    }
  })();
}
