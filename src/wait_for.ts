import {
  type Awaitable,
  checkAwaitable,
  type ResultOf,
  type StartableOrTask,
} from "./awaitable.ts";
import { coro } from "./coro.ts";
import type { Coroutine } from "./coroutine.ts";
import { entrust, release } from "./core/custody.ts";
import { CancelledError, TimeoutError } from "./core/errors.ts";
import type { Fiber } from "./core/fiber.ts";
import { checkOptions } from "./core/options.ts";
import { isolate, postponeCancellation, rouse } from "./core/scheduler.ts";
import { checkDuration, sleep_ms } from "./sleep.ts";
import { create_task, promoteToTask } from "./create_task.ts";
import { current_task } from "./current_task.ts";
import { fiberOf, type Task } from "./task.ts";

/** Python's keyword argument of {@linkcode wait_for}. */
export interface WaitOptions {
  /** The time limit; `null` for none. */
  timeout: number | null;
}

/**
 * Waits for an awaitable to complete, but cancels it if that takes longer than a
 * time in seconds.
 *
 * MicroPython's {@link https://docs.micropython.org/en/latest/library/asyncio.html#asyncio.wait_for | asyncio.wait_for}.
 *
 * @param awaitable A task, or a coroutine that becomes one.
 * @param timeout Seconds, with fractions; `null` for no limit; or an object with that by
 *   name, as in Python.
 * @returns A coroutine of what the awaitable returns. It throws a
 *   {@linkcode TimeoutError} when the time is over, and whatever the awaitable throws.
 * @throws {TypeError} If `awaitable` or `timeout` is of a wrong type.
 * @throws {RangeError} If `timeout` is not finite.
 *
 * @example Give up after ten milliseconds
 * ```ts
 * import { Event, run, TimeoutError, wait_for } from "@uasyncio/uasyncio";
 *
 * await run(async () => {
 *   const never = new Event();
 *   try {
 *     await wait_for(never.wait(), 0.01);
 *   } catch (error) {
 *     if (!(error instanceof TimeoutError)) throw error;
 *   }
 * });
 * ```
 */
export function wait_for<A>(
  awaitable: A & StartableOrTask<A>,
  timeout: number | null | WaitOptions,
): Coroutine<ResultOf<A>> {
  checkAwaitable(awaitable, "wait");
  return waitAtMost(awaitable as Awaitable<ResultOf<A>>, toDuration(timeout, "seconds", 1000));
}

/**
 * Waits for an awaitable to complete, but cancels it if that takes longer than a
 * time in milliseconds.
 *
 * MicroPython's {@link https://docs.micropython.org/en/latest/library/asyncio.html#asyncio.wait_for_ms | asyncio.wait_for_ms}.
 *
 * @param awaitable A task, or a coroutine that becomes one.
 * @param timeout Milliseconds; `null` for no limit; or an object with that by
 *   name, as in Python.
 * @returns A coroutine of what the awaitable returns. It throws a
 *   {@linkcode TimeoutError} when the time is over, and whatever the awaitable throws.
 * @throws {TypeError} If `awaitable` or `timeout` is of a wrong type.
 * @throws {RangeError} If `timeout` is not finite.
 *
 * @example In time
 * ```ts
 * import { run, sleep_ms, wait_for_ms } from "@uasyncio/uasyncio";
 *
 * await run(wait_for_ms(sleep_ms(1), 1000));
 * ```
 */
export function wait_for_ms<A>(
  awaitable: A & StartableOrTask<A>,
  timeout: number | null | WaitOptions,
): Coroutine<ResultOf<A>> {
  checkAwaitable(awaitable, "wait");
  return waitAtMost(awaitable as Awaitable<ResultOf<A>>, toDuration(timeout, "milliseconds", 1));
}

/** The time limit in ms; null for none. */
function toDuration(
  timeout: number | null | WaitOptions,
  unit: string,
  factor: number,
): number | null {
  if (typeof timeout === "object" && timeout !== null) {
    checkOptions(timeout, ["timeout"], "wait");
    return toDuration(timeout.timeout, unit, factor);
  }
  return timeout === null ? null : checkDuration(timeout, unit) * factor;
}

/** The tasks of their own that fibers wait for in here, whose results they alone will get. */
const inner = new WeakMap<Fiber, Fiber>();
/** The fibers that have returned a result from in here in spite of a cancellation. */
const keeping = new WeakSet<Fiber>();

// Step by step as MicroPython's, so that tasks take their turns in the same order. But for one
// thing: where the task is this function's own, its result would be lost with it. So a result
// that is there when a cancellation or a timeout comes goes before that.
const waitAtMost = /* @__PURE__ */ coro(
  async <T>(awaitable: Awaitable<T>, timeout: number | null): Promise<T> => {
    const waiter = fiberOf(current_task());
    const task = promoteToTask(awaitable);
    keeping.delete(waiter);
    if (task === awaitable) return await limit(task, timeout, waiter);
    inner.set(waiter, fiberOf(task));
    entrust(fiberOf(task), waiter);
    try {
      return await limit(task, timeout, waiter);
    } catch (error) {
      if (!(error instanceof CancelledError)) throw error;
      task.cancel(); // limit() has done so, unless it was cancelled before its first step
      if (!willReturn(fiberOf(task))) {
        isolate(innermost(fiberOf(task)), error);
        throw error;
      }
      const value = await task; // which may take it a step or two
      keeping.add(waiter);
      postponeCancellation(waiter, error);
      return value;
    } finally {
      inner.delete(waiter);
      release(fiberOf(task));
    }
  },
) as <T>(awaitable: Awaitable<T>, timeout: number | null) => Coroutine<T>;

/**
 * Whether a fiber has returned, or is about to return what it has got, whatever cancels it:
 * because it is in a `wait_for` that has its result.
 */
function willReturn(fiber: Fiber): boolean {
  if (fiber.hasEnded) return !fiber.failing;
  const its = inner.get(fiber);
  return its !== undefined && willReturn(its);
}

/**
 * What a fiber waits for by way of others that are in a `wait_for`, too. The cancellation gets
 * there turn by turn; a result that comes meanwhile would find none that waits for it.
 */
function innermost(fiber: Fiber): Fiber {
  const its = inner.get(fiber);
  return its === undefined ? fiber : innermost(its);
}

async function limit<T>(task: Task<T>, timeout: number | null, waiter: Fiber): Promise<T> {
  if (timeout === null) return await task;

  let isAsleep = true;
  let outcome: { value: T } | { reason: unknown } | undefined;
  const runner = create_task(async () => {
    let ended: typeof outcome;
    try {
      ended = { value: await task };
    } catch (reason) {
      ended = { reason };
    }
    if (!isAsleep) return;
    outcome = ended;
    rouse(waiter);
  });

  try {
    await sleep_ms(timeout);
  } catch (error) {
    if (error instanceof CancelledError) runner.cancel();
    throw error;
  } finally {
    isAsleep = false;
  }
  if (outcome === undefined) {
    // At the same moment: MicroPython drops the value, and the bytes of a read with it.
    if (task.done() || (inner.has(waiter) && willReturn(fiberOf(task)))) return await task;
    runner.cancel();
    await runner;
    if (inner.has(waiter) && keeping.has(fiberOf(task)) && willReturn(fiberOf(task))) {
      keeping.add(waiter);
      return await task;
    }
    throw new TimeoutError(`Timed out after ${timeout} ms`);
  }
  if ("reason" in outcome) throw outcome.reason;
  return outcome.value;
}
