import { type Awaitable, checkCoroutine, type CoroutineLike } from "./awaitable.ts";
import { spawn } from "./core/scheduler.ts";
import { Task, taskOf } from "./task.ts";

/**
 * Makes a task of a coroutine and schedules it to run. It begins when the tasks
 * that are ready already have had their turn.
 *
 * @param coro A coroutine, or a function that stands for one: `() => blink(led, 700)`.
 * @returns The new task.
 * @throws {TypeError} If `coro` is something else, a promise for example.
 *
 * @example Two tasks at once
 * ```ts
 * import { create_task, run, sleep_ms } from "@uasyncio/uasyncio";
 *
 * async function count(name: string, log: string[]) {
 *   for (let i = 1; i <= 2; i++) {
 *     log.push(name + i);
 *     await sleep_ms(0);
 *   }
 * }
 *
 * const log: string[] = [];
 * await run(async () => {
 *   create_task(() => count("a", log));
 *   await create_task(() => count("b", log));
 * });
 * if (log.join(" ") !== "a1 b1 a2 b2") throw new Error(log.join(" "));
 * ```
 */
export function create_task<T>(coro: CoroutineLike<T>): Task<T> {
  checkCoroutine(coro, "create a task");
  return taskOf(spawn(coro)) as Task<T>;
}

/** The task itself, or a new one that runs the coroutine. */
export function promoteToTask<T>(awaitable: Awaitable<T>): Task<T> {
  return awaitable instanceof Task ? awaitable : taskOf(spawn(awaitable)) as Task<T>;
}
