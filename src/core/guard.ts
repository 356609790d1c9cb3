/**
 * Sees to it that a macrotask of ours is due soon, now that a fiber holds the loop: should the
 * fiber await a promise of other origin, that macrotask takes the loop back.
 *
 * To set an immediate and to clear it takes 2 us, and a fiber that has been woken by I/O soon
 * waits again. So it is given a few microtasks for that: the guard watches, and asks for the
 * macrotask when they have gone by.
 *
 * @module
 */

/** So many microtasks may go by before a macrotask is due, from a switch and in all. */
const PATIENCE = 10;
const LONGEST_WATCH = 40;

/** Watches the fiber that holds the loop. */
export class Guard {
  /** Whether microtasks of ours are under way. */
  isWatching = false;
  #patience = 0;
  #watchedFor = 0;
  readonly #isNeeded: () => boolean;
  readonly #expire: () => void;

  /**
   * @param isNeeded Whether a fiber holds the loop that may wait again soon.
   * @param expire Called when the patience is at an end.
   */
  constructor(isNeeded: () => boolean, expire: () => void) {
    this.#isNeeded = isNeeded;
    this.#expire = expire;
  }

  /** A fiber has taken the loop. */
  watch(isMacrotaskDue: boolean): void {
    this.#patience = PATIENCE;
    if (isMacrotaskDue || this.isWatching) return;
    this.isWatching = true;
    this.#watchedFor = 0;
    queueMicrotask(this.#look);
  }

  readonly #look = (): void => {
    const isEarly = --this.#patience > 0 && ++this.#watchedFor < LONGEST_WATCH;
    if (isEarly && this.#isNeeded()) {
      queueMicrotask(this.#look);
    } else {
      this.isWatching = false;
      this.#expire();
    }
  };
}
