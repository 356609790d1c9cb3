import { coro } from "../coro.ts";
import type { Coroutine } from "../coroutine.ts";
import { create_task } from "../create_task.ts";
import { gather } from "../gather.ts";
import { checkEvents, type EventLike, putBack } from "./event_like.ts";

/**
 * Waits for all of several events, after
 * {@link https://github.com/peterhinch/micropython-async/blob/master/v3/docs/EVENTS.md#22-waitall | WaitAll}
 * of the community library. It is like an event itself, and may be given to another one.
 *
 * @example Both keys
 * ```ts
 * import { Event, run } from "@uasyncio/uasyncio";
 * import { WaitAll } from "@uasyncio/uasyncio/primitives";
 *
 * const keys = [new Event(), new Event()];
 * await run(async () => {
 *   for (const key of keys) key.set();
 *   await new WaitAll(keys).wait();
 * });
 * ```
 */
export class WaitAll {
  readonly #events: EventLike[];

  /**
   * Waits for nothing so far.
   *
   * @param events What to wait for, whatever has a method `wait()`.
   * @throws {TypeError} If one of them has not.
   */
  constructor(events: Iterable<EventLike>) {
    this.#events = checkEvents(events, "wait for all of");
  }

  /**
   * Waits until each of them has been set.
   *
   * @returns A coroutine. It throws what the wait of one of them throws.
   */
  wait(): Coroutine<void> {
    return this.#wait();
  }

  /** Clears all of them that can be cleared. */
  clear(): void {
    for (const event of this.#events) event.clear?.();
  }

  readonly #wait = coro(async (): Promise<void> => {
    const set: EventLike[] = [];
    const tasks = this.#events.map((event) =>
      create_task(async () => {
        await event.wait();
        set.push(event);
      })
    );
    let isOver = false;
    try {
      await gather(...tasks);
      isOver = true;
    } finally {
      for (const task of tasks) task.cancel();
      if (!isOver) { for (const event of set) putBack(event); }
    }
  }) as () => Coroutine<void>;
}
