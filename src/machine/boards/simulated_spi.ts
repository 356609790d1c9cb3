import { describe } from "../../core/describe.ts";
import { atNextSwitch } from "../../core/scheduler.ts";
import { checkMessage, type SpiBus, type SpiPart, type SpiSettings } from "./spi_bus.ts";

/** A device on a simulated SPI bus. */
export interface SimulatedSpiDevice {
  /**
   * Gives bytes for those that it gets, at the same time; what is missing is 0. A device that
   * gives what it gets is a wire from MOSI to MISO.
   */
  exchange(bytes: Uint8Array<ArrayBuffer>): Iterable<number>;
  /** Called when it is selected, with how it is spoken to. */
  select?(settings: SpiSettings): void;
  /** Called when it is selected no more. */
  deselect?(): void;
}

/** What Linux takes in a message, unless it has been told otherwise. */
const MOST_BYTES = 4096;

let openBus: (bus: SimulatedSPI) => SpiBus;

/** The device as `SPI` uses it. */
export function openSimulatedSpi(bus: SimulatedSPI): SpiBus {
  return openBus(bus);
}

/**
 * A chip select of an SPI bus of a {@linkcode SimulatedBoard}: what is attached to it answers
 * `SPI`.
 *
 * @example A wire from MOSI to MISO
 * ```ts
 * import { set_board, SimulatedBoard, SPI } from "@uasyncio/uasyncio/machine";
 *
 * const board = new SimulatedBoard();
 * set_board(board);
 * board.spi(0).attach({ exchange: (bytes) => bytes });
 *
 * const bytes = Uint8Array.of(1, 2, 3);
 * new SPI(0).write_readinto(bytes, bytes);
 * if (String(bytes) !== "1,2,3") throw new Error("something else has come");
 * ```
 */
export class SimulatedSPI {
  /** What it is, in words, for messages. */
  readonly name: string;
  #device: SimulatedSpiDevice | null = null;
  #isSelected = false;

  static {
    openBus = (bus) => {
      const transfer: SpiBus["transfer"] = (settings, parts, keepsSelect) => {
        checkMessage(parts, MOST_BYTES, bus.name);
        bus.#transfer(settings, parts, keepsSelect);
      };
      return {
        name: bus.name,
        most_bytes: MOST_BYTES,
        configure: () => {},
        transfer,
        transfer_later: (settings, parts, keepsSelect, settle) =>
          atNextSwitch(() => {
            try {
              transfer(settings, parts, keepsSelect);
            } catch (error) {
              return settle(error as Error);
            }
            settle(null);
          }),
        close: () => {},
      };
    };
  }

  /**
   * Makes one; {@linkcode SimulatedBoard.spi} does that.
   *
   * @param number The number of the bus, or the path of the device.
   * @param cs The number of the chip select.
   */
  constructor(number: number | string, cs: number) {
    this.name = typeof number === "string"
      ? `simulated SPI device ${number}`
      : `simulated SPI bus ${number}, chip select ${cs}`;
  }

  /**
   * Connects a device.
   *
   * @param device The device; `null` for none. What has been there is taken away.
   * @throws {TypeError} If it is no device.
   */
  attach(device: SimulatedSpiDevice | null): void {
    if (device !== null && typeof device?.exchange !== "function") {
      throw new TypeError(
        `Cannot attach ${describe(device)} to ${this.name}: a device has the function exchange`,
      );
    }
    this.#device = device;
    this.#isSelected = false;
  }

  #transfer(settings: SpiSettings, parts: readonly SpiPart[], keepsSelect: boolean): void {
    const device = this.#device;
    if (!this.#isSelected && settings.selects) device?.select?.(settings);
    for (const { out, into } of parts) {
      const sent = out === null ? new Uint8Array(into!.length) : Uint8Array.from(out);
      const answer = device?.exchange(sent) ?? [];
      if (into === null) continue;
      const received = Uint8Array.from(answer).subarray(0, into.length);
      into.fill(0);
      into.set(received);
    }
    this.#isSelected = keepsSelect;
    if (!keepsSelect && settings.selects) device?.deselect?.();
  }
}
