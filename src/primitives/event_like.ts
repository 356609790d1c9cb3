import { describe } from "../core/describe.ts";
import { ThreadSafeFlag } from "../thread_safe_flag.ts";

/**
 * What can be waited for as for an `Event`: an event, a flag, a `Delay_ms`, a `WaitAny`, a
 * `WaitAll`, or something of one's own.
 */
export interface EventLike {
  /** Gives what is awaited. */
  wait(): unknown;
  /** Clears it; not all have that. */
  clear?(): void;
}

/** Makes an array of what is to be waited for. */
export function checkEvents<E extends EventLike>(events: Iterable<E>, purpose: string): E[] {
  const isIterable = typeof events === "object" && events !== null && Symbol.iterator in events;
  if (!isIterable) {
    throw new TypeError(`Cannot ${purpose} ${describe(events)}: expected an array of events`);
  }
  const list = [...events];
  const other = list.find((event) => typeof event?.wait !== "function");
  if (other !== undefined || list.includes(other as unknown as E)) {
    throw new TypeError(`Cannot ${purpose} ${describe(other)}: it has no method wait()`);
  }
  return list;
}

/** A wait was over, and is not told: what it has taken is put back. */
export function putBack(event: EventLike): void {
  if (event instanceof ThreadSafeFlag) event.set();
}
