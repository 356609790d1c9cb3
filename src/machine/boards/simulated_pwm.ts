import { time } from "../../core/scheduler.ts";
import type { PwmChannel, PwmSignal } from "./pwm_channel.ts";

/** So many changes of a line are kept at least. */
const HISTORY = 1_000_000;

/** What a simulated PWM line outputs. */
export interface SimulatedPwmOutput {
  /** The frequency, in Hz. */
  readonly freq: number;
  /** How much of the time the line is high, from 0, never, to 65535, always. */
  readonly duty_u16: number;
  /** How long the line is high in each cycle. */
  readonly duty_ns: number;
}

let openLine: (line: SimulatedPWM) => PwmChannel;

/** The line as `PWM` uses it. */
export function openSimulatedPwm(line: SimulatedPWM): PwmChannel {
  return openLine(line);
}

/**
 * The PWM of a line of a {@linkcode SimulatedBoard}: what a meter and an oscilloscope show of it.
 *
 * @example Watch a servo
 * ```ts
 * import { PWM, set_board, SimulatedBoard } from "@uasyncio/uasyncio/machine";
 *
 * const board = new SimulatedBoard();
 * set_board(board);
 * const servo = new PWM(18, { freq: 50 });
 * for (const us of [1000, 1500, 2000]) servo.duty_ns(us * 1000);
 * const widths = board.pwm(18).history().map(([, output]) => output?.duty_ns);
 * if (String(widths) !== "1000000,1500000,2000000") throw new Error("other pulses");
 * ```
 */
export class SimulatedPWM {
  readonly #name: string;
  readonly #start: number;
  #history: [time_ms: number, output: SimulatedPwmOutput | null][] = [];
  #channel: PwmChannel | null = null;
  #users = 0;

  static {
    openLine = (line) => {
      line.#users++;
      return line.#channel ??= {
        name: line.#name,
        settings: null,
        output: (signal) => line.#change(outputOf(signal)),
        close: () => {
          if (--line.#users > 0) return;
          line.#channel = null;
          line.#change(null);
        },
      };
    };
  }

  /**
   * Makes one; {@linkcode SimulatedBoard.pwm} does that.
   *
   * @param name What it is called in messages.
   * @param start When the board was made, by the loop's clock.
   */
  constructor(name: string, start: number) {
    this.#name = name;
    this.#start = start;
  }

  /**
   * What the line outputs at present.
   *
   * @returns Frequency and duty; `null` while there is no output.
   */
  output(): SimulatedPwmOutput | null {
    return this.#history.at(-1)?.[1] ?? null;
  }

  /**
   * The changes of the output, the oldest first: the last million of them at least.
   *
   * @returns Pairs of the time, in milliseconds since the board was made, and the output from
   *   then on.
   */
  history(): [time_ms: number, output: SimulatedPwmOutput | null][] {
    return [...this.#history];
  }

  #change(output: SimulatedPwmOutput | null): void {
    const before = this.output();
    if (before?.freq === output?.freq && before?.duty_ns === output?.duty_ns) return;
    if (this.#history.length >= 2 * HISTORY) this.#history = this.#history.slice(-HISTORY);
    this.#history.push([time() - this.#start, output]);
  }
}

function outputOf({ period_ns, duty_ns, invert }: PwmSignal): SimulatedPwmOutput {
  const high_ns = invert ? period_ns - duty_ns : duty_ns;
  return {
    freq: Math.round(1e9 / period_ns),
    duty_u16: Math.round(high_ns * 65535 / period_ns),
    duty_ns: high_ns,
  };
}
