import {
  type Awaitable,
  checkAwaitable,
  isThenable,
  type ResultOf,
  type StartableOrTask,
} from "./awaitable.ts";
import { coro } from "./coro.ts";
import { Coroutine } from "./coroutine.ts";
import { RuntimeError } from "./core/errors.ts";
import { entrust, release } from "./core/custody.ts";
import { describe } from "./core/describe.ts";
import type { Entrance, Fiber, WaitingPlace } from "./core/fiber.ts";
import { checkOptions } from "./core/options.ts";
import { cancel, wait, wake } from "./core/scheduler.ts";
import { current_task } from "./current_task.ts";
import { fiberOf, Task } from "./task.ts";
import { promoteToTask } from "./create_task.ts";

/** Options of {@linkcode gather}. */
export interface GatherOptions {
  /**
   * Whether exceptions are returned in the place of values, instead of the first
   * one being thrown. `false` by default.
   */
  return_exceptions?: boolean;
}

/**
 * Runs all awaitables at once and waits for their end. If one of them throws, so
 * does `gather`, and the others run on. If the gathering task is cancelled, so
 * are they all.
 *
 * MicroPython's {@link https://docs.micropython.org/en/latest/library/asyncio.html#asyncio.gather | asyncio.gather}.
 *
 * @param awaitables Tasks, or coroutines that become tasks; at last, if need be,
 *   {@linkcode GatherOptions}.
 * @returns A coroutine of what they return, in the order in which they are given.
 * @throws {TypeError} If one of them is something else, a promise for example.
 *
 * @example Two at once
 * ```ts
 * import { gather, run, sleep_ms } from "@uasyncio/uasyncio";
 *
 * async function later<T>(value: T) {
 *   await sleep_ms(1);
 *   return value;
 * }
 *
 * const [one, two] = await run(gather(() => later(1), () => later("two")));
 * if (one + two !== "1two") throw new Error("wrong results");
 * ```
 *
 * @example Exceptions as values
 * ```ts
 * import { gather, run } from "@uasyncio/uasyncio";
 *
 * async function fail() {
 *   throw new Error("no");
 * }
 *
 * const [error] = await run(gather(fail, { return_exceptions: true }));
 * if (!(error instanceof Error)) throw new Error("no error");
 * ```
 */
export function gather<A extends Awaitable<unknown>[]>(
  ...awaitables: [...A, GatherOptions & { return_exceptions: true }]
): Coroutine<{ [K in keyof A]: ResultOf<A[K]> | Error }>;
/**
 * Runs all awaitables at once and waits for their end.
 *
 * @param awaitables Tasks, or coroutines that become tasks; at last the options.
 * @returns A coroutine of what they return, in the order in which they are given.
 * @throws {TypeError} If one of them is something else, a promise for example.
 */
export function gather<A extends Awaitable<unknown>[]>(
  ...awaitables: [...A, GatherOptions]
): Coroutine<{ [K in keyof A]: ResultOf<A[K]> }>;
/**
 * Runs all awaitables at once and waits for their end.
 *
 * @param awaitables Tasks, or coroutines that become tasks.
 * @returns A coroutine of what they return, in the order in which they are given.
 * @throws {TypeError} If one of them is something else, a promise for example.
 */
export function gather<A extends unknown[]>(
  ...awaitables: { [K in keyof A]: A[K] & StartableOrTask<A[K]> }
): Coroutine<{ [K in keyof A]: ResultOf<A[K]> }>;
export function gather(...args: unknown[]): Coroutine<unknown[]> {
  const options = isOptions(args.at(-1)) ? args.pop() as GatherOptions : {};
  checkOptions(options, ["return_exceptions"], "gather");
  const { return_exceptions = false } = options;
  if (typeof return_exceptions !== "boolean") {
    throw new TypeError(
      `Cannot gather: return_exceptions is true or false, not ${describe(return_exceptions)}`,
    );
  }
  for (const awaitable of args) {
    refuseIterable(awaitable);
    checkAwaitable(awaitable, "gather");
  }
  return gatherAll(args as Awaitable<unknown>[], return_exceptions);
}

function isOptions(value: unknown): boolean {
  return typeof value === "object" && value !== null && !(value instanceof Task) &&
    !isThenable(value) && !(Symbol.iterator in value);
}

/** An array of awaitables is a slip that suggests itself. */
function refuseIterable(value: unknown): void {
  if (typeof value !== "object" || value === null || !(Symbol.iterator in value)) return;
  throw new TypeError(
    `Cannot gather ${describe(value)}: give what is in it one by one, as in gather(...tasks)`,
  );
}

// Step by step as MicroPython's, so that tasks take their turns in the same order.
const gatherAll = /* @__PURE__ */ coro(
  async (awaitables: Awaitable<unknown>[], returnExceptions: boolean) => {
    const gatherer = fiberOf(current_task());
    const fibers = awaitables.map((awaitable) => fiberOf(promoteToTask(awaitable)));
    if (fibers.includes(gatherer)) {
      throw new RuntimeError(
        "Cannot gather a task inside itself: it would wait forever; gather the others",
      );
    }

    const running = fibers.filter((fiber) => !fiber.hasEnded);
    const hasFailed = fibers.some((fiber) => fiber.hasEnded && fiber.failing);
    let failure: { reason: unknown } | undefined;
    if (running.length > 0 && (returnExceptions || !hasFailed)) {
      for (const fiber of running) entrust(fiber, gatherer);
      try {
        failure = await untilAttentionIsNeeded(gatherer, running, returnExceptions);
      } catch (reason) {
        failure = { reason };
        for (const fiber of running) cancel(fiber);
      }
      for (const fiber of running) release(fiber);
    }

    const results: unknown[] = [];
    for (const fiber of fibers) {
      if (!fiber.hasEnded) continue; // it runs on: there is a failure already
      if (fiber.failing && !returnExceptions) failure ??= { reason: fiber.value };
      results.push(fiber.value);
    }
    if (failure !== undefined) throw failure.reason;
    return results;
  },
);

/** Waits until all have ended, or the first one has failed; gives its failure. */
function untilAttentionIsNeeded(
  gatherer: Fiber,
  running: Fiber[],
  returnExceptions: boolean,
): Coroutine<{ reason: unknown } | undefined> {
  let left = running.length;
  const stopObserving = () => {
    for (const fiber of running) {
      const listeners = fiber.listen();
      const others = listeners.observers?.filter((other) => other !== observe) ?? [];
      listeners.observers = others.length > 0 ? others : null;
    }
  };
  const place: Entrance & WaitingPlace = {
    enter: () => {
      for (const fiber of running) (fiber.listen().observers ??= []).push(observe);
      return place;
    },
    leave: () => {}, // the observers go when the gatherer goes on
    describe: () => `gathers ${left} of ${running.length} tasks`,
    isInner: true,
  };
  const observe = (fiber: Fiber) => {
    if (gatherer.place !== place) return; // it is ready already
    const failed = fiber.failing && !returnExceptions;
    if (!failed && --left > 0) return;
    wake(gatherer, failed ? { reason: fiber.value } : undefined);
  };
  return new Coroutine((resolve, reject) => {
    wait(place, {
      resolve: (failure) => {
        stopObserving();
        resolve(failure as { reason: unknown } | undefined);
      },
      reject: (reason) => {
        stopObserving();
        reject(reason);
      },
    });
  });
}
