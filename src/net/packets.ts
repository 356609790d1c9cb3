import type { RawSocket } from "../../ffi/raw_socket.ts";
import { getReadiness, READABLE } from "../../ffi/readiness.ts";
import { OSError } from "../errors.ts";
import type { Returnable } from "../wait_for.ts";
import { Lane, Operation } from "./operation.ts";

/** The longest IP packet. */
const LONGEST = 65535;

/**
 * The packets of a raw socket. The kernel keeps them, in its bounded queue, until
 * somebody receives.
 */
export class Packets extends Lane {
  readonly #socket: RawSocket;
  readonly #buffer = new Uint8Array(LONGEST);
  readonly #arrived: Uint8Array[] = [];
  #failure: unknown = null;
  #isClosed = false;

  constructor(socket: RawSocket) {
    super("receive");
    this.#socket = socket;
  }

  /** Takes the first packet that is there; throws if there is none, because receiving failed. */
  take(): Uint8Array {
    const packet = this.#arrived.shift();
    if (packet !== undefined) return packet;
    const failure = this.#failure;
    if (!this.#isClosed) this.#failure = null; // the next one may succeed
    throw failure;
  }

  /** Forgets the packets that have come so far. */
  clear(): void {
    while (this.isReady && this.#failure === null) this.#arrived.length = 0;
    this.#failure = null;
  }

  /** Puts a packet back that was taken last. */
  putBack(packet: Uint8Array): void {
    this.#arrived.unshift(packet);
    this.settle();
  }

  /** Tells the one who waits that nothing more is to come. */
  close(failure: unknown): void {
    this.#isClosed = true;
    this.#failure = failure;
    this.#arrived.length = 0;
    this.settle();
  }

  /** Whether there is something to take. Looks into the kernel's queue if need be. */
  override get isReady(): boolean {
    if (this.#arrived.length === 0 && this.#failure === null) this.#receive();
    return this.#arrived.length > 0 || this.#failure !== null;
  }

  protected override begin(): void {
    getReadiness().await(this.#socket.fd, READABLE, () => this.settle());
  }

  override remove(fiber: Parameters<Lane["remove"]>[0]): void {
    super.remove(fiber);
    getReadiness().abandon(this.#socket.fd);
  }

  #receive(): void {
    try {
      const size = this.#socket.receive(this.#buffer);
      if (size !== null) this.#arrived.push(this.#buffer.slice(0, size));
    } catch (error) {
      this.#failure = error;
    }
  }
}

/** The next packet, cut to a number of bytes; null if the operating system has failed. */
export class ReceivePacket extends Operation<Uint8Array | null>
  implements Returnable<Uint8Array | null> {
  readonly #packets: Packets;
  readonly #most: number;
  #taken: Uint8Array | null = null;

  constructor(packets: Packets, most: number) {
    super(packets);
    this.#packets = packets;
    this.#most = most;
  }

  override isSatisfied(): boolean {
    return this.#packets.isReady;
  }

  putBack(): void {
    if (this.#taken !== null) this.#packets.putBack(this.#taken);
  }

  protected override result(): Uint8Array | null {
    try {
      this.#taken = this.#packets.take();
    } catch (error) {
      if (error instanceof OSError && error.code === "EBADF") throw error; // it was closed
      return null;
    }
    return this.#taken.length <= this.#most ? this.#taken : this.#taken.slice(0, this.#most);
  }
}
