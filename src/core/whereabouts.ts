import { CancelledError } from "./errors.ts";
import type { Fiber } from "./fiber.ts";
import { time } from "./scheduler.ts";

/** What a fiber does: where it waits, or how it has ended. */
export function whereabouts(fiber: Fiber): string {
  switch (fiber.state) {
    case "new":
      return "has not begun";
    case "parked":
      return fiber.place?.describe?.(fiber, time()) ?? "waits";
    case "away":
    case "recalled":
      return "awaits a promise of Deno's";
    case "done":
    case "retrieved":
      return describeEnd(fiber);
    default:
      return fiber.state;
  }
}

function describeEnd({ failing, value }: Fiber): string {
  if (!failing) return "has returned";
  if (value instanceof CancelledError) return "was cancelled";
  // An error by its name; anything else could be long.
  return `has thrown ${value instanceof Error ? value.name : `a ${typeof value}`}`;
}
