import { block } from "../../core/scheduler.ts";
import { closedError } from "../../core/os_error.ts";
import { setChannel } from "../../net/io/channel.ts";
import { Stream } from "../../net/stream.ts";
import { Pipe } from "./pipe.ts";
import { goneError, type UartPort } from "./uart_port.ts";

/** A serial port of a simulated board, and the device at its other end. */
export class SimulatedUart {
  /** The device's end. To close it is to pull the device out. */
  readonly device: Stream;
  readonly #name: string;
  readonly #toBoard = new Pipe();
  readonly #toDevice = new Pipe();

  /** `name` is the one that messages call it by. */
  constructor(name: string) {
    this.#name = name;
    const end = {};
    setChannel(end, () => ({
      name: `the other end of ${name}`,
      source: { read: (buffer) => this.#toDevice.read(buffer) },
      sink: { write: (bytes) => Promise.resolve(this.#toBoard.put(bytes)) },
      resource: { ref() {}, unref() {} },
      addresses: null,
      close: () => {
        this.#toBoard.end();
        this.#toDevice.end();
      },
    }));
    this.device = new Stream(end);
  }

  /** Whether the device has been pulled out. */
  get isGone(): boolean {
    return this.#toBoard.hasEnded;
  }

  /** Takes it into use. */
  open(): UartPort {
    const name = this.#name;
    let isClosed = false;
    const received = (count: number, wanted: number): number => {
      if (isClosed) throw closedError("read from", "UART", "init() opens it again");
      if (count === 0 && wanted > 0 && this.isGone) throw goneError("read from", name);
      return count;
    };
    const send = (bytes: Uint8Array): number => {
      if (this.isGone) throw goneError("write to", name);
      return this.#toDevice.put(bytes);
    };
    return {
      name,
      configure: () => {},
      any: () => this.#toBoard.size,
      take: (buffer) => received(this.#toBoard.take(buffer), buffer.length),
      put: send,
      is_sent: () => true,
      wait: (direction, duration_ms) => {
        if (direction === "out" || this.#toBoard.size > 0 || this.isGone) return true;
        block(duration_ms); // everything stands still meanwhile, the device as well
        return false;
      },
      send_break: block,
      read: (buffer) =>
        this.#toBoard.read(buffer, (count) => received(count, buffer.length), () => isClosed),
      write: (bytes) => new Promise((resolve) => resolve(send(bytes))),
      when_readable: (callback) => this.#toBoard.whenReadable(callback),
      close: () => {
        isClosed = true;
        this.#toBoard.endClosed();
      },
    };
  }
}
