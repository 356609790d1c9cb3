import { coro } from "../coro.ts";
import type { Coroutine } from "../coroutine.ts";
import { describe } from "../core/describe.ts";
import { RuntimeError, TimeoutError } from "../core/errors.ts";
import { asResource, hold, letGo } from "../core/keep_alive.ts";
import { checkDuration } from "../sleep.ts";
import { wait_for } from "../wait_for.ts";
import { checkOptions, isOptions } from "../core/options.ts";
import { type Address, checkHost, checkPort, formatAddress, toAddress } from "./io/address.ts";
import { type AddressFamily, AF_INET, AF_INET6, checkAddressFamily } from "./io/constants.ts";
import { type Datagram, Datagrams, RECEIVE, RECEIVE_FROM } from "./io/datagrams.ts";
import { operate } from "./io/operation.ts";
import { closedError } from "../core/os_error.ts";
import { showAsText } from "../core/show_as_text.ts";
import { toOSError } from "./io/deno_error.ts";
import { otherFamily } from "./io/resolve.ts";
import { Outbox, sendTo } from "./io/send_to.ts";

/** The shortest wait, in seconds: Deno takes a moment to bring what the kernel has. */
const SHORTEST_WAIT = 0.002;

/** What the functions of {@linkcode AsyncUDP} take by keyword. */
export interface UdpOptions {
  /** How long to wait, in seconds; null for as long as it takes. */
  wait?: number | null;
}

/** All the addresses of this machine. */
const EVERYWHERE = { [AF_INET]: "0.0.0.0", [AF_INET6]: "::" };
const LOOPBACK = { [AF_INET]: "127.0.0.1", [AF_INET6]: "::1" };

/**
 * A UDP socket. It needs `--unstable-net`, as `Deno.listenDatagram` does, and
 * `--allow-net` for the address that it is bound to and for those that it sends to.
 *
 * A datagram that arrives while no task receives is kept for the one that does next, by the
 * kernel, in its bounded queue. One that a `recv` would have got that was cancelled, or
 * timed out, is kept, too.
 *
 * @example To oneself
 * ```ts
 * import { AsyncUDP, run } from "@uasyncio/uasyncio";
 *
 * await run(async () => {
 *   await using socket = new AsyncUDP();
 *   socket.bind(0, "127.0.0.1");
 *   const { port } = socket.socket()!.addr as Deno.NetAddr;
 *   await socket.sendto("hello", ["127.0.0.1", port]);
 *   const data = await socket.recv(512, 0.5);
 *   if (data?.length !== 5) throw new Error("wrong data");
 * });
 * ```
 */
export class AsyncUDP implements AsyncDisposable {
  readonly #family: AddressFamily;
  #socket: Deno.DatagramConn | null = null;
  #datagrams: Datagrams | null = null;
  #isClosed = false;
  readonly #outbox: Outbox;

  /**
   * Makes a socket; it is opened by {@linkcode AsyncUDP.bind}, or when it first sends.
   *
   * @param af `AF_INET` for IPv4 or `AF_INET6` for IPv6.
   * @throws {RangeError} If `af` is neither.
   * @throws {RuntimeError} Without `--unstable-net`.
   */
  constructor(af: AddressFamily = AF_INET) {
    showAsText(AsyncUDP.prototype);
    checkAddressFamily(af, "make a UDP socket");
    if (typeof Deno.listenDatagram !== "function") {
      throw new RuntimeError(
        "Cannot make a UDP socket: Deno.listenDatagram is missing; start the program with " +
          '`deno run --unstable-net`, or put "unstable": ["net"] into deno.json',
      );
    }
    this.#family = af;
    this.#outbox = new Outbox((address) => this.#socket ?? this.#openToSend(address), af);
  }

  /**
   * The socket of Deno's underneath, for what is not here, such as multicast groups.
   *
   * @returns The socket; null before it is opened and after it is closed.
   */
  socket(): Deno.DatagramConn | null {
    return this.#socket;
  }

  /**
   * Binds the socket to a port.
   *
   * @param port The port; 0 for one that is free, which `socket()!.addr` tells.
   * @param host The address to receive at; without it, all of this machine.
   * @throws {RuntimeError} If the socket is bound already.
   * @throws {OSError} If the port is taken, the address is of the other family, or the socket has
   *   been closed.
   * @throws {RangeError} If the port is out of range.
   * @throws {TypeError} If an argument is of the wrong type.
   */
  bind(port: number, host: string = EVERYWHERE[this.#family]): void {
    checkPort(port, "bind", 0);
    checkHost(host, "bind");
    if (this.#socket !== null) {
      throw new RuntimeError("Cannot bind: the socket has a port already; make another one");
    }
    this.#open(port, host);
  }

  /**
   * Receives a datagram.
   *
   * @param n How many bytes at most; the rest of a longer datagram is lost.
   * @param wait How long to wait, in seconds, also as `{ wait: 0.5 }`; null for as long as it takes.
   * @returns A coroutine of the bytes; null if the time is over, or the socket has failed.
   *   They may be part of a larger buffer: mind `byteOffset`, or take a `slice()`, if you use
   *   their `buffer`.
   *   It throws a `RuntimeError` if another task is receiving, and an `OSError` with the code
   *   `"EBADF"` if the socket is closed meanwhile.
   * @throws {RangeError} If `n` is not a positive integer.
   * @throws {RuntimeError} If the socket is not bound and has not sent.
   * @throws {OSError} If it has been closed.
   */
  recv(n: number, wait: number | UdpOptions | null = null): Coroutine<Uint8Array | null> {
    const datagrams = this.#checkReceive(n, wait);
    return inTime(operate(RECEIVE, datagrams, n), wait);
  }

  /**
   * Receives a datagram and tells from whom. As {@linkcode AsyncUDP.recv} otherwise. Python's
   * sockets call it {@link
   * https://docs.micropython.org/en/latest/library/socket.html#socket.socket.recvfrom | recvfrom}.
   *
   * @param n How many bytes at most; the rest of a longer datagram is lost.
   * @param wait How long to wait, in seconds, also as `{ wait: 0.5 }`; null for as long as it takes.
   * @returns A coroutine of the bytes and the sender's address, `[host, port]`, or of null. It
   *   throws as that of {@linkcode AsyncUDP.recv} does.
   * @throws {RangeError} If `n` is not a positive integer.
   * @throws {RuntimeError} If the socket is not bound and has not sent.
   * @throws {OSError} If it has been closed.
   *
   * @example Answer the sender
   * ```ts
   * import { AsyncUDP, create_task, run } from "@uasyncio/uasyncio";
   *
   * await run(async () => {
   *   await using server = new AsyncUDP();
   *   server.bind(0, "127.0.0.1");
   *   const { port } = server.socket()!.addr as Deno.NetAddr;
   *   create_task(async () => {
   *     const [data, sender] = (await server.recvfrom(512))!;
   *     await server.sendto(data, sender);
   *   });
   *   await using client = new AsyncUDP();
   *   await client.sendto("hello", ["127.0.0.1", port]);
   *   const answer = await client.recv(512, { wait: 1 });
   *   if (answer?.length !== 5) throw new Error("wrong answer");
   * });
   * ```
   */
  recvfrom(n: number, wait: number | UdpOptions | null = null): Coroutine<Datagram | null> {
    const datagrams = this.#checkReceive(n, wait);
    return inTime(operate(RECEIVE_FROM, datagrams, n), wait);
  }

  /**
   * Sends a datagram.
   *
   * @param buffer Bytes, or a string, which is sent as UTF-8. Do not change it meanwhile.
   * @param address Where to: `[host, port]`, the host as a name or an IP address.
   * @param wait How long to wait at most, in seconds, also as `{ wait: 0.5 }`; null for as long as it
   *   takes.
   * @returns A coroutine of the number of bytes sent; null if the time is over. It throws an
   *   `OSError` if the datagram is too long, there is no way to the address, or it is of the other
   *   family. Of a name, the address of the socket's family is taken.
   * @throws {TypeError} If an argument is of the wrong type.
   * @throws {RangeError} If the port is out of range.
   */
  sendto(
    buffer: Uint8Array | string,
    address: Address,
    wait: number | UdpOptions | null = null,
  ): Coroutine<number | null> {
    const bytes = toBytes(buffer);
    checkAddress(address);
    checkWait(wait);
    return inTime<number>(sendTo(this.#outbox, bytes, address), wait);
  }

  /**
   * Closes the socket. A task that is receiving gets an `OSError`.
   *
   * @returns A coroutine, which ends when the port is free again.
   */
  close(): Coroutine<void> {
    return coro(() => this.#close())();
  }

  /**
   * What it is, as `AsyncUDP(127.0.0.1:5353)`: where it is bound, or else its state.
   *
   * @returns The text.
   */
  toString(): string {
    if (this.#isClosed) return "AsyncUDP(closed)";
    if (this.#socket === null) return "AsyncUDP(not bound)";
    return `AsyncUDP(${formatAddress(toAddress(this.#socket.addr))})`;
  }

  /** Closes the socket; for `await using`. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  /**
   * Sends one datagram from a socket of its own.
   *
   * @param data Bytes, or a string, which is sent as UTF-8.
   * @param destination Where to: `[host, port]`.
   * @param wait How long to wait at most, in seconds, also as `{ wait: 0.5 }`; null for as long as it
   *   takes.
   * @returns A coroutine of the number of bytes sent; null if the time is over. It throws as that of
   *   {@linkcode AsyncUDP.sendto} does.
   * @throws {TypeError} If an argument is of the wrong type.
   * @throws {RangeError} If the port is out of range.
   */
  static udp_send(
    data: Uint8Array | string,
    destination: Address,
    wait: number | UdpOptions | null = null,
  ): Coroutine<number | null> {
    checkAddress(destination);
    checkWait(wait);
    return coro(async () => {
      await using socket = new AsyncUDP(familyOf(destination));
      return await socket.sendto(data, destination, wait);
    })();
  }

  /**
   * Receives one datagram by a socket of its own, at all addresses of this machine.
   *
   * @param port The port.
   * @param wait How long to wait, in seconds, also as `{ wait: 0.5 }`; null for as long as it takes.
   * @returns A coroutine of the bytes and the sender's address, or of null. It throws an `OSError` if
   *   the port is taken.
   * @throws {TypeError} If an argument is of the wrong type.
   * @throws {RangeError} If the port is out of range.
   */
  static udp_recv(
    port: number,
    wait: number | UdpOptions | null = 0.1,
  ): Coroutine<Datagram | null> {
    checkPort(port, "receive", 0);
    checkWait(wait);
    return coro(async () => {
      await using socket = new AsyncUDP();
      socket.bind(port);
      return await socket.recvfrom(LONGEST, wait);
    })();
  }

  /**
   * Sends one datagram from a socket of its own, and receives one.
   *
   * @param data Bytes, or a string, which is sent as UTF-8.
   * @param port The port to send from and to receive at; 0 for one that is free.
   * @param destination Where to: `[host, port]`.
   * @param wait How long to wait for the answer, in seconds, also as `{ wait: 0.5 }`; null for as
   *   long as it takes.
   * @returns A coroutine of the answer's bytes and its sender's address, or of null. It throws an
   *   `OSError` if the port is taken, or the datagram cannot be sent.
   * @throws {TypeError} If an argument is of the wrong type.
   * @throws {RangeError} If a port is out of range.
   */
  static udp_send_recv(
    data: Uint8Array | string,
    port: number,
    destination: Address,
    wait: number | UdpOptions | null = 0.1,
  ): Coroutine<Datagram | null> {
    checkPort(port, "receive", 0);
    checkAddress(destination);
    checkWait(wait);
    return coro(async () => {
      await using socket = new AsyncUDP(familyOf(destination));
      socket.bind(port);
      await socket.sendto(data, destination);
      return await socket.recvfrom(LONGEST, wait);
    })();
  }

  #open(port: number, hostname: string): Deno.DatagramConn {
    if (this.#isClosed) throw closedError("bind", "socket", "make another one");
    const doing = `bind to ${formatAddress([hostname, port])}`;
    let socket: Deno.DatagramConn;
    try {
      socket = Deno.listenDatagram({ transport: "udp", port, hostname });
    } catch (error) {
      throw toOSError(error, doing);
    }
    const [address] = toAddress(socket.addr);
    if (familyOf([address, port]) !== this.#family) {
      socket.close();
      throw otherFamily(address, this.#family, doing);
    }
    this.#socket = socket;
    this.#datagrams = new Datagrams(this.#socket);
    this.#datagrams.where = { name: formatAddress(toAddress(socket.addr)) };
    hold(asResource(this.#socket));
    return this.#socket;
  }

  /** Gives the socket a port of its own, with no more permission than the address needs. */
  #openToSend([host]: Address): Deno.DatagramConn {
    if (this.#isClosed) throw closedError("send", "socket", "make another one");
    try {
      return this.#open(0, EVERYWHERE[this.#family]);
    } catch (error) {
      const isLoopback = host === LOOPBACK[this.#family] || host === "localhost";
      if (!(error instanceof Deno.errors.NotCapable) || !isLoopback) throw error;
      return this.#open(0, LOOPBACK[this.#family]);
    }
  }

  #checkReceive(n: number, wait: number | UdpOptions | null): Datagrams {
    if (!Number.isInteger(n) || n < 1) {
      throw new RangeError(`Cannot receive ${describe(n)} bytes: expected a positive integer`);
    }
    checkWait(wait);
    if (this.#isClosed) throw closedError("receive", "socket", "make another one");
    if (this.#datagrams !== null) return this.#datagrams;
    throw new RuntimeError("Cannot receive: the socket has no port; bind() it, or send first");
  }

  async #close(): Promise<void> {
    this.#isClosed = true;
    const socket = this.#socket;
    if (socket === null) return;
    this.#socket = null;
    this.#datagrams?.close(closedError("receive", "socket", "make another one"));
    letGo(asResource(socket));
    socket.close();
    await this.#datagrams?.ended; // its port is free again
  }
}

/** No datagram has more bytes. */
const LONGEST = 65535;

const encoder = /* @__PURE__ */ new TextEncoder();

/** The coroutine, for a time; null if that is over. */
function inTime<T>(
  coroutine: Coroutine<T | null>,
  wait: number | UdpOptions | null,
): Coroutine<T | null> {
  const seconds = toSeconds(wait);
  if (seconds === null) return coroutine;
  return coro(async () => {
    try {
      return await wait_for(coroutine, Math.max(seconds, SHORTEST_WAIT));
    } catch (error) {
      if (error instanceof TimeoutError) return null;
      throw error;
    }
  })();
}

function familyOf([host]: Address): AddressFamily {
  return host.includes(":") ? AF_INET6 : AF_INET;
}

function toBytes(buffer: Uint8Array | string): Uint8Array {
  if (typeof buffer === "string") return encoder.encode(buffer);
  if (buffer instanceof Uint8Array) return buffer;
  throw new TypeError(`Cannot send ${describe(buffer)}: expected a Uint8Array or a string`);
}

function checkAddress(address: Address): void {
  if (!Array.isArray(address) || address.length !== 2) {
    throw new TypeError(`Cannot send: expected an address [host, port], got ${describe(address)}`);
  }
  checkHost(address[0], "send");
  checkPort(address[1], "send", 1);
}

function checkWait(wait: number | UdpOptions | null): void {
  if (wait === null) return;
  if (isOptions(wait)) checkOptions(wait, ["wait"], "receive or send");
  const seconds = toSeconds(wait);
  if (seconds !== null) checkDuration(seconds, "seconds");
}

function toSeconds(wait: number | UdpOptions | null): number | null {
  return typeof wait === "object" ? wait?.wait ?? null : wait;
}
