import { Coroutine } from "../coroutine.ts";

/**
 * Calls a handler of the program's, outside of all tasks. What it throws or rejects with is shown:
 * nothing else could hear of it.
 *
 * @param where Which one it is, as "in the irq handler of GPIO17".
 */
export function callHandler(call: () => unknown, where: string): void {
  try {
    const result = call();
    if (result instanceof Coroutine) {
      console.error(`A coroutine ${where} was not run; create_task() runs it in a task`);
    } else if (result instanceof Promise) {
      result.catch((error) =>
        console.error(
          `Uncaught exception ${where}, which cannot wait; it may create_task():`,
          error,
        )
      );
    }
  } catch (error) {
    console.error(`Uncaught exception ${where}:`, error);
  }
}
