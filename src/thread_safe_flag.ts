import { Coroutine } from "./coroutine.ts";
import { describe } from "./core/describe.ts";
import { RuntimeError } from "./core/errors.ts";
import type { Entrance, Fiber, WaitingPlace } from "./core/fiber.ts";
import { atNextSwitch, wait, wake } from "./core/scheduler.ts";
import { showAsText } from "./core/show_as_text.ts";

const CLEARED = 0;
const SET = 1;

/** The fiber that waits, by the memory of the flag, which several handles may share. */
const waiters = new WeakMap<SharedArrayBuffer, Fiber>();

/**
 * A flag that may be set from anywhere: a timer, a signal handler, a callback
 * from C, another Worker. One task at a time can wait for it, and finds it
 * cleared afterwards.
 *
 * Waiting does not keep the process alive; what will set the flag does.
 *
 * MicroPython's {@link https://docs.micropython.org/en/latest/library/asyncio.html#asyncio.ThreadSafeFlag | asyncio.ThreadSafeFlag}.
 *
 * @example Set by a timer
 * ```ts
 * import { run, ThreadSafeFlag } from "@uasyncio/uasyncio";
 *
 * const flag = new ThreadSafeFlag();
 * setTimeout(() => flag.set(), 1);
 * await run(flag.wait());
 * ```
 *
 * @example Set by a Worker
 * ```ts ignore
 * import { run, ThreadSafeFlag } from "@uasyncio/uasyncio";
 *
 * const flag = new ThreadSafeFlag();
 * const worker = new Worker(new URL("./sensor.ts", import.meta.url), { type: "module" });
 * worker.postMessage(flag.buffer); // there: new ThreadSafeFlag(event.data).set()
 * await run(flag.wait());
 * ```
 */
export class ThreadSafeFlag {
  /** The memory of the flag: post it to a Worker and make a flag of it there. */
  readonly buffer: SharedArrayBuffer;
  readonly #cell: Int32Array<SharedArrayBuffer>;
  #isWatching = false;
  readonly #place: Entrance & WaitingPlace = {
    enter: (fiber) => {
      waiters.set(this.buffer, fiber);
      this.#watch();
      return this.#place;
    },
    leave: () => {
      waiters.delete(this.buffer);
      // A watch that no task needs any more would cost 2 KB for as long as the flag is not set.
      if (this.#isWatching) Atomics.notify(this.#cell, 0);
    },
    describe: () => "waits for a ThreadSafeFlag",
  };

  /**
   * Makes a cleared flag, or another handle of one that exists.
   *
   * @param buffer The `buffer` of the flag to share; without it, the flag is new.
   * @throws {TypeError} If `buffer` is not the buffer of a flag.
   */
  constructor(buffer: SharedArrayBuffer = new SharedArrayBuffer(4)) {
    if (!(buffer instanceof SharedArrayBuffer) || buffer.byteLength !== 4) {
      throw new TypeError(
        `Cannot make a ThreadSafeFlag of ${describe(buffer)}: expected the buffer of another flag`,
      );
    }
    this.buffer = buffer;
    this.#cell = new Int32Array(buffer);
    showAsText(ThreadSafeFlag.prototype);
  }

  /** Sets the flag. If a task waits for it, that task is scheduled to run. */
  set(): void {
    Atomics.store(this.#cell, 0, SET);
    Atomics.notify(this.#cell, 0);
    // The notification takes its time; a waiter in this thread need not wait for
    // it. MicroPython wakes it when it polls, which is at every switch.
    if (waiters.has(this.buffer)) atNextSwitch(this.#wake);
  }

  /** Clears the flag. */
  clear(): void {
    Atomics.store(this.#cell, 0, CLEARED);
  }

  /**
   * Waits until the flag is set, and clears it. Returns at once if it is set.
   *
   * @returns A coroutine; it throws a `RuntimeError` if another task waits already.
   */
  wait(): Coroutine<void> {
    return new Coroutine((resolve, reject) => {
      if (Atomics.exchange(this.#cell, 0, CLEARED) === SET) return resolve();
      if (waiters.has(this.buffer)) {
        return reject(
          new RuntimeError(
            "Cannot wait for the ThreadSafeFlag: another task waits for it already; " +
              "give each a flag of its own",
          ),
        );
      }
      wait(this.#place, {
        resolve: () => {
          this.clear();
          resolve();
        },
        reject,
      });
    });
  }

  /**
   * What `console.log` shows: whether the flag is set, and whether a task waits for it.
   *
   * @returns The text.
   */
  toString(): string {
    const state = Atomics.load(this.#cell, 0) === SET ? "set" : "not set";
    return `ThreadSafeFlag (${state}${waiters.has(this.buffer) ? ", 1 task waits" : ""})`;
  }

  /** Listens for other threads, once at a time however many waits are cancelled. */
  #watch(): void {
    if (this.#isWatching) return;
    const result = Atomics.waitAsync(this.#cell, 0, CLEARED);
    if (!result.async) return atNextSwitch(this.#wake);
    this.#isWatching = true;
    result.value.then(() => {
      this.#isWatching = false;
      this.#wake();
      if (waiters.has(this.buffer)) this.#watch();
    });
  }

  readonly #wake = (): void => {
    const fiber = waiters.get(this.buffer);
    if (fiber === undefined || Atomics.load(this.#cell, 0) === CLEARED) return;
    waiters.delete(this.buffer);
    wake(fiber, undefined);
  };
}
