import { Coroutine } from "../../coroutine.ts";
import type { Entrance, WaitingPlace } from "../../core/fiber.ts";
import { deliver, wait } from "../../core/scheduler.ts";

/**
 * Waits for a call that another thread makes. It is made to its end even if the task is
 * cancelled meanwhile; what it gives is dropped then.
 *
 * @param start Starts the call, and is given what to call back with its error, or null.
 * @param result Takes its result, once it has succeeded.
 * @param doing What the task does meanwhile, for reports.
 */
export function waitForCall<T>(
  start: (settle: (error: Error | null) => void) => void,
  result: () => T,
  doing = "waits for a transfer on a bus",
): Coroutine<T> {
  return new Coroutine((resolve, reject) => {
    let isAwaited = true;
    const place: Entrance & WaitingPlace = {
      enter(fiber) {
        start((error) => {
          if (isAwaited) deliver(fiber, error, error !== null);
          isAwaited = false;
        });
        return place;
      },
      leave: () => isAwaited = false,
      describe: () => doing,
    };
    wait(place, { resolve: () => resolve(result()), reject });
  });
}
