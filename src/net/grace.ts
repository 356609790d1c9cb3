import type { Resource } from "../scheduler.ts";

/**
 * For so long, in ms, what Deno does for a task may go on after `run()` has ended.
 * Deno itself would wait for it before it ends the process.
 */
const GRACE = 1000;

/** Cuts off what is still going on a while after the loop has stopped. */
export class Grace implements Resource {
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
    this.#timer = setTimeout(this.#cutOff, GRACE);
  }
}
