import { type Address, toAddress } from "./address.ts";
import { cut, MessageQueue, receiving } from "./message_queue.ts";
import type { Kind } from "./operation.ts";
import { Slab } from "./slab.ts";

/** What has been received, and from whom. */
export type Datagram = [data: Uint8Array, address: Address];

/** The longest datagram there is, and a byte more. */
const LONGEST = 65536;

/** The datagrams of a socket. It receives only while a task waits. */
export class Datagrams extends MessageQueue<Datagram> {
  readonly #socket: Deno.DatagramConn;
  readonly #buffer = new Uint8Array(LONGEST);
  readonly #copies = new Slab();
  #isReceiving = false;
  /** Ends when nothing is being received any more. */
  ended: Promise<void> = Promise.resolve();

  constructor(socket: Deno.DatagramConn) {
    super();
    this.#socket = socket;
  }

  protected override watch(): void {
    if (this.#isReceiving) return;
    this.ended = this.#socket.receive(this.#buffer).then(this.#onDatagram, this.#onFailure);
    this.#isReceiving = true;
  }

  readonly #onDatagram = ([bytes, address]: [Uint8Array, Deno.Addr]): void => {
    this.#isReceiving = false;
    try {
      this.add([this.#copies.copy(bytes, 0, bytes.length), toAddress(address)]);
    } catch (error) {
      this.fail(error); // memory is refused
    }
    this.onChange();
  };

  readonly #onFailure = (error: unknown): void => {
    this.#isReceiving = false;
    this.fail(error);
    this.onChange();
  };
}

/** The next datagram and its sender. */
export const RECEIVE_FROM: Kind<Datagram | null, Datagrams, number> = /* @__PURE__ */ receiving(
  (datagram: Datagram, most: number): Datagram => {
    const [data, address] = datagram;
    return data.length <= most ? datagram : [cut(data, most), address];
  },
);

/** The next datagram. */
export const RECEIVE: Kind<Uint8Array | null, Datagrams, number> = /* @__PURE__ */ receiving(
  ([data]: Datagram, most: number) => cut(data, most),
);
