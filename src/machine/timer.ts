import { describe } from "../core/describe.ts";
import { atNextSwitch, outside, spawn, time } from "../core/scheduler.ts";
import { sleep_ms } from "../sleep.ts";
import { checkInteger, checkOptionNames } from "./arguments.ts";
import { showAsText } from "../core/show_as_text.ts";
import { callHandler } from "./call_handler.ts";

/** What a {@linkcode Timer} calls. */
export type TimerCallback = (timer: Timer) => void;

/** MicroPython's keyword arguments of {@linkcode Timer}. */
export interface TimerOptions {
  /** `Timer.PERIODIC`, the default, or `Timer.ONE_SHOT`. */
  mode?: number;
  /** How often a second it calls; instead of `period`. */
  freq?: number;
  /** How many ms pass before each call. */
  period?: number;
  /** What it calls. */
  callback?: TimerCallback | null;
}

const OPTIONS = ["mode", "freq", "period", "callback"];
const ONE_SHOT = 0;
const PERIODIC = 1;

/**
 * Calls a function after a time, or again and again, after MicroPython's
 * {@link https://docs.micropython.org/en/latest/library/machine.Timer.html | machine.Timer}.
 *
 * The function is called outside of all tasks while the loop runs; a `ThreadSafeFlag` tells a
 * task. It cannot interrupt a task that does not wait, and where it is late by more than a
 * period the calls missed are left out. An exception goes to the console, and the timer goes on.
 *
 * @example A hundred times a second
 * ```ts
 * import { run, sleep_ms } from "@uasyncio/uasyncio";
 * import { Timer } from "@uasyncio/uasyncio/machine";
 *
 * let count = 0;
 * await run(async () => {
 *   using _timer = new Timer(-1, { freq: 100, callback: () => count++ });
 *   await sleep_ms(55);
 * });
 * if (count !== 5) throw new Error(`${count} calls`);
 * ```
 */
export class Timer implements Disposable {
  /** It calls once. */
  static readonly ONE_SHOT: number = ONE_SHOT;
  /** It calls again and again. */
  static readonly PERIODIC: number = PERIODIC;

  /** Which call of `init()` is in force. */
  #current: { mode: number; period: number } | null = null;

  /**
   * Makes a timer, and starts it if there are options.
   *
   * @param id -1, the default. Linux has as many timers as there are; other numbers do, too.
   * @param options When it calls what; without them it is started by {@linkcode Timer.init}.
   * @throws {TypeError} If there is an option that does not exist, or one of a wrong type.
   * @throws {RangeError} If an argument is out of range.
   */
  constructor(id: number | TimerOptions = -1, options?: TimerOptions) {
    showAsText(Timer.prototype);
    const isOptions = typeof id === "object" && id !== null;
    if (!isOptions) checkInteger(id, -1, 2 ** 31 - 1, "make a Timer", "id");
    const all = isOptions ? id : options;
    if (all !== undefined) this.init(all);
  }

  /**
   * Starts the timer, also one that runs.
   *
   * @param options When it calls what.
   * @throws {TypeError} If there is an option that does not exist, or one of a wrong type.
   * @throws {RangeError} If an argument is out of range.
   */
  init(options: TimerOptions): void {
    checkOptionNames(options, OPTIONS, "a Timer");
    const { mode = PERIODIC, freq, callback = null } = options;
    if (mode !== ONE_SHOT && mode !== PERIODIC) {
      throw new RangeError(
        `Cannot set up a Timer: mode is Timer.ONE_SHOT or Timer.PERIODIC, not ${describe(mode)}`,
      );
    }
    if (callback !== null && typeof callback !== "function") {
      throw new TypeError(
        `Cannot set up a Timer: callback is a function or null, not ${describe(callback)}`,
      );
    }
    if (freq !== undefined && !(freq > 0 && freq <= 1e6)) {
      throw new RangeError(
        `Cannot set up a Timer: freq is more than 0 and up to 1000000 Hz, not ${describe(freq)}`,
      );
    }
    const period = freq === undefined ? options.period : 1000 / freq;
    if (typeof period !== "number" || !(period > 0 && Number.isFinite(period))) {
      throw new RangeError(
        `Cannot set up a Timer: period is more than 0 ms, not ${describe(period)}; or give freq`,
      );
    }
    const own = this.#current = { mode, period };
    spawn(async () => {
      for (let due = time() + period; this.#current === own;) {
        await sleep_ms(due - time());
        if (this.#current !== own) return;
        if (mode === ONE_SHOT) this.#current = null;
        // In between two tasks: it belongs to none.
        atNextSwitch(() =>
          outside(() => callHandler(() => callback?.(this), "in the callback of a Timer"))
        );
        due = Math.max(due + period, time());
      }
    });
  }

  /** Stops the timer; `init()` starts it again. */
  deinit(): void {
    this.#current = null;
  }

  /** Stops the timer at the end of the block that has it by `using`. */
  [Symbol.dispose](): void {
    this.deinit();
  }

  /**
   * What `console.log` shows: what it is, and how it calls, as `Timer(PERIODIC, period=10 ms)`.
   *
   * @returns The text.
   */
  toString(): string {
    if (this.#current === null) return "Timer(stopped)";
    const { mode, period } = this.#current;
    return `Timer(${mode === ONE_SHOT ? "ONE_SHOT" : "PERIODIC"}, period=${period} ms)`;
  }
}
