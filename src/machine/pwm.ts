import { describe } from "../core/describe.ts";
import { RuntimeError } from "../core/errors.ts";
import { checkInteger, checkOptionNames } from "./arguments.ts";
import { currentBuses } from "./boards/current_board.ts";
import {
  periodOf,
  type PwmAddress,
  type PwmChannel,
  type PwmSettings,
  type PwmSignal,
} from "./boards/pwm_channel.ts";
import { showId } from "./show.ts";
import { type LineArgument, lineNumber } from "./line_argument.ts";
import { Pin } from "./pin.ts";

/** MicroPython's keyword arguments of {@linkcode PWM}. */
export interface PWMOptions {
  /** The frequency, in Hz: an integer. */
  freq?: number;
  /** How much of the time the line is high, from 0, never, to 65535, always. */
  duty_u16?: number;
  /** How long the line is high in each cycle, in ns; in place of `duty_u16`. */
  duty_ns?: number;
  /** Whether the line is low where it would be high. */
  invert?: boolean;
}

const OPTIONS = ["freq", "duty_u16", "duty_ns", "invert"];
const HIGHEST_FREQ = 1e9;
const FULL = 65535;
/** The longest time that is exact, in ns: 104 days. */
const LONGEST_NS = Number.MAX_SAFE_INTEGER;
const NOTHING: PwmSettings = { freq: null, duty: null, invert: false };

/**
 * A line with pulse width modulation, after MicroPython's
 * {@link https://docs.micropython.org/en/latest/library/machine.PWM.html | machine.PWM}: it
 * dims an LED, turns a servo, sounds a buzzer.
 *
 * The hardware does it, or a driver of the kernel, once both frequency and duty are known. When
 * the frequency changes, the one of `duty_u16` and `duty_ns` is kept that has been set last, as
 * on a Raspberry Pi Pico: the ratio, or the length of a pulse.
 *
 * On a Raspberry Pi a line of `/boot/firmware/config.txt` gives a line to PWM:
 * `dtoverlay=pwm,pin=18,func=2` in hardware (GPIO18 and 19 with `func=2`, GPIO12 and 13 with
 * `func=4`; two of them by `pwm-2chan`), or `dtoverlay=pwm-gpio,gpio=17` at any line, by the
 * kernel's timers. A chip of its own, as the PCA9685 for servos, goes by its device and the
 * channel there. On the simulated board every line has PWM.
 *
 * All objects of a process that name the same line share it. It belongs to the process until
 * each of them has been closed, or the process ends, however it does, and is off then: a small
 * `/bin/sh` sees to that when a signal ends the process, as long as there is output.
 *
 * @example Dim an LED
 * ```ts
 * import { PWM, set_board, SimulatedBoard } from "@uasyncio/uasyncio/machine";
 *
 * const board = new SimulatedBoard();
 * set_board(board);
 * using led = new PWM(18, { freq: 1000, duty_u16: 32768 });
 * led.duty_u16(8192);
 * if (board.pwm(18).output()?.duty_ns !== 125_002) throw new Error("another brightness");
 * ```
 */
export class PWM implements Disposable {
  readonly #dest: number | string | readonly [device: string, channel: number];
  readonly #address: PwmAddress;
  #channel: PwmChannel | null = null;
  /** What it was when it was closed. */
  #settings = NOTHING;

  /**
   * Takes a line into use. Without options it stays as it is.
   *
   * @param dest The line, by its number, its name or a `Pin` without a mode; or a device and the number of its channel,
   *   `["1-0040", 3]`, as under `/sys/class/pwm/pwmchip0/device`, or `["pca9685-pwm", 3]`.
   * @param options `freq`, `duty_u16` or `duty_ns`, and `invert`.
   * @throws {TypeError} If `dest` is none of these, a `Pin` in use for example, or there is an option
   *   that does not exist.
   * @throws {RangeError} If an argument is out of range, or the line has no PWM; the message has
   *   the line for `config.txt` that gives it one.
   * @throws {OSError} If another program has the line, it may not be used, or its driver does
   *   not take the settings.
   * @throws {Deno.errors.NotCapable} Without `--allow-ffi`, but for a simulated board.
   */
  constructor(
    dest: LineArgument | readonly [device: string, channel: number],
    options: PWMOptions = {},
  ) {
    this.#dest = dest instanceof Pin ? lineNumber(dest, "dest", "PWM") : dest;
    this.#address = toAddress(dest);
    this.init(options);
  }

  /**
   * Changes what the line outputs, also after {@linkcode PWM.deinit}. What is left out stays as
   * it is.
   *
   * @param options `freq`, `duty_u16` or `duty_ns`, and `invert`.
   * @throws {TypeError} If there is an option that does not exist.
   * @throws {RangeError} If an argument is out of range.
   * @throws {OSError} If the line may not be used, or its driver does not take the settings.
   */
  init(options: PWMOptions = {}): void {
    const changes = toSettings(options);
    const channel = this.#channel ?? currentBuses().open_pwm(this.#address);
    try {
      change(channel, { ...channel.settings ?? this.#settings, ...changes });
    } catch (error) {
      if (this.#channel === null) channel.close();
      throw error;
    }
    this.#channel = channel;
  }

  /** Ends the output; `init()` begins it again. Does nothing if that has been done. */
  deinit(): void {
    const channel = this.#channel;
    this.#channel = null;
    this.#settings = channel?.settings ?? this.#settings;
    channel?.close();
  }

  /** Ends the output at the end of the block that has it by `using`. */
  [Symbol.dispose](): void {
    this.deinit();
  }

  /**
   * The frequency.
   *
   * @returns Hz; 0 before it has been set.
   * @throws {RuntimeError} If the PWM has been closed.
   */
  freq(): number;
  /**
   * Sets the frequency. A ratio that `duty_u16` has set stays as it is, and so does a time that
   * `duty_ns` has set.
   *
   * @param value Hz: an integer, from 1 to 1,000,000,000. The hardware takes the nearest that it
   *   has. Some chips have one for all their channels.
   * @throws {RangeError} If `value` is none, or the cycle would be shorter than the pulse.
   * @throws {OSError} If the driver does not take it.
   * @throws {RuntimeError} If the PWM has been closed.
   */
  freq(value: number): void;
  freq(value?: number): number | void {
    const { freq } = this.#get();
    if (value === undefined) return freq ?? 0;
    this.#set({ freq: value });
  }

  /**
   * How much of the time the line is high.
   *
   * @returns From 0, never, to 65535, always; 0 before it is known.
   * @throws {RuntimeError} If the PWM has been closed.
   */
  duty_u16(): number;
  /**
   * Sets how much of the time the line is high.
   *
   * @param value An integer from 0, never, to 65535, always.
   * @throws {RangeError} If `value` is none.
   * @throws {OSError} If the driver does not take it.
   * @throws {RuntimeError} If the PWM has been closed.
   */
  duty_u16(value: number): void;
  duty_u16(value?: number): number | void {
    const { freq, duty } = this.#get();
    if (value !== undefined) return this.#set({ duty_u16: value });
    if (duty === null) return 0;
    if ("u16" in duty) return duty.u16;
    return freq === null ? 0 : Math.round(duty.ns * FULL / periodOf(freq));
  }

  /**
   * How long the line is high in each cycle.
   *
   * @returns Nanoseconds; 0 before it is known.
   * @throws {RuntimeError} If the PWM has been closed.
   */
  duty_ns(): number;
  /**
   * Sets how long the line is high in each cycle.
   *
   * @param value Nanoseconds: an integer.
   * @throws {RangeError} If `value` is none, or the pulse would be longer than the cycle.
   * @throws {OSError} If the driver does not take it.
   * @throws {RuntimeError} If the PWM has been closed.
   */
  duty_ns(value: number): void;
  duty_ns(value?: number): number | void {
    const settings = this.#get();
    if (value !== undefined) return this.#set({ duty_ns: value });
    return settings.duty === null
      ? 0
      : "ns" in settings.duty
      ? settings.duty.ns
      : toSignal(settings, "")?.duty_ns ?? 0;
  }

  /** The PWM in words: `PWM(18, freq=50, duty_u16=4915)`. */
  toString(): string {
    const dest = showId(this.#dest);
    if (this.#channel === null) return `PWM(${dest}, closed)`;
    const inverted = this.#get().invert ? ", inverted" : "";
    return `PWM(${dest}, freq=${this.freq()}, duty_u16=${this.duty_u16()}${inverted})`;
  }

  /** What `console.log` shows: the PWM and its state. */
  [Symbol.for("Deno.customInspect")](): string {
    return this.toString();
  }

  #get(): PwmSettings {
    return this.#open().settings ?? NOTHING;
  }

  #set(options: PWMOptions): void {
    change(this.#open(), { ...this.#get(), ...toSettings(options) });
  }

  #open(): PwmChannel {
    if (this.#channel !== null) return this.#channel;
    throw new RuntimeError(
      `Cannot use PWM(${showId(this.#dest)}): it has been closed; init() opens it again`,
    );
  }
}

/** Lets a channel output what it has been asked for, once that is enough. */
function change(channel: PwmChannel, settings: PwmSettings): void {
  const signal = toSignal(settings, channel.name);
  if (signal !== null) channel.output(signal);
  channel.settings = settings;
}

function toSignal({ freq, duty, invert }: PwmSettings, name: string): PwmSignal | null {
  if (freq === null || duty === null) return null;
  const period_ns = periodOf(freq);
  const duty_ns = "ns" in duty ? duty.ns : Math.round(period_ns * duty.u16 / FULL);
  if (duty_ns <= period_ns) return { period_ns, duty_ns, invert };
  throw new RangeError(
    `Cannot output pulses of ${duty_ns} ns at ${name}: a cycle of ${freq} Hz has ${period_ns} ns; ` +
      "set a lower freq, or a shorter duty_ns",
  );
}

function toSettings(options: PWMOptions): Partial<PwmSettings> {
  checkOptionNames(options, OPTIONS, "PWM");
  const { freq, duty_u16, duty_ns, invert } = options;
  const check = (value: unknown, least: number, most: number, name: string) => {
    if (value !== undefined) checkInteger(value, least, most, "set up PWM", name);
  };
  check(freq, 1, HIGHEST_FREQ, "freq");
  check(duty_u16, 0, FULL, "duty_u16");
  check(duty_ns, 0, LONGEST_NS, "duty_ns");
  if (duty_u16 !== undefined && duty_ns !== undefined) {
    throw new TypeError(
      "Cannot set up PWM: duty_u16 and duty_ns are two ways to say the same; leave out one",
    );
  }
  return {
    ...freq === undefined ? {} : { freq },
    ...duty_u16 === undefined ? {} : { duty: { u16: duty_u16 } },
    ...duty_ns === undefined ? {} : { duty: { ns: duty_ns } },
    ...invert === undefined ? {} : { invert: Boolean(invert) },
  };
}

function toAddress(dest: unknown): PwmAddress {
  if (!Array.isArray(dest)) return lineNumber(dest, "dest", "PWM");
  const [device, channel] = dest;
  const isAddress = dest.length === 2 && typeof device === "string" &&
    Number.isInteger(channel) && channel >= 0;
  if (isAddress) return [device, channel];
  throw new TypeError(
    `Cannot set up PWM: a channel is [device, number], as ["pca9685-pwm", 3], not ${
      describe(dest)
    }`,
  );
}
