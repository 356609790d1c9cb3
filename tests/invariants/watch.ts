/**
 * Has the scheduler's invariants checked after every entry into it, in the tests that are run
 * with `--preload=tests/invariants/watch.ts`: the scheduler's, the board's and the transcripts.
 *
 * @module
 */

import type { Fiber } from "../../src/core/fiber.ts";
import { checkInvariants, holder, watchEntries } from "../../src/core/scheduler.ts";

/** So many fibers are looked at after each entry; with more of them, not after each. */
const MOST = 50;

const seen = new Set<Fiber>();
let isSettled = true;
/** So many entries go by unchecked, after one that took long to check. */
let pause = 0;

watchEntries((fiber) => {
  if (fiber === null) seen.clear();
  if (pause-- > 0) return;
  for (const one of [fiber, holder()]) if (one && seen.size < MOST) seen.add(one);
  for (const one of seen) if (one.hasEnded) seen.delete(one);
  try {
    pause = Math.floor(checkInvariants(seen) ** 2 / MOST ** 2);
  } catch (error) {
    if (isSettled) reportError(error); // fails the test file, whatever the caller catches
    isSettled = false;
  }
});
