import type { LineState } from "../src/web/messages.ts";

/** A time in few words. */
export function duration(us: number): string {
  const size = Math.abs(us);
  if (size >= 1e6) return `${(us / 1e6).toFixed(4)} s`;
  if (size >= 1e3) return `${(us / 1e3).toFixed(3)} ms`;
  return `${us.toFixed(0)} µs`;
}

/** How a line is used, in a word. */
export function modeOf({ mode, used, used_by }: LineState): string {
  if (mode === "out") return "output";
  if (mode === "open_drain") return "open drain";
  return used || used_by ? "input" : "free";
}

/** Its resistor, in words; empty if it has none. */
export function pullOf({ pull }: LineState): string {
  return pull === "pull_up" ? "pull-up" : pull === "pull_down" ? "pull-down" : "";
}

/** The level that a button gives its line: the one that the resistor does not. */
export function pressedLevel({ pull }: LineState): 0 | 1 {
  return pull === "pull_up" ? 0 : 1;
}
