/**
 * Pacing: for how long fibers run before timers and I/O of the host get a turn, and how often
 * the clock is read meanwhile.
 *
 * A slice begins with a macrotask of ours, or when I/O has woken a fiber, and is over after
 * {@linkcode SLICE}. To read the clock takes as long as most of a switch, so it is read after
 * a number of steps, the more of them the more the slice has had already: a slice of long
 * steps is not much longer for it.
 *
 * @module
 */

/** For how long, in ms, fibers run before timers and I/O of the host get a turn. */
const SLICE = 1;
/** After so many full slices, Deno gets the turns in which it looks for I/O. */
const SLICES_UNTIL_IO = 3;
/** The most steps between two looks at the clock. */
const LONGEST_STRIDE = 32;
/** So many steps of a slice that I/O has begun go by before the first look. */
const IO_STEPS = 2;
/** For so long, in ms, after I/O has completed, more of it is expected. */
const IO_EXPECTED = 5;

/** The state of the present slice, and of the ones before. */
export class Slice {
  /** Whether the host is to get a turn before the next fiber. */
  isOver = false;
  /** In ms of the host; Infinity if I/O has begun the slice and the clock was not read since. */
  #start = 0;
  #stepsUntilLook = 0;
  /** The steps from the next look to the one after it. */
  #stride = 0;
  #fullSlices = 0;
  /** Whether I/O has completed since the last question for it; and when that was. */
  #hasIo = false;
  #lastIo = -Infinity;

  /** A macrotask begins a slice at this time of the host. */
  begin(host: number): void {
    this.#start = host;
    this.isOver = false;
    this.#stride = this.#stepsUntilLook = 0;
  }

  /** I/O begins a slice; the first look at the clock says when that was. */
  beginByIo(): void {
    this.begin(Infinity);
    this.#stepsUntilLook = IO_STEPS;
    this.#hasIo = true;
  }

  /** A step of a fiber: whether it is time to look at the clock. */
  step(): boolean {
    return --this.#stepsUntilLook < 0;
  }

  /** The clock has been read. */
  look(host: number): void {
    this.#stepsUntilLook = this.#stride;
    this.#stride = Math.min(this.#stride + (this.#stride >> 1) + 1, LONGEST_STRIDE);
    if (this.#start === Infinity) this.#start = host;
    this.isOver = host - this.#start >= SLICE;
  }

  /** The slice was used up: whether it is time to let Deno look for I/O. */
  end(): boolean {
    const slices = this.#expectsIo(performance.now()) ? 1 : SLICES_UNTIL_IO;
    if (++this.#fullSlices < slices) return false;
    this.#fullSlices = 0;
    return true;
  }

  /** No fiber is ready: the host looks for I/O by itself. */
  rest(): void {
    this.#fullSlices = 0;
  }

  /** Whether I/O has completed lately, so that more of it is to be expected. */
  #expectsIo(host: number): boolean {
    if (this.#hasIo) this.#lastIo = host;
    this.#hasIo = false;
    return host - this.#lastIo < IO_EXPECTED;
  }

  /** Whether I/O is to be expected, for a nap that would hold it up. */
  expectsIo(): boolean {
    return this.#expectsIo(performance.now());
  }
}
