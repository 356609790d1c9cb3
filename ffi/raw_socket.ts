/**
 * Raw sockets by way of the C library that `build.ts` makes of `raw_socket.c`.
 * The library is looked for when the first socket is opened, not before.
 *
 * @module
 */

import { codeOf, errnoOf } from "../src/core/errno.ts";
import { type OSError, osError } from "../src/core/os_error.ts";

/**
 * The first 16 digits of the SHA-256 of `raw_socket.c`. It is written down here,
 * as the source itself may be on a server. The library's name has it, so that a
 * library of another source is never taken.
 */
export const SOURCE_HASH = "a89f5774371ee643";

/** The functions of the library. */
export const symbols = {
  // int32_t uasyncio_raw_open(int32_t family, int32_t protocol)
  uasyncio_raw_open: { parameters: ["i32", "i32"], result: "i32" },
  // int32_t uasyncio_raw_connect(int32_t fd, const uint8_t *address, uint32_t size, uint32_t scope_id)
  uasyncio_raw_connect: { parameters: ["i32", "buffer", "u32", "u32"], result: "i32" },
  // int32_t uasyncio_raw_recv(int32_t fd, uint8_t *buffer, uint32_t size)
  uasyncio_raw_recv: { parameters: ["i32", "buffer", "u32"], result: "i32" },
  // int32_t uasyncio_raw_send(int32_t fd, const uint8_t *buffer, uint32_t size)
  uasyncio_raw_send: { parameters: ["i32", "buffer", "u32"], result: "i32" },
  // int32_t uasyncio_raw_close(int32_t fd)
  uasyncio_raw_close: { parameters: ["i32"], result: "i32" },
  // int32_t uasyncio_raw_describe(int32_t error, uint8_t *buffer, uint32_t size)
  uasyncio_raw_describe: { parameters: ["i32", "buffer", "u32"], result: "i32" },
} as const satisfies Deno.ForeignLibraryInterface;

/** Where a library of one's own is. */
const VARIABLE = "UASYNCIO_FFI";

/**
 * A raw socket that never blocks. IPv4's datagrams are received with their IP
 * header, IPv6's without; they are sent without. Protocol 255 only sends, with the header.
 */
export class RawSocket implements Disposable {
  #fd: number;

  /**
   * Opens one.
   *
   * @param family 4 or 6, the version of IP.
   * @param protocol The protocol's number in the IP header.
   * @throws {OSError} `ENOENT` if the library has not been built, `EPERM` if the
   * process may not have raw sockets.
   * @throws {Deno.errors.NotCapable} Without `--allow-ffi`, or without the
   * permission to read the environment variables that say where the library is.
   */
  constructor(family: 4 | 6, protocol: number) {
    const result = library().uasyncio_raw_open(family, protocol);
    this.#fd = check(result, "open a raw socket", PRIVILEGE);
  }

  /** The descriptor, to wait for; -1 once the socket is closed. */
  get fd(): number {
    return this.#fd;
  }

  /**
   * Sets the host that {@linkcode send} sends to, and from which alone {@linkcode receive}
   * receives. What had arrived before may still be from others.
   *
   * @param address 4 or 16 bytes, as the socket's family has.
   * @param scope_id The number of the interface, for a link-local address of IPv6.
   * @param doing What cannot be done if that fails, for messages.
   */
  connect(address: Uint8Array, scope_id = 0, doing = "connect a raw socket"): void {
    const { uasyncio_raw_connect } = library();
    const result = uasyncio_raw_connect(this.#fd, address, address.byteLength, scope_id);
    check(result, doing);
  }

  /**
   * Receives one datagram; what does not fit into the buffer is lost.
   *
   * @returns The number of bytes, which may be 0; null if there is none at present.
   */
  receive(buffer: Uint8Array): number | null {
    const result = library().uasyncio_raw_recv(this.#fd, buffer, buffer.byteLength);
    return result === -EAGAIN ? null : check(result, "receive from a raw socket");
  }

  /**
   * Sends one datagram.
   *
   * @returns The number of bytes; null if there is no room for it at present.
   */
  send(datagram: Uint8Array): number | null {
    const result = library().uasyncio_raw_send(this.#fd, datagram, datagram.byteLength);
    return result === -EAGAIN ? null : check(result, "send to a raw socket");
  }

  /** Closes it. Does nothing if it is closed already. */
  close(): void {
    if (this.#fd < 0) return;
    const fd = this.#fd;
    this.#fd = -1; // whatever comes: the number may be another file's soon
    check(library().uasyncio_raw_close(fd), "close a raw socket");
  }

  /** Closes it at the end of the block that has it by `using`. */
  [Symbol.dispose](): void {
    this.close();
  }
}

const EAGAIN = /* @__PURE__ */ errnoOf("EAGAIN");

/** What an EPERM takes. setcap refuses links, and npm installs Deno as one. */
const PRIVILEGE =
  "; run it as root, or let Deno do it: sudo setcap cap_net_raw+ep $(readlink -f $(which deno))";

let loaded: Deno.DynamicLibrary<typeof symbols> | undefined;

function library(): Deno.DynamicLibrary<typeof symbols>["symbols"] {
  return (loaded ??= load()).symbols;
}

function load(): Deno.DynamicLibrary<typeof symbols> {
  const own = ownLibrary();
  const path = own ?? cachedLibrary();
  try {
    return Deno.dlopen(path, symbols);
  } catch (error) {
    // Without --allow-read, the words of the system's loader are all there is to go by.
    const isMissing = error instanceof Error &&
      error.message.endsWith(`${path}: cannot open shared object file: No such file or directory`);
    if (!isMissing) throw error;
    const remedy = own === undefined
      ? `: ${buildCommand(import.meta.url)} makes it`
      : `, which ${VARIABLE} names`;
    throw noLibrary(`there is no ${path}${remedy}`, error);
  }
}

/** The library that the environment names, if that may be read. */
function ownLibrary(): string | undefined {
  const { state } = Deno.permissions.querySync({ name: "env", variable: VARIABLE });
  const path = state === "granted" ? Deno.env.get(VARIABLE) : undefined;
  if (!path) return undefined;
  // The system's loader would look for a mere name among the system's libraries.
  return path.includes("/") ? path : `./${path}`;
}

/**
 * Where `build.ts` puts the library: in the user's cache.
 *
 * @throws {OSError} If there is no such place.
 */
export function cachedLibrary(): string {
  if (Deno.build.os !== "linux") throw noLibrary("it exists for Linux only");
  const cache = folder("XDG_CACHE_HOME") ?? folder("HOME", "/.cache");
  if (cache === undefined) throw noLibrary(`set HOME, or ${VARIABLE} to the library's path`);
  return `${cache}/uasyncio/ffi/raw_socket-${Deno.build.arch}-${SOURCE_HASH}.so`;
}

/** The folder that a variable names. A relative path does not count, says XDG. */
function folder(variable: string, below = ""): string | undefined {
  const path = Deno.env.get(variable);
  return path?.startsWith("/") ? path + below : undefined;
}

/**
 * The command that makes the library, for users of the module at `url`. It is of
 * the same version: another one could make a library with another hash.
 */
export function buildCommand(url: string): string {
  if (url.startsWith("file:")) return "`deno task build:ffi` in the clone of uasyncio";
  // JSR, or a mirror of it that JSR_URL names.
  const version = /^https?:\/\/[^/]+\/@uasyncio\/uasyncio\/([^/]+)\//.exec(url)?.[1];
  return version === undefined
    ? `\`deno run -A ${new URL("build.ts", url)}\``
    : `\`deno run -A jsr:@uasyncio/uasyncio@${version}/build-ffi\``;
}

function noLibrary(why: string, cause?: unknown): OSError {
  return osError("ENOENT", `Cannot find the library for raw sockets: ${why}`, cause);
}

/**
 * What a function of the library has returned, unless it is an error.
 *
 * @param privilege What to say of an EPERM; that of sending is a firewall's.
 */
function check(result: number, doing: string, privilege = ""): number {
  if (result >= 0) return result;
  const errno = -result;
  const code = codeOf(errno) ?? "EIO";
  const bytes = new Uint8Array(128);
  const { uasyncio_raw_describe } = library();
  const length = uasyncio_raw_describe(errno, bytes, bytes.byteLength);
  const reason = new TextDecoder().decode(bytes.subarray(0, Math.max(length, 0)));
  const remedy = code === "EPERM" ? privilege : "";
  throw osError(code, `Cannot ${doing}: ${reason}${remedy}`);
}
