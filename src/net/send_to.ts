import { Coroutine, refuseSecondAwait } from "../coroutine.ts";
import { OSError } from "../errors.ts";
import type { Continuation, Fiber, WaitingPlace } from "../fiber.ts";
import { deliver, handOver, parkForIo } from "../scheduler.ts";
import { type Address, formatAddress } from "./address.ts";
import { osError, toOSError } from "./os_error.ts";

/** The datagrams that a socket sends, one after the other: Deno does not keep their order. */
export class Outbox {
  /** How many are on their way to the kernel, and when the last of them is there. */
  #underWay = 0;
  #last: Promise<unknown> = Promise.resolve();

  /** Hands a datagram to the kernel after those before it; {@linkcode settle} is due then. */
  send(socket: Deno.DatagramConn, bytes: Uint8Array, address: Address): Promise<number> {
    const [hostname, port] = address;
    const to: Deno.NetAddr = { transport: "udp", hostname, port };
    if (this.#underWay++ === 0) return this.#keep(socket.send(bytes, to));
    const send = () => socket.send(bytes, to);
    return this.#keep(this.#last.then(send, send));
  }

  /** The kernel has got a datagram, or refused it. */
  settle(): void {
    this.#underWay--;
  }

  #keep(sent: Promise<number>): Promise<number> {
    this.#last = sent;
    return sent;
  }
}

/** Sends a datagram. If it is cancelled, the datagram is sent all the same. */
class SendTo implements Continuation, WaitingPlace {
  readonly owner = null;
  readonly #outbox: Outbox;
  readonly #open: () => Deno.DatagramConn;
  readonly #bytes: Uint8Array;
  readonly #address: Address;
  /** Who waits for it. */
  #fiber: Fiber | null = null;
  #resolve: ((count: number) => void) | null = null;
  #reject: ((reason: unknown) => void) | null = null;

  constructor(
    outbox: Outbox,
    open: () => Deno.DatagramConn,
    bytes: Uint8Array,
    address: Address,
  ) {
    this.#outbox = outbox;
    this.#open = open;
    this.#bytes = bytes;
    this.#address = address;
  }

  then(resolve: (count: number) => void, reject: (reason: unknown) => void): void {
    if (this.#resolve !== null) return refuseSecondAwait(resolve, reject);
    this.#resolve = resolve;
    this.#reject = reject;
    let socket: Deno.DatagramConn;
    try {
      socket = this.#open();
    } catch (error) {
      return reject(error);
    }
    const fiber = parkForIo(this);
    if (fiber === null) return;
    this.#fiber = fiber;
    fiber.place = this;
    this.#outbox.send(socket, this.#bytes, this.#address).then(this.#onSent, this.#onFailure);
    handOver(fiber);
  }

  /** The task is cancelled. */
  remove(fiber: Fiber): void {
    this.#fiber = fiber.place = null;
  }

  /** The task goes on. */
  resolve(count: unknown): void {
    this.#resolve!(count as number);
  }

  /** The task may not wait, has been cancelled, or sending has failed. */
  reject(reason: unknown): void {
    this.#reject!(reason);
  }

  readonly #onSent = (count: number): void => this.#wakeUp(count, false);

  readonly #onFailure = (error: unknown): void => {
    this.#wakeUp(explain(error, this.#bytes, this.#address), true);
  };

  #wakeUp(value: unknown, failing: boolean): void {
    this.#outbox.settle();
    const fiber = this.#fiber;
    if (fiber === null) return;
    this.#fiber = fiber.place = null;
    deliver(fiber, value, failing);
  }
}

// It is a Coroutine; `extends` would say so, and make `new` slow.
Object.setPrototypeOf(SendTo.prototype, Coroutine.prototype);

/** A coroutine that sends a datagram; `open` gives the socket, and may throw. */
export function sendTo(
  outbox: Outbox,
  open: () => Deno.DatagramConn,
  bytes: Uint8Array,
  address: Address,
): Coroutine<number> {
  return new SendTo(outbox, open, bytes, address) as unknown as Coroutine<number>;
}

function explain(error: unknown, bytes: Uint8Array, address: Address): unknown {
  const explained = toOSError(error, `send ${bytes.length} bytes to ${formatAddress(address)}`);
  if (!(explained instanceof OSError) || explained.code !== "EMSGSIZE") return explained;
  return osError("EMSGSIZE", `${explained.message}; a datagram has 65507 at most`, error);
}
