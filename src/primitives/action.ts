import { isThenable } from "../awaitable.ts";
import { create_task } from "../create_task.ts";
import { describe } from "../core/describe.ts";
import { Event } from "../event.ts";
import type { Task } from "../task.ts";

/** What a program wants to happen: a function is called, in a task of its own, or an event set. */
export class Action {
  /** Set where there is no function. */
  readonly event = new Event();
  /** Undefined until the program asks for anything. */
  #func: ((...args: unknown[]) => unknown) | null | undefined;
  #args: unknown[] = [];

  /** Whether anything is to happen. */
  get isWanted(): boolean {
    return this.#func !== undefined;
  }

  /** Calls `func` from now on; `null` sets the event, `false` does nothing any more. */
  set(func: unknown, args: unknown): void {
    if (func !== null && func !== false && typeof func !== "function") {
      throw new TypeError(
        `Cannot call ${describe(func)}: expected a function, or null for an event`,
      );
    }
    this.#args = checkArgs(args);
    this.#func = func === false ? undefined : func as ((...args: unknown[]) => unknown) | null;
  }

  /** It happens. To be called in a task. */
  launch(...first: unknown[]): void {
    if (this.#func === undefined) return;
    if (this.#func === null) this.event.set();
    else launch(this.#func, [...first, ...this.#args]);
  }
}

/** Makes sure that something is an array of arguments. */
export function checkArgs(args: unknown): unknown[] {
  if (Array.isArray(args)) return args;
  throw new TypeError(
    `Cannot call a function with ${describe(args)}: its arguments have to be an array`,
  );
}

/**
 * Calls a function in a task of its own, so that it may wait, and fail, without an effect on
 * the caller.
 *
 * @param done Is told what the function has returned, if that is no promise.
 */
export function launch(
  func: (...args: unknown[]) => unknown,
  args: unknown[],
  done: (result: unknown) => void = () => {},
): Task {
  return create_task(() => {
    const result = func(...args);
    if (!isThenable(result)) done(result);
    return result;
  });
}
