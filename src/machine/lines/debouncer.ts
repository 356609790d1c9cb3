import type { Edge, Level } from "../../../ffi/gpio_line.ts";
import { spawn } from "../../core/scheduler.ts";
import { sleep_ms } from "../../sleep.ts";

/**
 * Passes on an edge once the line has been still for a while, as the kernel's debouncing
 * does (drivers/gpio/gpiolib-cdev.c): late by that time, and only if the level is another one
 * than before.
 */
export class Debouncer {
  readonly #period_ms: number;
  readonly #pass: (edge: Edge) => void;
  #level: Level;
  #sequence = 0;
  #gap = false;
  /** The last edge. */
  #edge: Edge | null = null;

  /**
   * @param period_ms How long the line has to be still, in ms.
   * @param level The level at present.
   * @param pass Called with what remains.
   */
  constructor(period_ms: number, level: Level, pass: (edge: Edge) => void) {
    this.#period_ms = period_ms;
    this.#level = level;
    this.#pass = pass;
  }

  /** There has been an edge. */
  notice(edge: Edge): void {
    this.#edge = edge;
    this.#gap ||= edge.gap;
    spawn(async () => {
      await sleep_ms(this.#period_ms);
      if (this.#edge === edge) this.#passIfChanged(edge);
    });
  }

  #passIfChanged({ level, timestamp_ns, ticks_ms }: Edge): void {
    if (level === this.#level) return;
    this.#level = level;
    const gap = this.#gap;
    this.#gap = false;
    this.#pass({
      level,
      timestamp_ns: timestamp_ns + BigInt(Math.round(this.#period_ms * 1e6)),
      ticks_ms: ticks_ms + this.#period_ms,
      sequence: ++this.#sequence,
      gap,
    });
  }
}
