import { type Address, toAddress } from "./address.ts";
import { cut, MessageQueue, receiving } from "./message_queue.ts";
import type { Kind } from "./operation.ts";

/** What has been received, and from whom. */
export type Datagram = [data: Uint8Array, address: Address];

/** The longest datagram there is, and a byte more. */
const LONGEST = 65536;
/** An array of its own costs V8 0.5 us and more, a part of a larger one a tenth of it. */
const SLAB = 4096;
const LONGEST_IN_SLAB = 512;

/** The datagrams of a socket. It receives only while somebody waits. */
export class Datagrams extends MessageQueue<Datagram> {
  readonly #socket: Deno.DatagramConn;
  readonly #buffer = new Uint8Array(LONGEST);
  #isReceiving = false;
  /** Where copies of datagrams are put, one after the other, and how much of it is in use. */
  #slab = new Uint8Array(0);
  #used = 0;
  /** Ends when nothing is being received any more. */
  ended: Promise<void> = Promise.resolve();

  constructor(socket: Deno.DatagramConn) {
    super();
    this.#socket = socket;
  }

  protected override watch(): void {
    if (this.#isReceiving) return;
    this.#isReceiving = true;
    this.ended = this.#socket.receive(this.#buffer).then(this.#onDatagram, this.#onFailure);
  }

  readonly #onDatagram = ([bytes, address]: [Uint8Array, Deno.Addr]): void => {
    this.#isReceiving = false;
    this.add([this.#copy(bytes), toAddress(address)]);
    this.onChange();
  };

  #copy(bytes: Uint8Array): Uint8Array {
    const { length } = bytes;
    if (length > LONGEST_IN_SLAB) return bytes.slice();
    if (this.#used + length > this.#slab.length) {
      this.#slab = new Uint8Array(SLAB);
      this.#used = 0;
    }
    const copy = this.#slab.subarray(this.#used, this.#used + length);
    this.#used += length;
    copy.set(bytes);
    return copy;
  }

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
