import { describe } from "../../core/describe.ts";
import { type AdcInput, noSuchChannel, toU16 } from "./adc_input.ts";

/** As many as an MCP3008 has. */
const CHANNELS = [0, 1, 2, 3, 4, 5, 6, 7];
/** What it measures at most, in mV: the supply of the board. */
const MOST_MV = 3300;

/** A converter of a simulated board. */
export class SimulatedConverter {
  readonly #name: string;
  readonly #volts = new Map<number, number>();

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

  #check(channel: number | string): void {
    if (CHANNELS.includes(channel as number)) return;
    throw noSuchChannel(channel, this.#name, CHANNELS);
  }
}
