import { type ErrorCode, isErrorCode } from "../../core/errno.ts";
import { OSError, osError } from "../../core/os_error.ts";

/** What Deno's errors without a `code` are to the operating system. */
const codes: Record<string, ErrorCode> = {
  AddrInUse: "EADDRINUSE",
  AddrNotAvailable: "EADDRNOTAVAIL",
  BadResource: "EBADF", // it has been closed
  BrokenPipe: "EPIPE",
  ConnectionAborted: "ECONNABORTED",
  ConnectionRefused: "ECONNREFUSED",
  ConnectionReset: "ECONNRESET",
  Interrupted: "EBADF", // it has been closed meanwhile
  NotConnected: "ENOTCONN",
  TimedOut: "ETIMEDOUT",
  UnexpectedEof: "ECONNRESET", // of TLS, whose peer has left without a word
  InvalidData: "EPROTO", // of TLS: a certificate or a record
};

/** `getaddrinfo` has errors of its own; this is Linux's EAI_NONAME, as in MicroPython. */
const UNKNOWN_HOST = { errno: -2, code: "ENOTFOUND" };

/** What to do about it, by the host's own words. */
const remedies: [reason: RegExp, remedy: string][] = [
  [/^Address already in use/, "; end the program that has the port, or take another one"],
  [/^Connection refused/, "; does the server run?"],
  [/^failed to lookup address/, "; is the name of the host right?"],
  [/UnknownIssuer$/, "; ssl.caCerts takes the certificates to trust besides"],
  [
    /CaUsedAsEndEntity/,
    "; the server's certificate is one for an authority, as `openssl req -x509` makes them: make " +
    "it with `-addext basicConstraints=critical,CA:FALSE -addext subjectAltName=DNS:name`",
  ],
  [
    /^invalid peer certificate: .*not valid for name/,
    "; server_hostname is the name that the certificate has (its subjectAltName; CN is not read)",
  ],
  [/^Address family not supported/, "; AF_INET is for IPv4 addresses, AF_INET6 for IPv6"],
];

/**
 * The `OSError` for what Deno has thrown, as its kernel's EINVAL, which Deno makes a TypeError. A
 * missing permission and wrong arguments are passed on as they are.
 *
 * @param doing What could not be done, as in "connect to 127.0.0.1:80".
 */
export function toOSError(error: unknown, doing: string): unknown {
  if (!(error instanceof Error) || error instanceof OSError) return error;
  if (error instanceof Deno.errors.NotCapable) return error;
  const { code } = error as { code?: string };
  if (error instanceof TypeError && code === undefined) return error;
  // Deno appends "(os error 111)"; the number is in `errno`.
  const reason = error.message.replace(/ \(os error \d+\)$/, "");
  const remedy = remedies.find(([words]) => words.test(reason))?.[1] ?? "";
  const message = `Cannot ${doing}: ${reason}${remedy}`;
  if (/^(failed to lookup address|invalid host)/.test(reason)) {
    return new OSError(message, { ...UNKNOWN_HOST, cause: error });
  }
  if (isMemoryRefused(error)) {
    return osError("ENOMEM", `Cannot ${doing}: the system refuses the memory for it`, error);
  }
  const isKnown = isErrorCode(code) && code !== "EINTR";
  return osError(isKnown ? code : codes[error.name] ?? "EIO", message, error);
}

/** Whether something is what V8 throws where it gets no memory for a buffer. */
function isMemoryRefused(error: Error): boolean {
  return error instanceof RangeError &&
    /allocation failed|Invalid (typed )?array (buffer )?length/i.test(error.message);
}
