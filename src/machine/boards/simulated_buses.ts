import type { AdcAddress, AdcInput } from "./adc_input.ts";
import { type BusListener, BusListeners } from "./bus_watch.ts";
import { time } from "../../core/scheduler.ts";
import type { Buses } from "./buses.ts";
import type { ClimateSensor } from "./climate_sensor.ts";
import type { Dial } from "./dial.ts";
import {
  HEADER_BUS,
  type I2cAddress,
  type I2cBus,
  type I2cPins,
  noSuchPins,
  otherPins,
} from "./i2c_bus.ts";
import { SimulatedDht } from "./simulated_dht.ts";
import { SimulatedConverter } from "./simulated_converter.ts";
import { openSimulatedI2c, SimulatedI2C } from "./simulated_i2c.ts";
import { openSimulatedOneWire, SimulatedOneWire } from "./simulated_onewire.ts";
import { nameOf, type PwmAddress, type PwmChannel } from "./pwm_channel.ts";
import { openSimulatedPwm, SimulatedPWM, type SimulatedPwmOutput } from "./simulated_pwm.ts";
import { openSimulatedSpi, SimulatedSPI } from "./simulated_spi.ts";
import type { OneWireBus } from "./onewire_bus.ts";
import {
  HEADER_SPI,
  noSuchSpiPins,
  otherSpiPins,
  type SpiAddress,
  type SpiBus,
} from "./spi_bus.ts";
import { SimulatedUart } from "./simulated_uart.ts";
import { noSuchUartPins, type UartAddress, type UartPort } from "./uart_port.ts";

/** The I2C buses of a Raspberry Pi's header. */
const HEADER_PINS: Record<number, I2cPins> = { 0: { sda: 0, scl: 1 }, 1: { sda: 2, scl: 3 } };
/** The lines of SPI buses: clock, MOSI, MISO, chip selects. */
const SPI_PINS: Record<number, number[]> = { 0: [11, 10, 9, 8, 7], 1: [21, 20, 19, 18, 17, 16] };
/** The lines of serial ports: TX, RX. */
const UART_PINS: Record<number, number[]> = {
  0: [14, 15],
  2: [0, 1],
  3: [4, 5],
  4: [8, 9],
  5: [12, 13],
};

const LAST_LINE = 53;

/** The buses of a simulated board, each made when it is first asked for. */
export class SimulatedBuses implements Buses {
  readonly #converters = new Map<string | undefined, SimulatedConverter>();
  readonly #dhts = new Map<number, SimulatedDht>();
  readonly #onewires = new Map<number | string, SimulatedOneWire>();
  readonly #listeners = new BusListeners();
  readonly #spi = new Map<string, SimulatedSPI>();
  readonly #uarts = new Map<number | string, SimulatedUart>();
  readonly #pwm = new Map<string, SimulatedPWM>();
  readonly #start = time();
  readonly #i2c = new Map<number | string, { bus: SimulatedI2C; pins: I2cPins | null }>();

  /** A converter, for the world outside; the one that needs no name by default. */
  converter(name?: string): SimulatedConverter {
    const known = this.#converters.get(name) ?? new SimulatedConverter(name);
    this.#converters.set(name, known);
    return known;
  }

  /** Takes an analog input into use; `ADC` does that. */
  open_adc({ device, channel, vref_mv }: AdcAddress): AdcInput {
    return this.converter(device).open(channel, vref_mv);
  }

  /** A line that may have a sensor of temperature and humidity, for the world outside. */
  dht(pin: number): SimulatedDht {
    const known = this.#dhts.get(pin) ?? new SimulatedDht(pin);
    this.#dhts.set(pin, known);
    return known;
  }

  /** Takes a sensor of temperature and humidity into use; `DHT22` does that. */
  open_dht(pin: number): ClimateSensor {
    return this.dht(pin);
  }

  /**
   * Hears from now on of all bytes that the program sends and gets on buses that it opens, or has
   * opened.
   *
   * @param listener Called after each transfer.
   * @returns A function that ends it.
   *
   * @example What goes over the wires
   * ```ts
   * import { I2C, set_board, SimulatedBoard } from "@uasyncio/uasyncio/machine";
   *
   * const board = new SimulatedBoard();
   * set_board(board);
   * board.i2c(1).attach(0x48, { registers: Uint8Array.of(21) });
   * const log: string[] = [];
   * board.buses.watch(({ bus, parts }) => {
   *   for (const { direction, bytes } of parts) log.push(`${bus}: ${direction} ${bytes}`);
   * });
   * new I2C(1).readfrom_mem(0x48, 0, 1);
   * if (log.length !== 2) throw new Error("heard something else");
   * ```
   */
  watch(listener: BusListener): () => void {
    return this.#listeners.add(listener);
  }

  /** An I2C bus, for the world outside. */
  i2c(number: number | string, pins?: I2cPins): SimulatedI2C {
    return this.#i2cWithPins(number, pins).bus;
  }

  /** Takes one into use; `I2C` does that. */
  open_i2c({ id, scl, sda }: I2cAddress): I2cBus {
    if (scl === undefined || sda === undefined) {
      return this.#listeners.i2c(openSimulatedI2c(this.i2c(id ?? HEADER_BUS)));
    }
    if (id !== undefined) {
      const { bus, pins } = this.#i2cWithPins(id);
      if (pins !== null && (pins.scl !== scl || pins.sda !== sda)) {
        throw otherPins(id, scl, sda, pins);
      }
      return this.#listeners.i2c(openSimulatedI2c(bus));
    }
    for (const number of Object.keys(HEADER_PINS)) this.i2c(Number(number));
    for (const { bus, pins } of this.#i2c.values()) {
      if (pins?.scl === scl && pins.sda === sda) {
        return this.#listeners.i2c(openSimulatedI2c(bus));
      }
    }
    throw noSuchPins(scl, sda);
  }

  /** A 1-Wire bus, for the world outside. */
  onewire(id: number | string): SimulatedOneWire {
    const known = this.#onewires.get(id) ?? new SimulatedOneWire(id);
    this.#onewires.set(id, known);
    return known;
  }

  /** Takes one into use; `OneWire` does that. */
  open_onewire(id: number | string): OneWireBus {
    return openSimulatedOneWire(this.onewire(id));
  }

  /** A chip select of an SPI bus, for the world outside. */
  spi(number: number | string, cs: number): SimulatedSPI {
    const key = `${number}.${cs}`;
    const known = this.#spi.get(key) ?? new SimulatedSPI(number, cs);
    this.#spi.set(key, known);
    return known;
  }

  /** Takes a device on SPI into use; `SPI` does that. */
  open_spi({ id, cs, pins }: SpiAddress): SpiBus {
    const has = (number: number | string) =>
      pins.every((pin) => SPI_PINS[number as number]?.includes(pin) ?? true);
    if (id !== undefined && !has(id)) throw otherSpiPins(id, pins);
    const number = id ??
      (pins.length === 0 ? HEADER_SPI : Object.keys(SPI_PINS).map(Number).find(has));
    if (number === undefined) throw noSuchSpiPins(pins);
    return this.#listeners.spi(openSimulatedSpi(this.spi(number, cs)));
  }

  /** A serial port, for the world outside. */
  uart(number: number | string): SimulatedUart {
    const known = this.#uarts.get(number);
    if (known !== undefined && !known.isGone) return known;
    const name = typeof number === "number" ? `simulated UART ${number}` : `simulated ${number}`;
    const port = new SimulatedUart(name);
    this.#uarts.set(number, port);
    return port;
  }

  /** Takes a serial port into use; `UART` does that. */
  open_uart({ id, pins }: UartAddress): UartPort {
    const has = (number: number) => pins.every((pin) => UART_PINS[number]!.includes(pin));
    // As on Linux, lines come before a number.
    const number = typeof id === "string" || pins.length === 0
      ? id ?? 0
      : Object.keys(UART_PINS).map(Number).find(has);
    if (number === undefined) throw noSuchUartPins(pins);
    return this.#listeners.uart(this.uart(number).open());
  }

  /**
   * The lines that output PWM at present.
   *
   * @returns Their names, and what they output.
   */
  pwm_outputs(): [name: string, output: SimulatedPwmOutput][] {
    return [...this.#pwm].flatMap(([name, pwm]) => {
      const output = pwm.output();
      return output === null ? [] : [[name, output]];
    });
  }

  /**
   * What can be turned outside: the voltages of the analog inputs that the program has used, the
   * temperature and the humidity of its sensors.
   *
   * @returns The dials.
   */
  dials(): Dial[] {
    const parts = [this.#converters, this.#dhts, this.#onewires].flatMap((
      map,
    ) => [...map.values()]);
    return parts.flatMap((part) => part.dials());
  }

  /** A PWM line, for the world outside. */
  pwm(address: PwmAddress): SimulatedPWM {
    const name = nameOf(address);
    if (typeof address === "number" && !(address >= 0 && address <= LAST_LINE)) {
      throw new RangeError(
        `Cannot use PWM at ${name}: the simulated board has GPIO0 to GPIO${LAST_LINE}`,
      );
    }
    const line = this.#pwm.get(name) ?? new SimulatedPWM(name, this.#start);
    this.#pwm.set(name, line);
    return line;
  }

  /** Takes one into use; `PWM` does that. */
  open_pwm(address: PwmAddress): PwmChannel {
    return openSimulatedPwm(this.pwm(address));
  }

  #i2cWithPins(number: number | string, pins?: I2cPins) {
    const known = this.#i2c.get(number);
    if (known !== undefined && pins === undefined) return known;
    const bus = known?.bus ?? new SimulatedI2C(number);
    const entry = { bus, pins: pins ?? HEADER_PINS[number as number] ?? null };
    this.#i2c.set(number, entry);
    return entry;
  }
}
