import { RuntimeError } from "./core/errors.ts";
import { runningFiber } from "./core/scheduler.ts";
import { type Task, taskOf } from "./task.ts";

/**
 * The task that is running.
 *
 * MicroPython's {@link https://docs.micropython.org/en/latest/library/asyncio.html#asyncio.current_task | asyncio.current_task}.
 *
 * @returns The task whose code calls this, also after any `await`.
 * @throws {RuntimeError} Outside of a task.
 *
 * @example A task that knows itself
 * ```ts
 * import { create_task, current_task, run } from "@uasyncio/uasyncio";
 *
 * await run(async () => {
 *   const task = create_task(async () => {
 *     if (current_task() !== task) throw new Error("another task");
 *   });
 *   await task;
 * });
 * ```
 */
export function current_task(): Task {
  const fiber = runningFiber();
  if (fiber === undefined) {
    throw new RuntimeError(
      "Cannot tell the current task: no running event loop here; call it inside a task",
    );
  }
  return taskOf(fiber);
}
