import { checkCoroutine, type ResultOf, type Startable } from "./awaitable.ts";
import { Coroutine } from "./coroutine.ts";
import { create_task, type TaskOptions } from "./create_task.ts";
import { CancelledError, RuntimeError } from "./core/errors.ts";
import type { Continuation, Fiber } from "./core/fiber.ts";
import { FiberQueue } from "./core/fiber_queue.ts";
import { cancel, runningFiber, wait, wake } from "./core/scheduler.ts";
import { fiberOf, type Task } from "./task.ts";

/** With fewer tasks, those that have ended do not matter. */
const FEW = 64;

/**
 * Tasks that do not outlive a block: its end cancels those that still run, and waits until they
 * have tidied up and ended.
 *
 * Unlike in a {@linkcode TaskGroup}, a task that throws has no effect on the others: as with
 * any task, await it, or the exception handler is told.
 *
 * @example A light that blinks while there is something to do
 * ```ts
 * import { run, sleep_ms, TaskScope } from "@uasyncio/uasyncio";
 *
 * let isLit = false;
 * async function blink() {
 *   try {
 *     for (;; isLit = !isLit) await sleep_ms(1);
 *   } finally {
 *     isLit = false;
 *   }
 * }
 *
 * await run(async () => {
 *   await using scope = new TaskScope();
 *   scope.create_task(blink);
 *   await sleep_ms(20); // something to do
 * });
 * if (isLit) throw new Error("it is on");
 * ```
 */
export class TaskScope implements AsyncDisposable {
  #fibers: Fiber[] = [];
  #limit = FEW;
  #isOver = false;

  /**
   * Makes a task of a coroutine, as the function `create_task` does. It does not outlive the
   * block.
   *
   * @param coro A coroutine, or a function that stands for one: `() => blink(led, 700)`.
   * @param options {@linkcode TaskOptions}.
   * @returns The new task.
   * @throws {TypeError} If `coro` is something else, a promise for example.
   * @throws {RuntimeError} If the block has ended.
   */
  create_task<A>(coro: A & Startable<A>, options?: TaskOptions): Task<ResultOf<A>> {
    checkCoroutine(coro, "create a task");
    if (this.#isOver) {
      throw new RuntimeError("Cannot create a task: the block of the TaskScope has ended");
    }
    if (this.#fibers.length >= this.#limit) {
      this.#fibers = this.#fibers.filter((fiber) => !fiber.hasEnded);
      this.#limit = Math.max(2 * this.#fibers.length, FEW);
    }
    const task = create_task<A>(coro, options);
    this.#fibers.push(fiberOf(task));
    return task;
  }

  /**
   * Cancels the tasks that still run, and waits for their end. This is what `await using` calls
   * at the end of the block. It rejects with what a task has thrown while it tidied up, several
   * in an `AggregateError`; else, if it was cancelled meanwhile, with that
   * {@linkcode CancelledError}, once all have ended.
   */
  async [Symbol.asyncDispose](): Promise<void> {
    const running = this.#fibers.filter((fiber) => !fiber.hasEnded);
    if (running.includes(runningFiber()!)) {
      throw new RuntimeError(
        "Cannot end a TaskScope inside one of its tasks: it would wait for itself",
      );
    }
    this.#isOver = true;
    this.#fibers = [];
    const errors: unknown[] = [];
    const waiter = new FiberQueue("the tasks of a TaskScope");
    let left = running.length;
    for (const fiber of running) {
      (fiber.listen().observers ??= []).push(({ failing, value }) => {
        if (failing && !(value instanceof CancelledError)) errors.push(value);
        if (--left > 0) return;
        const waiting = waiter.shift();
        if (waiting !== null) wake(waiting, undefined);
      });
    }
    for (const fiber of running) cancel(fiber);
    let cancelled: CancelledError | null = null;
    while (left > 0) {
      try {
        await new Coroutine((resolve, reject) => {
          wait(waiter, { resolve, reject } as Continuation);
        });
      } catch (error) {
        if (!(error instanceof CancelledError)) throw error;
        cancelled = error;
      }
    }
    if (errors.length > 1) {
      throw new AggregateError(errors, `${errors.length} tasks of a TaskScope have failed`);
    }
    if (errors.length === 1) throw errors[0];
    if (cancelled !== null) throw cancelled;
  }
}
