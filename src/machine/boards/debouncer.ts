import { type Edge, IRQ_FALLING, IRQ_RISING, type Level } from "../../../ffi/gpio_line.ts";

/** What a clock's rounding may take off a period, in ns. */
const ROUNDING = 1000n;

/**
 * The edges of a line that bounces, and the level that counts, as the kernel's debouncing has
 * them (drivers/gpio/gpiolib-cdev.c): a level counts once the line has been still for the
 * period, so that an edge comes, and has its time, that much later. It goes by the times of the
 * edges, and not by when it is told of them, as the loop may have been busy meanwhile.
 */
export class Debouncer {
  /** How long the line has to be still, in ms. */
  readonly period_ms: number;
  /** The edges that are asked for; the others change the level alone. */
  trigger: number;
  readonly #period_ns: bigint;
  #level: Level;
  /** The time of the last edge, until the line has been still for the period. */
  #last: { ns: bigint; ticks_ms: number } | null = null;
  #sequence = 0;
  /** Whether edges may have been lost since the last one that was given. */
  #gap = false;

  /**
   * @param period_ms How long the line has to be still, in ms.
   * @param level The level at present, which counts.
   * @param trigger The edges that are asked for.
   * @param before What the line was debounced by before, with another period: it goes on from there.
   */
  constructor(period_ms: number, level: Level, trigger: number, before: Debouncer | null = null) {
    this.period_ms = period_ms;
    this.trigger = trigger;
    this.#period_ns = BigInt(Math.round(period_ms * 1e6));
    this.#level = level;
    if (before === null) return;
    this.#level = before.#level;
    this.#last = before.#last;
    this.#sequence = before.#sequence;
    this.#gap = before.#gap;
  }

  /** The level that counts. */
  get level(): Level {
    return this.#level;
  }

  /** When the line will have been still for long enough; null if it has been. */
  get due_ns(): bigint | null {
    return this.#last === null ? null : this.#last.ns + this.#period_ns;
  }

  /**
   * Takes an edge of the line in.
   *
   * @returns The edge that counts since then, if the line had been still for long enough before.
   */
  notice({ level, timestamp_ns: ns, ticks_ms, gap }: Edge): Edge | null {
    // Whatever the line did before a gap is not known.
    const passed = !gap && this.#isOver(ns) ? this.#pass(level === 1 ? 0 : 1) : null;
    this.#gap ||= gap;
    this.#last = { ns, ticks_ms };
    return passed;
  }

  /** Edges may have been lost until now. */
  doubt(ns: bigint, ticks_ms: number): void {
    this.#gap = true;
    this.#last = { ns, ticks_ms };
  }

  /**
   * Takes in that there was no edge until now.
   *
   * @param level The level of the line now.
   * @returns The edge that counts now, if the line has been still for long enough.
   */
  settle(level: Level, now_ns: bigint): Edge | null {
    return this.#isOver(now_ns) ? this.#pass(level) : null;
  }

  /** Whether the line was still for the period before this time, and that has not counted so far. */
  #isOver(ns: bigint): boolean {
    const due = this.due_ns;
    return due !== null && ns + ROUNDING >= due;
  }

  #pass(level: Level): Edge | null {
    const { ns, ticks_ms } = this.#last!;
    this.#last = null;
    if (level === this.#level) return null;
    this.#level = level;
    if ((this.trigger & (level === 1 ? IRQ_RISING : IRQ_FALLING)) === 0) return null;
    const gap = this.#gap;
    this.#gap = false;
    return {
      level,
      timestamp_ns: ns + this.#period_ns,
      ticks_ms: Math.floor(ticks_ms + this.period_ms),
      sequence: ++this.#sequence,
      gap,
    };
  }
}
