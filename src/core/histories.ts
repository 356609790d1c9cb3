import type { Fiber } from "./fiber.ts";

/** What is known of a fiber while a program is being debugged. */
export interface History {
  /** By what it was created, and where, as in "by task main at file:///home/pi/main.ts:12:3". */
  created: string;
  /** When the scheduler has heard of it last, by the host's `performance.now()`. */
  since: number;
}

/** Empty, unless a program is being debugged. */
export const histories: WeakMap<Fiber, History> = new WeakMap();

/** By what a fiber was created, and where; "" if that is not known. */
export function whereCreated(fiber: Fiber): string {
  return histories.get(fiber)?.created ?? "";
}

let start: (() => void) | null = null;

/** Begins to debug if that is asked for; called by each `run()`. */
export function startDebugging(): void {
  start?.();
  start = null;
}

/** Has the first `run()` call a function, which begins to debug if that is asked for. */
export function onFirstRun(callback: () => void): void {
  start = callback;
}
