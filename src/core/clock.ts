import { clearImmediate, setImmediate } from "node:timers";

/**
 * What the scheduler needs of time. All times are milliseconds, with fractions,
 * on a scale that never goes back and whose zero has no meaning.
 */
export interface Clock {
  /** The time on this clock when the host's `performance.now()` is `host`. */
  at(host: number): number;
  /** Moves on to `due`, so that no fiber waits; null if it cannot, and has to be armed. */
  readonly jump: ((due: number) => void) | null;
  /**
   * Calls `ring` once, from a macrotask, as soon as the time is `due`.
   * Replaces what was armed before; a call that comes too early does no harm.
   * `demand` says how many are to be woken soon, `Infinity` if a fiber is ready:
   * the more, the less the thread may sleep meanwhile.
   */
  arm(due: number, ring: () => void, demand: () => number): void;
  /** Forgets what was armed. */
  disarm(): void;
  /** Holds up the thread for a time in ms. */
  sleep(duration: number): void;
  /** The time of day: ms since the beginning of 1970, UTC. */
  date(): number;
}

/**
 * While immediates are pending, Deno looks for I/O only every so many turns of its
 * event loop, and a little: 61 is tokio's `event_interval`. They take 0.1 ms.
 */
export const TURNS_UNTIL_IO = 64;

/** `setTimeout` takes a 32-bit delay; longer ones fire at once. */
const LONGEST_TIMEOUT = 2 ** 31 - 1;
/** How much later than asked for Deno's `setTimeout` fires, rounded up. */
const TIMEOUT_LATENESS = 1.4;
/**
 * The longest that the thread sleeps at a stretch, which is how long I/O has to
 * wait at worst; it is shared among the fibers that are to be woken soon.
 */
const LONGEST_NAP = 1;
/** For so long Deno may be kept from looking for I/O by turns with naps between them. */
const LONGEST_WITHOUT_IO = 4;
/**
 * The last nap aims so much past the due time. Waking before it would be made up
 * for by turns without a nap, which is where the CPU time goes.
 */
const AIM_LATE = 0.04;
/** A shorter nap is not worth it: the kernel makes it 0.05 ms longer anyway. */
const SHORTEST_NAP = 0.05;

/**
 * The real time. Deno's timers are 1.1 to 1.3 ms late, which would make a 5 ms
 * flash of an LED one of 6.3, so a timer covers only the greater part of the
 * wait. The rest is gone by turns of the event loop, with a nap between turns
 * so that they do not burn a core.
 */
export class SystemClock implements Clock {
  readonly jump = null;
  #due = 0;
  #ring: () => void = () => {};
  #demand: () => number = () => Infinity;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #turn: ReturnType<typeof setImmediate> | undefined;
  /** When Deno has looked for I/O, and the turns without a nap since it should again. */
  #servedIo = 0;
  #turnsForIo = 0;
  /** How much longer than asked for a nap lasts, learned from the last ones. */
  #oversleep = 0.08;
  readonly #napCell = new Int32Array(new SharedArrayBuffer(4));

  at(host: number): number {
    return host;
  }

  arm(due: number, ring: () => void, demand: () => number): void {
    this.#due = due;
    this.#ring = ring;
    this.#demand = demand;
    if (this.#turn !== undefined) return; // it looks at the new time itself
    if (this.#timer !== undefined) {
      clearTimeout(this.#timer);
      this.#timer = undefined;
    }
    this.#wait(due - performance.now());
  }

  disarm(): void {
    if (this.#timer !== undefined) clearTimeout(this.#timer);
    if (this.#turn !== undefined) clearImmediate(this.#turn);
    this.#timer = this.#turn = undefined;
  }

  sleep(duration: number): void {
    const due = performance.now() + duration;
    for (let left = duration; left > 0; left = due - performance.now()) {
      Atomics.wait(this.#napCell, 0, 0, left);
    }
  }

  date(): number {
    return Date.now();
  }

  #wait(left: number): void {
    const delay = Math.min(Math.floor(left - TIMEOUT_LATENESS), LONGEST_TIMEOUT);
    if (delay >= 1) this.#timer = setTimeout(this.#look, delay);
    else this.#turn = setImmediate(this.#look);
  }

  readonly #look = (): void => {
    let now = performance.now();
    if (this.#timer !== undefined) this.#servedIo = now; // it has slept, not turned
    this.#timer = this.#turn = undefined;
    const left = this.#due - now - Math.max(this.#oversleep - AIM_LATE, 0);
    if (left > SHORTEST_NAP && left < LONGEST_NAP + TIMEOUT_LATENESS && !this.#servesIo(now)) {
      const nap = Math.min(left, LONGEST_NAP / this.#demand());
      if (nap > SHORTEST_NAP) now = this.#nap(now, nap);
    }
    if (now >= this.#due) this.#ring();
    else this.#wait(this.#due - now);
  };

  /** Whether these turns are for Deno to look for I/O. */
  #servesIo(now: number): boolean {
    if (now - this.#servedIo < LONGEST_WITHOUT_IO) return false;
    if (++this.#turnsForIo < TURNS_UNTIL_IO) return true;
    this.#servedIo = now;
    this.#turnsForIo = 0;
    return false;
  }

  #nap(now: number, duration: number): number {
    Atomics.wait(this.#napCell, 0, 0, duration);
    const woke = performance.now();
    const over = Math.min(woke - now - duration, 0.3);
    this.#oversleep += (over - this.#oversleep) / 8;
    return woke;
  }
}
