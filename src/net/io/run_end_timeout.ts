import type { Resource } from "../../core/keep_alive.ts";

/**
 * For so long, in ms, what Deno does for a task may go on after `run()` has ended.
 * Deno itself would wait for it before it ends the process.
 */
const LONGEST_AFTER_RUN = 1000;

/** Cuts off what is still going on a while after the loop has stopped. */
export class RunEndTimeout implements Resource {
  readonly #cutOff: () => void;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(cutOff: () => void) {
    this.#cutOff = cutOff;
  }

  /** The loop runs. */
  ref(): void {
    if (this.#timer === undefined) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  /** The loop has stopped. */
  unref(): void {
    this.#timer = setTimeout(this.#cutOff, LONGEST_AFTER_RUN);
  }
}
