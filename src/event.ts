import { Coroutine } from "./coroutine.ts";
import { RuntimeError } from "./core/errors.ts";
import type { Continuation } from "./core/fiber.ts";
import { FiberQueue, waitersOf } from "./core/fiber_queue.ts";
import { holder, isInsideTask, isRunning, wait, wake } from "./core/scheduler.ts";
import { showAsText } from "./core/show_as_text.ts";

/**
 * Something that happens, which any number of tasks can wait for. It stays set
 * until it is cleared.
 *
 * MicroPython's {@link https://docs.micropython.org/en/latest/library/asyncio.html#asyncio.Event | asyncio.Event}.
 *
 * @typeParam T What {@linkcode Event.set} passes to the tasks that wait.
 *
 * @example Wake a waiting task
 * ```ts
 * import { create_task, Event, run } from "@uasyncio/uasyncio";
 *
 * await run(async () => {
 *   const button = new Event<string>();
 *   const task = create_task(async () => "pressed " + await button.wait());
 *   button.set("twice");
 *   if (await task !== "pressed twice") throw new Error("lost the data");
 * });
 * ```
 */
export class Event<T = true> {
  readonly #waiters = new FiberQueue("an Event");
  #isSet = false;
  #data: unknown = true;

  /** Makes an event that is not set. */
  constructor() {
    showAsText(Event.prototype);
  }

  /**
   * Whether the event is set.
   *
   * @returns `true` if it is.
   */
  is_set(): boolean {
    return this.#isSet;
  }

  /**
   * Sets the event and makes ready all tasks that wait for it. To be called from within
   * a task; elsewhere use a {@linkcode ThreadSafeFlag}.
   *
   * @param data What {@linkcode Event.wait} returns; `true` if left out or `null`.
   * @throws {RuntimeError} From outside of a task while the loop runs.
   */
  set(data?: T | null): void {
    if (isRunning() && !isInsideTask()) {
      throw new RuntimeError(
        "Cannot set an Event from outside of a task: use a ThreadSafeFlag, which may be set anywhere",
      );
    }
    this.#isSet = true;
    this.#data = data ?? true;
    for (let fiber = this.#waiters.shift(); fiber !== null; fiber = this.#waiters.shift()) {
      wake(fiber, this.#data);
    }
  }

  /** Clears the event: a task that waits from now on waits for the next `set()`. */
  clear(): void {
    this.#isSet = false;
  }

  /**
   * What `console.log` shows: whether the event is set, and how many tasks wait for it.
   *
   * @returns The text.
   */
  toString(): string {
    return `Event (${this.#isSet ? "set" : "not set"}${waitersOf(this.#waiters)})`;
  }

  /**
   * Waits until the event is set; returns at once if it is.
   *
   * @returns A coroutine of the data that `set()` was given, `true` without.
   */
  wait(): Coroutine<T> {
    const maker = holder();
    return new Coroutine((resolve, reject) => {
      if (this.#isSet) resolve(this.#data as T);
      else wait(this.#waiters, { resolve, reject } as Continuation, maker);
    });
  }
}
