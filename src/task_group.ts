import { checkCoroutine, type ResultOf, type Returned, type Startable } from "./awaitable.ts";
import { coro } from "./coro.ts";
import { Coroutine } from "./coroutine.ts";
import { create_task, type TaskOptions } from "./create_task.ts";
import { current_task } from "./current_task.ts";
import { describe } from "./core/describe.ts";
import { CancelledError, RuntimeError } from "./core/errors.ts";
import { type Continuation, Fiber } from "./core/fiber.ts";
import { FiberQueue } from "./core/fiber_queue.ts";
import {
  cancel,
  launchFirst,
  postponeCancellation,
  spawn,
  wait,
  wake,
  wakeFirst,
} from "./core/scheduler.ts";
import { whereabouts } from "./core/whereabouts.ts";
import { fiberOf, type Task } from "./task.ts";

/** Lets {@linkcode TaskGroup.run} make one. */
let isMaking = false;

/**
 * Tasks that end together, after CPython's
 * {@link https://docs.python.org/3/library/asyncio-task.html#asyncio.TaskGroup | asyncio.TaskGroup}.
 * The group ends when its body and all its tasks have ended. The first of them that throws has
 * all the others cancelled, and so has a cancellation of the task that runs the group.
 *
 * JavaScript's `await using` does not see the exception of its block, so the body is a function
 * here. For tasks that are simply not to outlive a block, there is {@linkcode TaskScope}.
 *
 * @example Both, or none
 * ```ts
 * import { run, sleep_ms, TaskGroup } from "@uasyncio/uasyncio";
 *
 * const log: string[] = [];
 * async function measure(name: string, ms: number) {
 *   try {
 *     await sleep_ms(ms);
 *     if (ms < 10) throw new RangeError(`${name} is broken`);
 *   } finally {
 *     log.push(`${name} has ended`);
 *   }
 * }
 *
 * try {
 *   await run(TaskGroup.run((group) => {
 *     group.create_task(() => measure("one", 1000));
 *     group.create_task(() => measure("two", 5));
 *   }));
 * } catch (error) {
 *   if (!(error instanceof RangeError)) throw error;
 *   log.push(error.message);
 * }
 * if (String(log) !== "two has ended,one has ended,two is broken") throw new Error(String(log));
 * ```
 */
export class TaskGroup {
  /** Those that have not ended, or have ended just now. */
  readonly #fibers = new Set<Fiber>();
  readonly #errors: unknown[] = [];
  /** The task that runs the group, once the body has ended. */
  readonly #waiter = new FiberQueue("the tasks of a TaskGroup");
  #body: Fiber | null = null;
  /** Whether all are being cancelled. */
  #isAborting = false;

  private constructor() {
    if (!isMaking) throw new TypeError("Cannot make a TaskGroup with new: use TaskGroup.run()");
    isMaking = false;
  }

  /**
   * Runs a group of tasks: calls the body with a new group, and waits until it and all tasks
   * that it has created have ended. The body runs in a task of its own, at once.
   *
   * @param body Creates the tasks, by {@linkcode TaskGroup.create_task}.
   * @returns A coroutine of what `body` returns. It throws what the first of them has thrown
   *   and, if several have, an `AggregateError` with what each has thrown; a
   *   {@linkcode CancelledError} if it is cancelled and none of them throws anything else.
   * @throws {TypeError} If `body` is not a function.
   *
   * @example What the tasks return
   * ```ts
   * import { run, sleep_ms, TaskGroup } from "@uasyncio/uasyncio";
   *
   * async function later(n: number) {
   *   await sleep_ms(n);
   *   return n;
   * }
   *
   * const tasks = await run(TaskGroup.run((group) =>
   *   [1, 2, 3].map((n) => group.create_task(() => later(n)))
   * ));
   * console.log(tasks.every((task) => task.done())); // true
   * ```
   */
  static run<T>(body: (group: TaskGroup) => Returned<T>): Coroutine<T> {
    if (typeof body !== "function") {
      throw new TypeError(
        `Cannot run a TaskGroup: expected a function that is called with it, got ${describe(body)}`,
      );
    }
    isMaking = true;
    const group = new TaskGroup();
    return coro(() => group.#run(body))();
  }

  /**
   * Makes a task of a coroutine, as the function `create_task` does. It belongs to the group.
   *
   * @param coro A coroutine, or a function that stands for one: `() => blink(led, 700)`.
   * @param options {@linkcode TaskOptions}.
   * @returns The new task.
   * @throws {TypeError} If `coro` is something else, a promise for example.
   * @throws {RuntimeError} If the group has ended, or its tasks are being cancelled.
   */
  create_task<A>(coro: A & Startable<A>, options?: TaskOptions): Task<ResultOf<A>> {
    checkCoroutine(coro, "create a task");
    if (this.#isAborting) {
      throw new RuntimeError(
        "Cannot create a task: the tasks of the TaskGroup are being cancelled",
      );
    }
    if (this.#body?.hasEnded && this.#fibers.size === 0) {
      throw new RuntimeError("Cannot create a task: the TaskGroup has ended; run another one");
    }
    const task = create_task<A>(coro, options);
    const fiber = fiberOf(task);
    this.#fibers.add(fiber);
    // In the turn of a task of its own, as CPython's callbacks have: so all is in its order.
    (fiber.listen().observers ??= []).push(() => spawn(() => this.#onEnd(fiber)));
    return task;
  }

  async #run<T>(body: (group: TaskGroup) => Returned<T>): Promise<T> {
    const parent = fiberOf(current_task());
    const before = parent.listeners?.cancelled ?? null;
    // A cancellation that is to come with the next wait comes in the body.
    let pending = parent.failing ? parent.value as CancelledError : null;
    parent.failing = false;
    const fiber = this.#body = new Fiber(async () => {
      if (pending !== null) postponeCancellation(fiber, pending);
      try {
        return await body(this);
      } finally {
        pending = fiber.failing ? fiber.value as CancelledError : null;
      }
    });
    /** What is thrown, if no task has failed. */
    let cancelled: CancelledError | null = null;
    /** The last cancellation that came from outside. */
    let external: CancelledError | null = null;
    try {
      await untilEnded(fiber);
    } catch (error) { // cancelled right after the end of the body
      if (!(error instanceof CancelledError)) throw error;
      external = cancelled = error;
    }
    if (pending !== null) postponeCancellation(parent, pending);
    if (fiber.failing && fiber.value instanceof CancelledError) cancelled = fiber.value;
    if ((fiber.failing || external !== null) && !this.#isAborting) this.#abort();
    const passedOn = parent.listeners?.cancelled ?? null;
    if (passedOn !== before) external ??= passedOn;
    while (this.#fibers.size > 0) {
      try {
        await new Coroutine((resolve, reject) => {
          wait(this.#waiter, { resolve, reject } as Continuation);
        });
      } catch (error) {
        if (!(error instanceof CancelledError)) throw error;
        external = error;
        if (this.#isAborting) continue;
        cancelled = error;
        this.#abort();
      }
    }
    const errors = this.#errors;
    if (cancelled !== null && errors.length === 0) throw cancelled;
    if (fiber.failing && !(fiber.value instanceof CancelledError)) errors.push(fiber.value);
    if (errors.length === 0) return fiber.value as T;
    // The errors come first, but the cancellation is not forgotten.
    if (external !== null) postponeCancellation(parent, external);
    throw errors.length === 1
      ? errors[0]
      : new AggregateError(errors, `${errors.length} tasks of a TaskGroup have failed`);
  }

  #abort(): void {
    this.#isAborting = true;
    for (const fiber of this.#fibers) cancel(fiber);
  }

  #onEnd(fiber: Fiber): void {
    this.#fibers.delete(fiber);
    if (this.#fibers.size === 0) this.#wakeWaiter();
    if (!fiber.failing || fiber.value instanceof CancelledError) return;
    this.#errors.push(fiber.value);
    if (this.#isAborting) return;
    this.#abort();
    // CPython cancels the task that runs the group, in either case.
    if (this.#body!.hasEnded) this.#wakeWaiter();
    else cancel(this.#body!);
  }

  #wakeWaiter(): void {
    const waiter = this.#waiter.shift();
    if (waiter !== null) wake(waiter, undefined);
  }
}

/**
 * Runs a fiber that has not begun right away, before those that are ready, and waits for its
 * end; then the caller goes on right away. To be cancelled is passed on to it.
 */
function untilEnded(fiber: Fiber): Coroutine<void> {
  return new Coroutine((resolve, reject) => {
    const enter = (waiter: Fiber) => {
      (fiber.listen().observers ??= []).push(() => wakeFirst(waiter));
      launchFirst(fiber);
      return {
        owner: fiber,
        leave: () => {}, // it is cancelled by way of the other one
        describe: () => whereabouts(fiber),
        get isInner() {
          return fiber.place?.isInner ?? false;
        },
      };
    };
    wait({ enter }, { resolve, reject } as Continuation);
  });
}
