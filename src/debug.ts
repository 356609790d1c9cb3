/**
 * What `UASYNCIO_DEBUG=1` turns on: it looks at the scheduler from outside, after each entry into
 * it. Without the variable there is nothing of this.
 *
 * @module
 */

import type { Fiber } from "./core/fiber.ts";
import { titleOf } from "./core/fiber_name.ts";
import { histories, onFirstRun, whereCreated } from "./core/histories.ts";
import { isHolding } from "./core/keep_alive.ts";
import {
  holder,
  isAtRest,
  isRunning,
  outside,
  runningFiber,
  watchEntries,
} from "./core/scheduler.ts";
import { tableOfTasks } from "./table_of_tasks.ts";
import { fiberOf, listTasks } from "./task.ts";

const VARIABLE = "UASYNCIO_DEBUG";
/** A task that holds the loop for longer, in ms, is reported. */
const LONG = 100;
/** For so long, in ms, the loop has to be at rest before that is called a deadlock. */
const REST = 1000;
/** Frames with this in it are of this library. */
const OWN = new URL(".", import.meta.url).href;

/** The fiber that holds the loop, and since when. */
let held: { fiber: Fiber | null; since: number } = { fiber: null, since: 0 };
let entries = 0;
let timer: ReturnType<typeof setTimeout> | undefined;

/** Has the first `run()` look at the environment. */
export function letDebug(): void {
  onFirstRun(debugIfAsked);
}

/** Looks at the environment, where that is allowed, and begins to debug if it says so. */
function debugIfAsked(): void {
  const { Deno } = globalThis;
  if (Deno?.permissions?.querySync === undefined) return;
  const { state } = Deno.permissions.querySync({ name: "env", variable: VARIABLE });
  if (state === "granted" && Deno.env.get(VARIABLE) === "1") watchEntries(onEntry);
}

function onEntry(about?: Fiber | null): void {
  const now = performance.now();
  entries++;
  if (about) record(about, now);
  checkHolder(about, now);
  if (!isRunning()) {
    clearTimeout(timer);
    timer = undefined;
  } else if (timer === undefined && isAtRest()) {
    outside(awaitDeadlock);
  }
}

function record(fiber: Fiber, now: number): void {
  const history = histories.get(fiber);
  if (history !== undefined) history.since = now;
  else if (fiber.state === "new") histories.set(fiber, { created: describeCaller(), since: now });
}

/** What creates a task right now, and where. */
function describeCaller(): string {
  const before = Error.stackTraceLimit;
  Error.stackTraceLimit = 50;
  const frames = new Error().stack?.split("\n").slice(1) ?? [];
  Error.stackTraceLimit = before;
  const frame = frames.find((frame) => /:\d+:\d+/.test(frame) && !frame.includes(OWN));
  const place = /(?:\(|at (?:async )?)([^()\s]+:\d+:\d+)\)?$/.exec(frame ?? "")?.[1];
  const creator = runningFiber();
  const by = creator === undefined ? "outside of tasks" : `by ${titleOf(creator)}`;
  return place === undefined ? by : `${by} at ${place}`;
}

/** A task that has given up the loop, or is still at it: has it held it for long? */
function checkHolder(about: Fiber | null | undefined, now: number): void {
  const { fiber, since } = held;
  const next = holder();
  if (fiber === next && about !== fiber) return; // it goes on
  held = { fiber: next, since: now };
  if (fiber === null || now - since <= LONG) return;
  const created = whereCreated(fiber);
  console.error(
    `uasyncio: ${titleOf(fiber)} held the loop for ${Math.round(now - since)} ms` +
      (created && `; it was created ${created}`),
  );
}

/** Looks in a second whether nothing has happened until then, and nothing can. */
function awaitDeadlock(): void {
  const before = entries;
  timer = setTimeout(() => {
    timer = undefined;
    if (!isAtRest()) return;
    if (entries !== before) return awaitDeadlock();
    if (!isDeadlock()) return;
    console.error(
      "uasyncio: a deadlock: all tasks wait for one another, and nothing else can wake them\n" +
        tableOfTasks(),
    );
  }, REST);
}

/** The loop is at rest: whether each task waits for another one, and no callback is to come. */
function isDeadlock(): boolean {
  return !isHolding() && listTasks().every((task) => {
    const { state, place } = fiberOf(task);
    return state === "parked" && place?.isInner === true;
  });
}
