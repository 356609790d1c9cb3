import { listTasks, type Task } from "./task.ts";

/**
 * The tasks that have not ended, after CPython's
 * {@link https://docs.python.org/3/library/asyncio-task.html#asyncio.all_tasks | asyncio.all_tasks}:
 * also those that stand still between two `run()`, and the one that calls.
 *
 * A task that nothing can wake any more, since its `Event` is forgotten, say, is among them, and
 * takes about 1 kB, until it is cancelled; CPython drops it at some time, and its cleanup with it.
 *
 * @returns A new set of them.
 *
 * @example Cancel all the others
 * ```ts
 * import { all_tasks, create_task, current_task, run, sleep } from "@uasyncio/uasyncio";
 *
 * await run(async () => {
 *   create_task(sleep(60));
 *   create_task(sleep(60));
 *   for (const task of all_tasks()) {
 *     if (task !== current_task()) task.cancel();
 *   }
 *   await sleep(0);
 *   if (all_tasks().size !== 1) throw new Error("there are others");
 * });
 * ```
 */
export function all_tasks(): Set<Task> {
  return new Set(listTasks());
}
