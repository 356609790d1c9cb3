import type { Fiber } from "./fiber.ts";

/** What an arrow function calls that does nothing else, as in `() => blink(led, 700)`. */
const ONLY_CALL = /^(?:async\s*)?\(\s*\)\s*=>\s*(?:await\s+)?(?:[\w$]+\??\.)*#?([\w$]+)\(/;
/** The names of that kind, so that tasks of the same function share one; so many as the source has. */
const names = new Map<string, string>();

/** The name of a fiber: the given one, or that of the function that it runs; "" if there is none. */
export function nameOf({ origin }: Fiber): string {
  if (typeof origin === "function") return origin.name || nameOfCall(String(origin));
  return typeof origin === "string" ? origin : "";
}

/** A fiber as texts name it, as in "task blink". */
export function titleOf(fiber: Fiber): string {
  return `task ${nameOf(fiber)}`.trimEnd();
}

function nameOfCall(source: string): string {
  const name = ONLY_CALL.exec(source)?.[1] ?? "";
  const known = names.get(name);
  if (known !== undefined) return known;
  names.set(name, name);
  return name;
}
