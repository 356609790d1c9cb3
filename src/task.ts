import { CancelledError, RuntimeError } from "./core/errors.ts";
import type { Continuation, Fiber } from "./core/fiber.ts";
import { nameOf } from "./core/fiber_name.ts";
import { FiberQueue } from "./core/fiber_queue.ts";
import { cancel, onForgotten, runningFiber, wait } from "./core/scheduler.ts";
import { showAsText } from "./core/show_as_text.ts";
import { whereabouts } from "./core/whereabouts.ts";

/** So many tasks are in a block: 1,024. */
const BLOCK_BITS = 10;
const BLOCK = 1 << BLOCK_BITS;

/**
 * The tasks that have not ended. A fiber in here knows the place, and by that its task: so the
 * list takes no more than one place for each. A single array that grows would be half empty.
 */
const blocks: (Task | null)[][] = [];
let count = 0;

/** Those that have not ended, in no order. */
export function listTasks(): Task[] {
  return Array.from({ length: count }, (_, place) => taskAt(place));
}

function taskAt(place: number): Task {
  return blocks[place >> BLOCK_BITS]![place & (BLOCK - 1)]!;
}

function put(task: Task | null, place: number): void {
  blocks[place >> BLOCK_BITS]![place & (BLOCK - 1)] = task;
}

function enlist(task: Task, fiber: Fiber): void {
  if (count === blocks.length << BLOCK_BITS) blocks.push(new Array(BLOCK).fill(null));
  put(task, count);
  fiber.task = count++;
}

/** Takes a fiber's task out of the list; the last one gets its place. */
function unlist(fiber: Fiber): void {
  const place = fiber.task;
  if (typeof place !== "number") return;
  fiber.task = taskAt(place);
  count--;
  if (place < count) {
    const last = taskAt(count);
    put(last, place);
    fiberOf(last).task = place;
  }
  put(null, count);
  if (count + 2 * BLOCK <= blocks.length << BLOCK_BITS) blocks.pop(); // one is left for those to come
}

/** The fiber of a task. */
export let fiberOf: (task: Task) => Fiber;
/** The task of a fiber. */
export let taskOf: (fiber: Fiber) => Task;

/**
 * A running coroutine. Made by {@linkcode create_task}, never by `new`.
 *
 * Awaiting a task waits for its end and gives what its coroutine returned, or
 * throws what it threw. Any number of tasks may await the same one.
 *
 * MicroPython's {@link https://docs.micropython.org/en/latest/library/asyncio.html#asyncio.Task | asyncio.Task}.
 *
 * @typeParam T What its coroutine returns.
 *
 * @example Wait for a task
 * ```ts
 * import { create_task, run, sleep_ms } from "@uasyncio/uasyncio";
 *
 * await run(async () => {
 *   const task = create_task(async () => {
 *     await sleep_ms(1);
 *     return 42;
 *   });
 *   if (await task !== 42) throw new Error("wrong answer");
 * });
 * ```
 */
export class Task<T = unknown> {
  readonly #fiber: Fiber;

  private constructor(fiber: Fiber) {
    if (fiber?.task !== null) {
      throw new TypeError("Cannot make a Task with new: use create_task()");
    }
    this.#fiber = fiber;
    if (fiber.hasEnded) fiber.task = this;
    else enlist(this, fiber);
  }

  static {
    fiberOf = (task) => task.#fiber;
    taskOf = (fiber) => {
      const { task } = fiber;
      if (typeof task === "number") return taskAt(task);
      return (task ?? new Task(fiber)) as Task;
    };
    onForgotten(unlist);
    showAsText(Task.prototype);
  }

  /**
   * An `AbortSignal` that {@linkcode Task.cancel} aborts, with the
   * `CancelledError` as its reason: hand it to `fetch` and its like, so that
   * they are cancelled with the task. Once aborted it stays so; a task that has
   * survived a cancellation and asks for its signal later gets a fresh one.
   *
   * @example A request that is cancelled with its task
   * ```ts
   * import { current_task, run } from "@uasyncio/uasyncio";
   *
   * await run(async () => {
   *   await fetch("data:,hello", { signal: current_task().signal });
   * });
   * ```
   */
  get signal(): AbortSignal {
    const fiber = this.#fiber;
    const listeners = fiber.listen();
    if (listeners.controller === null) {
      listeners.controller = new AbortController();
      const reason = listeners.cancelled ?? fiber.value;
      if (reason instanceof CancelledError) listeners.controller.abort(reason);
    }
    return listeners.controller.signal;
  }

  /**
   * Throws a {@linkcode CancelledError} into the task, at the point where it
   * waits. The task may catch it. A task that awaits another task is cancelled
   * by cancelling that one; one that has not begun never begins; one that awaits
   * a promise of other origin ends at once for the tasks that await it.
   *
   * @returns `false` if the task is done already, else `true`.
   * @throws {RuntimeError} If a task cancels itself.
   */
  cancel(): boolean {
    return cancel(this.#fiber);
  }

  /**
   * Whether the task has ended.
   *
   * @returns `true` if it has returned, thrown, or been cancelled.
   */
  done(): boolean {
    return this.#fiber.hasEnded;
  }

  /**
   * The name of the task, as CPython's: the one that {@linkcode create_task} was given, else that
   * of its function. An arrow function that only calls another one has the name of that:
   * `() => blink(led, 700)` makes a task `blink`.
   *
   * @returns The name; empty if there is none.
   */
  get_name(): string {
    return nameOf(this.#fiber);
  }

  /**
   * What `console.log` shows: the name of the task and what it does, as in
   * `Task blink: asleep for 312 ms`. The time is what is left of its sleep.
   *
   * @returns The text.
   */
  toString(): string {
    return `${`Task ${this.get_name()}`.trimEnd()}: ${whereabouts(this.#fiber)}`;
  }

  /**
   * Waits for the end of the task. This is what `await` calls; there is no need to.
   *
   * @param resolve Called with what the task returned.
   * @param reject Called with what it threw.
   */
  then(resolve: (value: T) => void, reject: (reason: unknown) => void): void {
    const awaited = this.#fiber;
    if (awaited.hasEnded) {
      awaited.state = "retrieved";
      if (awaited.failing) reject(awaited.value);
      else resolve(awaited.value as T);
      return;
    }
    const caller = runningFiber() ?? null;
    for (let fiber: Fiber | null = awaited; fiber; fiber = fiber.place?.owner ?? null) {
      if (fiber === caller) {
        reject(
          new RuntimeError(
            fiber === awaited
              ? "Cannot await a task inside itself: it would wait forever; let another one await it"
              : "Cannot await a task that waits for this one: both would wait forever; use an Event",
          ),
        );
        return;
      }
    }
    const listeners = awaited.listen();
    listeners.waiters ??= new FiberQueue(awaited);
    wait(listeners.waiters, { resolve, reject } as Continuation, caller);
  }
}
