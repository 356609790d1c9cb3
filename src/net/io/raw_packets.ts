import type { RawSocket } from "../../../ffi/raw_socket.ts";
import { getReadiness, READABLE, type Waiter } from "../../../ffi/readiness.ts";
import type { Fiber } from "../../core/fiber.ts";
import { cut, MessageQueue, receiving } from "./message_queue.ts";
import type { Kind } from "./operation.ts";

/** The longest IP packet. */
const LONGEST = 65535;

/** The packets of a raw socket. */
export class RawPackets extends MessageQueue<Uint8Array> {
  readonly #socket: RawSocket;
  readonly #buffer = new Uint8Array(LONGEST);
  #waiter: Waiter | null = null;

  constructor(socket: RawSocket) {
    super();
    this.#socket = socket;
  }

  /** Forgets the packets that have come so far. */
  clear(): void {
    try {
      while (this.isReady) this.take();
    } catch {
      // The socket has an error to tell, of those packets, too.
    }
  }

  /** Whether there is something to take. Looks into the kernel's queue if need be. */
  override get isReady(): boolean {
    if (!super.isReady) this.#receive();
    return super.isReady;
  }

  override describe(): string {
    return "receives a packet";
  }

  protected override watch(): void {
    this.#waiter ??= getReadiness().await(this.#socket.fd, READABLE, () => {
      this.#waiter = null;
      this.onChange();
    });
  }

  override leave(fiber: Fiber): void {
    super.leave(fiber);
    if (this.#waiter !== null) getReadiness().abandon(this.#waiter);
    this.#waiter = null;
  }

  #receive(): void {
    try {
      const size = this.#socket.receive(this.#buffer);
      if (size !== null) this.add(this.#buffer.slice(0, size));
    } catch (error) {
      this.fail(error);
    }
  }
}

/** The next packet. */
export const RECEIVE_PACKET: Kind<Uint8Array | null, RawPackets, number> =
  /* @__PURE__ */ receiving(
    cut,
  );
