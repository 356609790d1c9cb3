import { describe } from "../../core/describe.ts";
import { type AdcInput, noSuchChannel, toU16 } from "./adc_input.ts";
import type { Dial } from "./dial.ts";

/** As many as an MCP3008 has. */
const CHANNELS = [0, 1, 2, 3, 4, 5, 6, 7];
/** What it measures at most, in mV: the supply of the board. */
const MOST_MV = 3300;

/** A converter of a simulated board. */
export class SimulatedConverter {
  readonly #name: string;
  readonly #volts = new Map<number, number>();
  /** The channels that the program has used. */
  readonly #used = new Set<number>();

  /** `name` is the one that messages call it by. */
  constructor(name = "the simulated converter") {
    this.#name = name;
  }

  /** Puts a voltage on a channel, from outside. */
  set(channel: number | string, volts: number): void {
    this.#check(channel);
    if (typeof volts !== "number" || Number.isNaN(volts)) {
      throw new TypeError(
        `Cannot set the voltage of channel ${channel}: expected volts, got ${describe(volts)}`,
      );
    }
    this.#volts.set(channel as number, volts);
  }

  /** Takes a channel into use. */
  open(channel: number | string, vref_mv = MOST_MV): AdcInput {
    const channels = typeof channel === "string" ? channel.split("-").map(Number) : [channel];
    for (const one of channels) this.#check(one);
    for (const one of channels) this.#used.add(one);
    const millivolts = (one = -1) =>
      Math.min(Math.max((this.#volts.get(one) ?? 0) * 1000, 0), MOST_MV);
    const [plus, minus] = channels;
    const read = () => millivolts(plus) - millivolts(minus);
    const least = minus === undefined ? 0 : -vref_mv;
    return {
      name: `channel ${channel} of ${this.#name}`,
      read_uv: () => Math.round(read() * 1000),
      read_u16: () => toU16(read(), least, vref_mv),
      close: () => {},
    };
  }

  /** A potentiometer for each channel that the program has used. */
  dials(): Dial[] {
    return [...this.#used].map((channel) => ({
      name: `channel ${channel} of ${this.#name}`,
      unit: "V",
      least: 0,
      most: MOST_MV / 1000,
      value: this.#volts.get(channel) ?? 0,
      set: (volts) => this.set(channel, volts),
    }));
  }

  #check(channel: number | string): void {
    if (CHANNELS.includes(channel as number)) return;
    throw noSuchChannel(channel, this.#name, CHANNELS);
  }
}
