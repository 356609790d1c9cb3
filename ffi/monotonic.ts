import { libc } from "./libc.ts";

const CLOCK_MONOTONIC = 1;
/** The best of so many tries counts: between two calls the kernel may let others run. */
const TRIES = 5;

/** How far, in ms, the kernel's monotonic clock is ahead of `performance.now()`. */
let lead: number | null = null;

/**
 * What `performance.now()` was at a time of the kernel's monotonic clock, in ns. Deno's clock is
 * the kernel's, counted from the start of the process, and does not say from when on.
 */
export function hostTimeOf(monotonic_ns: bigint): number {
  return Number(monotonic_ns) / 1e6 - (lead ??= measureLead());
}

/** The kernel's monotonic clock, in ns, which edges have their times of. */
export function monotonic_ns(): bigint {
  libc().clock_gettime(CLOCK_MONOTONIC, timespec);
  return timespec[0]! * 1_000_000_000n + timespec[1]!;
}

/** `struct timespec`: seconds, and nanoseconds. */
const timespec = new BigInt64Array(2);

function measureLead(): number {
  let best = { gap: Infinity, lead: 0 };
  for (let i = 0; i < TRIES; i++) {
    const before = performance.now();
    const now_ms = Number(monotonic_ns()) / 1e6;
    const after = performance.now();
    const gap = after - before;
    if (gap < best.gap) best = { gap, lead: now_ms - (before + after) / 2 };
  }
  return best.lead;
}
