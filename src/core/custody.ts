import type { CancelledError } from "./errors.ts";
import type { Fiber } from "./fiber.ts";
import { isolate } from "./scheduler.ts";

/** Which fiber, cancelled itself, will cancel another one in its turn. */
const keepers = new WeakMap<Fiber, Fiber>();

/** From now on, the keeper cancels the fiber when it is cancelled itself. */
export function entrust(fiber: Fiber, keeper: Fiber): void {
  keepers.set(fiber, keeper);
}

/** The keeper has no more to do with the fiber. */
export function release(fiber: Fiber): void {
  keepers.delete(fiber);
}

/**
 * Ends the wait of a fiber if a cancellation is on its way to it, turn by turn: another one may
 * wait there in its stead.
 *
 * @returns Whether there is one.
 */
export function overtakeCancellation(fiber: Fiber): boolean {
  for (let keeper = keepers.get(fiber); keeper !== undefined; keeper = keepers.get(keeper)) {
    if (keeper.hasEnded || !keeper.failing) continue;
    isolate(fiber, keeper.value as CancelledError);
    return true;
  }
  return false;
}
