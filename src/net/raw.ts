import { RawSocket } from "../../ffi/raw_socket.ts";
import { getReadiness, type Waiter, WRITABLE } from "../../ffi/readiness.ts";
import { coro } from "../coro.ts";
import { Coroutine } from "../coroutine.ts";
import { describe } from "../core/describe.ts";
import { RuntimeError } from "../core/errors.ts";
import type { Entrance, WaitingPlace } from "../core/fiber.ts";
import { deliver, wait } from "../core/scheduler.ts";
import { checkHost } from "./io/address.ts";
import { type AddressFamily, AF_INET, checkAddressFamily } from "./io/constants.ts";
import { operate } from "./io/operation.ts";
import { closedError } from "../core/os_error.ts";
import { showAsText } from "../core/show_as_text.ts";
import { RawPackets, RECEIVE_PACKET } from "./io/raw_packets.ts";
import { resolve } from "./io/resolve.ts";

/** IANA's number for "reserved", which MicroPython takes for "any of your own". */
const RESERVED = 255;

/**
 * A raw IP socket: packets of one IP protocol, to and from one host. It needs
 * `--allow-ffi`, the C shim (`deno task build:ffi`), Linux, and the right to open such
 * sockets: root's, or the capability CAP_NET_RAW.
 *
 * @example An echo request; examples/ping.ts has more
 * ```ts ignore
 * import { AsyncRAW, AF_INET, IPPROTO_ICMP, run } from "@uasyncio/uasyncio";
 *
 * await run(async () => {
 *   await using socket = new AsyncRAW(AF_INET, IPPROTO_ICMP);
 *   await socket.connect("127.0.0.1");
 *   await socket.send(new Uint8Array([8, 0, 0xf7, 0xff, 0, 0, 0, 0])); // an echo request
 *   console.log(await socket.recv(100));
 * });
 * ```
 */
export class AsyncRAW implements AsyncDisposable {
  readonly #family: AddressFamily;
  readonly #protocol: number;
  readonly #socket: RawSocket;
  readonly #packets: RawPackets;
  #isConnected = false;
  #isClosed = false;

  /**
   * Opens a socket.
   *
   * @param af `AF_INET` for IPv4 or `AF_INET6` for IPv6.
   * @param proto The number of the IP protocol, 0 to 255.
   * @throws {RangeError} If an argument is out of range.
   * @throws {OSError} `"EPERM"` without CAP_NET_RAW, `"ENOENT"` without the shim; the message
   *   says what to do.
   */
  constructor(af: AddressFamily = AF_INET, proto: number = RESERVED) {
    showAsText(AsyncRAW.prototype);
    checkAddressFamily(af, "open a raw socket");
    if (!Number.isInteger(proto) || proto < 0 || proto > 255) {
      throw new RangeError(
        `Cannot open a raw socket: the protocol must be 0 to 255, got ${describe(proto)}`,
      );
    }
    this.#family = af;
    this.#protocol = proto;
    this.#socket = new RawSocket(af === AF_INET ? 4 : 6, proto);
    this.#packets = new RawPackets(this.#socket);
  }

  /**
   * The socket underneath.
   *
   * @returns Its descriptor, which is the operating system's number for it.
   */
  socket(): number {
    return this.#socket.fd;
  }

  /**
   * Connects to a host: packets go there, and come from there alone.
   *
   * @param host A name or an IP address.
   * @returns A coroutine of `true`. It throws an `OSError` if the host cannot be resolved, is an
   *   address of the other family, or there is no way to it.
   * @throws {TypeError} If `host` is not a string.
   */
  connect(host: string): Coroutine<true> {
    checkHost(host, "connect");
    return coro(async (): Promise<true> => {
      this.#checkOpen("connect");
      const { bytes, scope } = await resolve(host, this.#family, `connect to ${host}`);
      this.#checkOpen("connect"); // still
      this.#socket.connect(bytes, scope, `connect to ${host}`);
      this.#packets.clear(); // what came before may be from others
      this.#isConnected = true;
      return true;
    })();
  }

  /**
   * Receives a packet. An IPv4 packet has its IP header, an IPv6 packet has not.
   *
   * @param n How many bytes at most; the rest of a longer packet is lost.
   * @returns A coroutine of the bytes; null if the socket has failed. It throws a
   *   `RuntimeError` if another task is receiving, and an `OSError` with the code `"EBADF"`
   *   if the socket is closed meanwhile.
   * @throws {RangeError} If `n` is not a positive integer.
   * @throws {RuntimeError} If the socket is not connected.
   * @throws {OSError} If it has been closed.
   */
  recv(n: number): Coroutine<Uint8Array | null> {
    if (!Number.isInteger(n) || n < 1) {
      throw new RangeError(`Cannot receive ${describe(n)} bytes: expected a positive integer`);
    }
    this.#checkConnected("receive");
    return operate(RECEIVE_PACKET, this.#packets, n);
  }

  /**
   * Sends a packet.
   *
   * @param buffer What comes after the IP header, which the kernel adds.
   * @returns A coroutine of the number of bytes sent. It throws an `OSError` if the packet is
   *   too long, or there is no way to the host.
   * @throws {TypeError} If `buffer` is not a `Uint8Array`.
   * @throws {RuntimeError} If the socket is not connected.
   * @throws {OSError} If it has been closed.
   */
  send(buffer: Uint8Array): Coroutine<number> {
    if (!(buffer instanceof Uint8Array)) {
      throw new TypeError(`Cannot send ${describe(buffer)}: expected a Uint8Array`);
    }
    this.#checkConnected("send");
    const packet = buffer.slice(); // as it is now
    return coro(async () => {
      while (true) {
        this.#checkOpen("send");
        const size = this.#socket.send(packet);
        if (size !== null) return size;
        await this.#untilWritable();
      }
    })();
  }

  /**
   * Closes the socket. A task that is receiving gets an `OSError`.
   *
   * @returns A coroutine.
   */
  close(): Coroutine<void> {
    return coro(() => this.#close())();
  }

  /**
   * What it is, as `AsyncRAW(AF_INET, protocol 1, connected)`.
   *
   * @returns The text.
   */
  toString(): string {
    const family = this.#family === AF_INET ? "AF_INET" : "AF_INET6";
    const state = this.#isClosed ? "closed" : this.#isConnected ? "connected" : "not connected";
    return `AsyncRAW(${family}, protocol ${this.#protocol}, ${state})`;
  }

  /** Closes the socket; for `await using`. */
  [Symbol.asyncDispose](): Promise<void> {
    this.#close();
    return Promise.resolve();
  }

  #close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    getReadiness().forget(this.#socket.fd);
    this.#packets.close(closedError("receive", "socket", "make another one"));
    this.#socket.close();
  }

  #checkOpen(verb: string): void {
    if (this.#isClosed) throw closedError(verb, "socket", "make another one");
  }

  #checkConnected(verb: string): void {
    this.#checkOpen(verb);
    if (this.#isConnected) return;
    throw new RuntimeError(`Cannot ${verb}: the socket is not connected; await connect() first`);
  }

  /** Waits until the kernel has room for a packet. */
  #untilWritable(): Coroutine<void> {
    return new Coroutine((resolve, reject) => {
      const { fd } = this.#socket;
      let waiter: Waiter;
      const place: Entrance & WaitingPlace = {
        enter(fiber) {
          waiter = getReadiness().await(fd, WRITABLE, () => deliver(fiber, undefined));
          return place;
        },
        leave: () => getReadiness().abandon(waiter),
        describe: () => "sends a packet",
      };
      wait(place, { resolve: () => resolve(), reject });
    });
  }
}
