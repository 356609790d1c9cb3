import { coro } from "../coro.ts";
import type { Coroutine } from "../coroutine.ts";
import { create_task } from "../create_task.ts";
import { Event } from "../event.ts";
import { checkEvents, type EventLike, putBack } from "./event_like.ts";

/**
 * Waits for the first of several events, after
 * {@link https://github.com/peterhinch/micropython-async/blob/master/v3/docs/EVENTS.md#21-waitany | WaitAny}
 * of the community library. It is like an event itself, and may be given to another one.
 *
 * @typeParam E What is waited for.
 *
 * @example Whichever button
 * ```ts
 * import { Event, run } from "@uasyncio/uasyncio";
 * import { WaitAny } from "@uasyncio/uasyncio/primitives";
 *
 * const yes = new Event();
 * const no = new Event();
 * await run(async () => {
 *   no.set();
 *   const answer = await new WaitAny([yes, no]).wait();
 *   if (answer !== no) throw new Error("no means no");
 *   answer.clear();
 * });
 * ```
 */
export class WaitAny<E extends EventLike> {
  readonly #events: E[];
  #last: E | null = null;

  /**
   * Waits for nothing so far.
   *
   * @param events What to wait for, whatever has a method `wait()`.
   * @throws {TypeError} If one of them has not.
   * @throws {RangeError} If there is none.
   */
  constructor(events: Iterable<E>) {
    this.#events = checkEvents(events, "wait for any of");
    if (this.#events.length === 0) {
      throw new RangeError("Cannot wait for any of no events: it would wait forever");
    }
  }

  /**
   * Waits until one of them is set; the first one in the list, if several are. The others are
   * as they were.
   *
   * @returns A coroutine of the one that is set. It throws what the wait of one of them throws.
   */
  wait(): Coroutine<E> {
    return this.#wait();
  }

  /**
   * The one that was set last.
   *
   * @returns What {@linkcode WaitAny.wait} has given last; `null` before.
   */
  event(): E | null {
    return this.#last;
  }

  /** Clears all of them that can be cleared. */
  clear(): void {
    for (const event of this.#events) event.clear?.();
  }

  readonly #wait = coro(async (): Promise<E> => {
    const isOver = new Event();
    const set: E[] = [];
    let isEnding = false;
    let failure: { reason: unknown } | null = null;
    const tasks = this.#events.map((event) =>
      create_task(async () => {
        try {
          await event.wait();
          set.push(event);
          isOver.set();
        } catch (reason) {
          if (isEnding) return;
          failure ??= { reason };
          isOver.set();
        }
      })
    );
    let first: E | undefined;
    try {
      await isOver.wait();
      first = this.#events.find((event) => set.includes(event));
      if (first === undefined) throw (failure as { reason: unknown } | null)!.reason;
      return this.#last = first;
    } finally {
      isEnding = true;
      for (const task of tasks) task.cancel();
      for (const event of set) if (event !== first) putBack(event);
    }
  }) as () => Coroutine<E>;
}
