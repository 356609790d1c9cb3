import { Coroutine } from "../../coroutine.ts";
import { deliver, handOver, park } from "../../core/scheduler.ts";

/**
 * Waits for a call that another thread makes. It is made to its end even if the task is
 * cancelled meanwhile; what it gives is dropped then.
 *
 * @param start Starts the call, and is given what to call back with its error, or null.
 * @param result Takes its result, once it has succeeded.
 */
export function waitForCall<T>(
  start: (settle: (error: Error | null) => void) => void,
  result: () => T,
): Coroutine<T> {
  return new Coroutine((resolve, reject) => {
    const fiber = park({ resolve: () => resolve(result()), reject });
    if (fiber === null) return;
    let isAwaited = true;
    fiber.place = {
      owner: null,
      remove: () => {
        fiber.place = null;
        isAwaited = false;
      },
    };
    const settle = (error: Error | null) => {
      if (!isAwaited) return;
      isAwaited = false;
      fiber.place = null;
      deliver(fiber, error, error !== null);
    };
    try {
      start(settle);
    } catch (error) {
      settle(error as Error);
    }
    handOver(fiber);
  });
}
