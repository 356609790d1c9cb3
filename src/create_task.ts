import { type Awaitable, checkCoroutine, type ResultOf, type Startable } from "./awaitable.ts";
import { type Coroutine, functionOf } from "./coroutine.ts";
import { describe } from "./core/describe.ts";
import { checkOptions } from "./core/options.ts";
import { spawn } from "./core/scheduler.ts";
import { Task, taskOf } from "./task.ts";

/** Options of {@linkcode create_task}. */
export interface TaskOptions {
  /** The name of the task, for people who look at it; else it has that of its function. */
  name?: string;
}

/**
 * Makes a task of a coroutine and schedules it to run. It begins when the tasks
 * that are ready already have had their turn.
 *
 * MicroPython's {@link https://docs.micropython.org/en/latest/library/asyncio.html#asyncio.create_task | asyncio.create_task}.
 *
 * @param coro A coroutine, or a function that stands for one: `() => blink(led, 700)`.
 * @param options {@linkcode TaskOptions}.
 * @typeParam A The coroutine or the function.
 * @returns The new task.
 * @throws {TypeError} If `coro` is something else, a promise for example; if there is another
 *   option, or the name is no string.
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
export function create_task<A>(coro: A & Startable<A>, options?: TaskOptions): Task<ResultOf<A>> {
  checkCoroutine(coro, "create a task");
  const name = options === undefined ? undefined : checkName(options);
  const origin = name ??
    (typeof coro === "function" ? coro : functionOf(coro as Coroutine<unknown>));
  return taskOf(spawn(coro, origin)) as Task<ResultOf<A>>;
}

function checkName(options: TaskOptions): string | undefined {
  checkOptions(options, ["name"], "create a task");
  const { name } = options;
  if (name === undefined || typeof name === "string") return name;
  throw new TypeError(`Cannot create a task: its name has to be a string, got ${describe(name)}`);
}

/** The task itself, or a new one that runs the coroutine. */
export function promoteToTask<T>(awaitable: Awaitable<T>): Task<T> {
  return awaitable instanceof Task ? awaitable : create_task(awaitable) as Task<T>;
}
