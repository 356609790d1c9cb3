import { OSError } from "../errors.ts";
import type { Returnable } from "../wait_for.ts";
import { type Address, toAddress } from "./address.ts";
import { Lane, Operation } from "./operation.ts";

/** What has been received, and from whom. */
export type Datagram = [data: Uint8Array, address: Address];

/** The longest datagram there is, and a byte more. */
const LONGEST = 65536;

/**
 * The datagrams of a socket. It receives only while somebody waits; what comes
 * after the one who waited has left stays here for the next one. The others wait in
 * the kernel, in its bounded queue.
 */
export class Datagrams extends Lane {
  readonly #socket: Deno.DatagramConn;
  readonly #buffer = new Uint8Array(LONGEST);
  readonly #arrived: Datagram[] = [];
  #failure: unknown = null;
  #isReceiving = false;
  #isClosed = false;
  /** Ends when nothing is being received any more. */
  ended: Promise<void> = Promise.resolve();

  constructor(socket: Deno.DatagramConn) {
    super("receive");
    this.#socket = socket;
  }

  /** Takes the first datagram that is there; throws if there is none, because receiving failed. */
  take(): Datagram {
    const datagram = this.#arrived.shift();
    if (datagram !== undefined) return datagram;
    const failure = this.#failure;
    if (!this.#isClosed) this.#failure = null; // the next one may succeed
    throw failure;
  }

  /** Puts a datagram back that was taken last. */
  putBack(datagram: Datagram): void {
    this.#arrived.unshift(datagram);
    this.settle();
  }

  /** Tells the one who waits that nothing more is to come. */
  close(failure: unknown): void {
    this.#isClosed = true;
    this.#failure = failure;
    this.#arrived.length = 0;
    this.settle();
  }

  override get isReady(): boolean {
    return this.#arrived.length > 0 || this.#failure !== null;
  }

  protected override begin(): void {
    if (this.#isReceiving) return;
    this.#isReceiving = true;
    this.ended = this.#socket.receive(this.#buffer).then(this.#onDatagram, this.#onFailure);
  }

  readonly #onDatagram = ([bytes, address]: [Uint8Array, Deno.Addr]): void => {
    this.#isReceiving = false;
    if (!this.#isClosed) this.#arrived.push([bytes.slice(), toAddress(address)]);
    this.settle();
  };

  readonly #onFailure = (error: unknown): void => {
    this.#isReceiving = false;
    this.#failure ??= error;
    this.settle();
  };
}

/** Waits for a datagram. */
abstract class DatagramOperation<T> extends Operation<T> implements Returnable<T> {
  readonly #datagrams: Datagrams;
  readonly #most: number;
  #taken: Datagram | null = null;

  constructor(datagrams: Datagrams, most: number) {
    super(datagrams);
    this.#datagrams = datagrams;
    this.#most = most;
  }

  override isSatisfied(): boolean {
    return this.#datagrams.isReady;
  }

  putBack(): void {
    if (this.#taken !== null) this.#datagrams.putBack(this.#taken);
  }

  /** The next datagram, cut to a number of bytes; null if the operating system has failed. */
  protected take(): Datagram | null {
    try {
      this.#taken = this.#datagrams.take();
    } catch (error) {
      if (error instanceof OSError && error.code === "EBADF") throw error; // it was closed
      return null;
    }
    const [data, address] = this.#taken;
    return [data.length <= this.#most ? data : data.slice(0, this.#most), address];
  }
}

/** The next datagram and its sender. */
export class ReceiveFrom extends DatagramOperation<Datagram | null> {
  protected override result(): Datagram | null {
    return this.take();
  }
}

/** The next datagram. */
export class Receive extends DatagramOperation<Uint8Array | null> {
  protected override result(): Uint8Array | null {
    return this.take()?.[0] ?? null;
  }
}
