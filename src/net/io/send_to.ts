import { Coroutine, refuseSecondAwait } from "../../coroutine.ts";
import { OSError } from "../../core/os_error.ts";
import type { Continuation, Entrance, Fiber, WaitingPlace } from "../../core/fiber.ts";
import { deliver, holder, wait } from "../../core/scheduler.ts";
import { type Address, formatAddress } from "./address.ts";
import { osError } from "../../core/os_error.ts";
import type { AddressFamily } from "./constants.ts";
import { toOSError } from "./deno_error.ts";
import { isIpAddress, resolveToText } from "./resolve.ts";

/** The datagrams that a socket sends, one after the other: Deno does not keep their order. */
export class Outbox {
  /** Gives the socket for a datagram to an address. May throw. */
  readonly open: (address: Address) => Deno.DatagramConn;
  readonly #family: AddressFamily;
  /** What is on its way to the kernel, and what comes after it. */
  #first: SendTo | null = null;
  readonly #others: SendTo[] = [];
  /** Names of which Deno takes an address of the other family, the first one that it finds. */
  #misresolved: Set<string> | null = null;

  constructor(open: (address: Address) => Deno.DatagramConn, family: AddressFamily) {
    this.open = open;
    this.#family = family;
  }

  /** Hands a datagram to the kernel after those before it. */
  add(datagram: SendTo): void {
    if (this.#first === null) this.#send(datagram);
    else this.#others.push(datagram);
  }

  #send(datagram: SendTo): void {
    this.#first = datagram;
    const [host] = datagram.address;
    if (this.#misresolved?.has(host)) this.#sendResolved(datagram);
    else this.#sendTo(host, datagram);
  }

  #sendTo(hostname: string, { bytes, size, address, socket }: SendTo): void {
    if (bytes.length !== size) return queueMicrotask(this.#onTransferred);
    const to: Deno.NetAddr = { transport: "udp", hostname, port: address[1] };
    socket!.send(bytes, to).then(this.#onSent, this.#onFailure);
  }

  /** Sends to the address of the socket's own family that a name has. */
  #sendResolved(datagram: SendTo): void {
    const [host] = datagram.address;
    resolveToText(host, this.#family, describeSending(datagram)).then(
      (address) => this.#sendTo(address, datagram),
      this.#onFailure,
    );
  }

  readonly #onTransferred = (): void => {
    const message =
      "Cannot send: the bytes have been transferred meanwhile; send a slice() of them";
    this.#onFailure(new TypeError(message));
  };

  readonly #onSent = (count: number): void => this.#takeFirst().onDone(count, false);

  readonly #onFailure = (error: unknown): void => {
    const first = this.#first!;
    const [host] = first.address;
    const isOtherFamily = (error as { code?: string }).code === "EAFNOSUPPORT";
    if (isOtherFamily && !this.#misresolved?.has(host) && !isIpAddress(host)) {
      (this.#misresolved ??= new Set()).add(host);
      return this.#sendResolved(first);
    }
    this.#takeFirst().onDone(explain(error, first), true);
  };

  #takeFirst(): SendTo {
    const first = this.#first!;
    this.#first = null;
    if (this.#others.length > 0) this.#send(this.#others.shift()!);
    return first;
  }
}

/** Sends a datagram. If it is cancelled, the datagram is sent all the same. */
class SendTo implements Continuation, Entrance, WaitingPlace {
  readonly bytes: Uint8Array;
  /** How many bytes there are; none are left if they are transferred to a Worker. */
  readonly size: number;
  readonly address: Address;
  /** Opened when a task awaits this. */
  socket: Deno.DatagramConn | null = null;
  readonly #outbox: Outbox;
  readonly #maker: Fiber | null = holder();
  /** The fiber that waits for it. */
  #fiber: Fiber | null = null;
  #resolve: ((count: number) => void) | null = null;
  #reject: ((reason: unknown) => void) | null = null;

  constructor(outbox: Outbox, bytes: Uint8Array, address: Address) {
    this.#outbox = outbox;
    this.bytes = bytes;
    this.size = bytes.length;
    this.address = address;
  }

  then(resolve: (count: number) => void, reject: (reason: unknown) => void): void {
    if (this.#resolve !== null) return refuseSecondAwait(resolve, reject);
    this.#resolve = resolve;
    this.#reject = reject;
    try {
      this.socket = this.#outbox.open(this.address);
    } catch (error) {
      return reject(error);
    }
    wait(this, this, this.#maker);
  }

  describe(): string {
    return `sends to ${formatAddress(this.address)}`;
  }

  /** The datagram is handed to the kernel, and the task waits for that. */
  enter(fiber: Fiber): WaitingPlace {
    this.#fiber = fiber;
    this.#outbox.add(this);
    return this;
  }

  /** The kernel has got the datagram, or refused it. */
  onDone(value: unknown, failing: boolean): void {
    const fiber = this.#fiber;
    if (fiber === null) return;
    this.#fiber = null;
    deliver(fiber, value, failing);
  }

  /** The task is cancelled. */
  leave(): void {
    this.#fiber = null;
  }

  /** The task goes on. */
  resolve(count: unknown): void {
    this.#resolve!(count as number);
  }

  /** The task may not wait, has been cancelled, or sending has failed. */
  reject(reason: unknown): void {
    this.#reject!(reason);
  }
}

/**
 * Whether it is known to be a Coroutine. `extends` would say so, and make `new` slow; said here and
 * now, bundles of programs without it would have it, too.
 */
let isCoroutine = false;

function beCoroutine(): void {
  Object.setPrototypeOf(SendTo.prototype, Coroutine.prototype);
  isCoroutine = true;
}

/** A coroutine that sends a datagram. */
export function sendTo(outbox: Outbox, bytes: Uint8Array, address: Address): Coroutine<number> {
  if (!isCoroutine) beCoroutine();
  return new SendTo(outbox, bytes, address) as unknown as Coroutine<number>;
}

function describeSending({ bytes, address }: SendTo): string {
  return `send ${bytes.length} bytes to ${formatAddress(address)}`;
}

function explain(error: unknown, datagram: SendTo): unknown {
  const explained = toOSError(error, describeSending(datagram));
  if (!(explained instanceof OSError) || explained.code !== "EMSGSIZE") return explained;
  return osError("EMSGSIZE", `${explained.message}; a datagram has 65507 at most`, error);
}
