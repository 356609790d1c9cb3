import { time } from "../../core/scheduler.ts";
import type { I2cBus, I2cMessage } from "./i2c_bus.ts";
import type { SpiBus, SpiPart } from "./spi_bus.ts";
import type { UartPort } from "./uart_port.ts";

/** Bytes that have gone over a simulated bus in one direction. */
export interface BusBytes {
  /** `"out"` if the program has sent them, `"in"` if it has got them. */
  readonly direction: "out" | "in";
  /** The address of the device, on I2C. */
  readonly address?: number;
  /** The bytes, a copy of them. */
  readonly bytes: Uint8Array;
}

/** What has gone over a simulated bus. */
export interface BusTransfer {
  /** The bus, as messages call it. */
  readonly bus: string;
  /** When, on the clock of the tasks, in ms. */
  readonly time_ms: number;
  /** The bytes, in their order. SPI sends and gets at the same time. */
  readonly parts: readonly BusBytes[];
  /** Why it has failed; null if it has not. */
  readonly error: string | null;
}

/** Called after each transfer. */
export type BusListener = (transfer: BusTransfer) => void;

/** Those that listen to the buses of a board. */
export class BusListeners {
  readonly #listeners = new Set<BusListener>();

  /** Tells a listener from now on; returns what ends that. */
  add(listener: BusListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** An I2C bus whose transfers they hear of. */
  i2c(bus: I2cBus): I2cBus {
    const tell = (messages: readonly I2cMessage[], error: Error | null) =>
      this.#tell(bus.name, error, () =>
        messages.map(({ address, reads, bytes }) => ({
          direction: reads ? "in" : "out",
          address,
          bytes: Uint8Array.from(error !== null && reads ? [] : bytes),
        })));
    return {
      ...bus,
      transfer: (messages) => this.#after(() => bus.transfer(messages), tell, messages),
      transfer_later: (messages, settle) =>
        bus.transfer_later(messages, (error) => {
          tell(messages, error);
          settle(error);
        }),
    };
  }

  /** A device on SPI whose transfers they hear of. */
  spi(bus: SpiBus): SpiBus {
    const tell = (parts: readonly SpiPart[], error: Error | null) =>
      this.#tell(bus.name, error, () =>
        parts.flatMap(({ out, into }) => [
          ...out === null ? [] : [{ direction: "out" as const, bytes: Uint8Array.from(out) }],
          ...into === null || error !== null
            ? []
            : [{ direction: "in" as const, bytes: Uint8Array.from(into) }],
        ]));
    // What goes out is copied before: it may be the array that is read into.
    const kept = (parts: readonly SpiPart[]): readonly SpiPart[] =>
      this.#listeners.size === 0
        ? parts
        : parts.map(({ out, into }) => ({ out: out === null ? null : Uint8Array.from(out), into }));
    return {
      ...bus,
      transfer: (settings, parts, keeps) =>
        this.#after(() => bus.transfer(settings, parts, keeps), tell, kept(parts)),
      transfer_later: (settings, parts, keeps, settle) => {
        const told = kept(parts);
        bus.transfer_later(settings, parts, keeps, (error) => {
          tell(told, error);
          settle(error);
        });
      },
    };
  }

  /** A serial port whose bytes they hear of. */
  uart(port: UartPort): UartPort {
    const tell = (direction: "in" | "out", bytes: Uint8Array, count: number) => {
      if (count === 0) return;
      this.#tell(
        port.name,
        null,
        () => [{ direction, bytes: Uint8Array.from(bytes.subarray(0, count)) }],
      );
    };
    const told = (direction: "in" | "out", bytes: Uint8Array, count: number) => {
      tell(direction, bytes, count);
      return count;
    };
    return {
      ...port,
      take: (buffer) => told("in", buffer, port.take(buffer)),
      put: (bytes) => told("out", bytes, port.put(bytes)),
      read: (buffer) => port.read(buffer).then((count) => told("in", buffer, count)),
      write: (bytes) => port.write(bytes).then((count) => told("out", bytes, count)),
    };
  }

  #after<Parts>(
    transfer: () => void,
    tell: (parts: Parts, error: Error | null) => void,
    parts: Parts,
  ): void {
    try {
      transfer();
    } catch (error) {
      tell(parts, error as Error);
      throw error;
    }
    tell(parts, null);
  }

  #tell(bus: string, error: Error | null, parts: () => BusBytes[]): void {
    if (this.#listeners.size === 0) return;
    const transfer = { bus, time_ms: time(), parts: parts(), error: error?.message ?? null };
    for (const listener of this.#listeners) listener(transfer);
  }
}
