import { create_task } from "../create_task.ts";
import { describe } from "../core/describe.ts";
import { time } from "../core/scheduler.ts";
import type { Coroutine } from "../coroutine.ts";
import { Event } from "../event.ts";
import { checkOptionNames } from "../machine/arguments.ts";
import { sleep_ms } from "../sleep.ts";
import type { Task } from "../task.ts";
import { checkArgs, launch } from "./action.ts";
import { showAsText } from "../core/show_as_text.ts";

/** The arguments of {@linkcode Delay_ms} by name. */
export interface DelayOptions {
  /** Called when the time is over. */
  func?: ((...args: never[]) => unknown) | null;
  /** The arguments of the function. */
  args?: readonly unknown[];
  /** For how many milliseconds {@linkcode Delay_ms.trigger} puts it off; 1000 by default. */
  duration?: number;
}

/**
 * A delay that can be put off: a function is called once {@linkcode Delay_ms.trigger} has not
 * been called for a while. After
 * {@link https://github.com/peterhinch/micropython-async/blob/master/v3/docs/TUTORIAL.md#38-delay_ms-class | Delay_ms}
 * of the community library.
 *
 * @example The light goes out when there was no motion for a second
 * ```ts
 * import { run, sleep_ms } from "@uasyncio/uasyncio";
 * import { Delay_ms } from "@uasyncio/uasyncio/primitives";
 * import { VirtualClock } from "@uasyncio/uasyncio/testing";
 *
 * using clock = new VirtualClock();
 * let out_at = 0;
 * const light = new Delay_ms(() => out_at = clock.time, [], { duration: 1000 });
 *
 * await run(async () => {
 *   for (let i = 0; i < 3; i++) {
 *     light.trigger(); // a motion
 *     await sleep_ms(500);
 *   }
 *   await light.wait();
 * });
 * if (out_at !== 2000) throw new Error(`out at ${out_at}`);
 * ```
 */
export class Delay_ms implements Disposable {
  #func: ((...args: never[]) => unknown) | null = null;
  #args: unknown[] = [];
  readonly #duration: number;
  readonly #timedOut = new Event();
  #timer: Task | null = null;
  /** When it is over, and when the timer looks next, in ms. */
  #end = 0;
  #wakes = 0;
  #result: unknown = null;

  /**
   * Makes a delay. It does not run before it is triggered.
   *
   * @param func Called when the time is over, in a task of its own; `null` for nothing.
   * @param args The arguments of the function.
   * @param options `duration`, or all of them by name; it may be the only argument.
   * @throws {TypeError} If one of them is of a wrong type, or there is an option that does not
   *   exist.
   * @throws {RangeError} If the duration is negative or not finite.
   */
  constructor(
    func?: ((...args: never[]) => unknown) | DelayOptions | null,
    args?: readonly unknown[],
    options?: DelayOptions,
  ) {
    const isNamed = typeof func === "object" && func !== null;
    const named = (isNamed ? func : options) ?? {};
    checkOptionNames(named, ["func", "args", "duration"], "a Delay_ms");
    const { duration = 1000 } = named;
    this.callback(named.func ?? (isNamed ? null : func), named.args ?? args);
    this.#duration = checkTime(duration);
    showAsText(Delay_ms.prototype);
  }

  /**
   * Starts it, or puts off what has been started.
   *
   * @param duration For how many milliseconds; 0 for the duration of the constructor.
   * @throws {RangeError} If it is negative or not finite.
   * @throws {TypeError} If it is not a number.
   */
  trigger(duration = 0): void {
    this.#end = time() + (checkTime(duration) || this.#duration);
    this.#result = null;
    // It looks again when it wakes. Where the end has come nearer, that would be too late.
    if (this.#timer !== null && this.#end >= this.#wakes) return;
    this.#timer?.cancel();
    this.#timer = create_task(() => this.#run());
    this.#wakes = this.#end;
  }

  /** Stops it: nothing will be called. It also clears what {@linkcode Delay_ms.wait} waits for. */
  stop(): void {
    this.#timer?.cancel();
    this.#timer = null;
    this.#timedOut.clear();
  }

  /**
   * Whether it runs.
   *
   * @returns `true` from the trigger to the end of the time.
   */
  running(): boolean {
    return this.#timer !== null;
  }

  /**
   * What the function has returned, once the time is over.
   *
   * @returns What it has returned, or its task if it is asynchronous, which can be cancelled or
   *   awaited; `null` before.
   */
  rvalue(): unknown {
    return this.#result;
  }

  /**
   * Calls another function from now on.
   *
   * @param func The function; `null` for nothing.
   * @param args Its arguments.
   * @throws {TypeError} If `func` is no function, or `args` no array.
   */
  callback(
    func: ((...args: never[]) => unknown) | null = null,
    args: readonly unknown[] = [],
  ): void {
    if (func !== null && typeof func !== "function") {
      throw new TypeError(`Cannot delay ${describe(func)}: expected a function or null`);
    }
    this.#args = checkArgs(args);
    this.#func = func;
  }

  /** Clears what {@linkcode Delay_ms.wait} waits for: a task that waits then waits for the next time. */
  clear(): void {
    this.#timedOut.clear();
  }

  /**
   * Waits until the time is over; returns at once if it has been before, and was not cleared.
   *
   * @returns A coroutine.
   */
  wait(): Coroutine<true> {
    return this.#timedOut.wait();
  }

  /** Stops it for good. */
  deinit(): void {
    this.stop();
  }

  /** Stops it at the end of the block that has it by `using`. */
  [Symbol.dispose](): void {
    this.stop();
  }

  async #run(): Promise<void> {
    for (let left = this.#left(); left > 0; left = this.#left()) {
      this.#wakes = this.#end;
      await sleep_ms(left);
    }
    this.#timer = null;
    if (this.#func !== null) {
      const func = this.#func as (...args: unknown[]) => unknown;
      this.#result = launch(func, this.#args, (result) => this.#result = result);
    }
    this.#timedOut.set(); // after that, so that the tasks that wait find it called
  }

  /**
   * What `console.log` shows: what it is, and whether it runs, as `Delay_ms (running, 312 ms left)`.
   *
   * @returns The text.
   */
  toString(): string {
    return `Delay_ms (${
      this.running() ? `running, ${Math.ceil(this.#left())} ms left` : "not running"
    })`;
  }

  #left(): number {
    return this.#end - time();
  }
}

/** Makes sure that something is a time in ms, and not negative. */
function checkTime(ms: number): number {
  if (typeof ms !== "number") {
    throw new TypeError(`Cannot delay by ${describe(ms)}: expected a number of milliseconds`);
  }
  if (!(Number.isFinite(ms) && ms >= 0)) {
    throw new RangeError(`Cannot delay by ${ms} ms: the time has to be finite, and not below 0`);
  }
  return ms;
}
