import { Coroutine } from "./coroutine.ts";
import { describe } from "./core/describe.ts";
import { Task } from "./task.ts";

/** What a function that stands for a coroutine may return. */
export type Returned<T> = T | PromiseLike<T> | Coroutine<T> | Task<T>;

/**
 * A computation that has not started: a {@linkcode Coroutine}, or a function
 * without arguments, usually an arrow: `() => blink(led, 700)`.
 *
 * A promise is not one: the async function behind it has started already.
 *
 * @typeParam T What it returns.
 */
export type CoroutineLike<T> = Coroutine<T> | (() => Returned<T>);

/**
 * What {@linkcode wait_for} and {@linkcode gather} take: a task, or a
 * computation that becomes one.
 *
 * @typeParam T What it returns.
 */
export type Awaitable<T> = Task<T> | CoroutineLike<T>;

/**
 * What an awaitable returns.
 *
 * @typeParam A The awaitable.
 */
export type ResultOf<A> = A extends Awaitable<infer T> ? A extends () => infer R ? Awaited<R> : T
  : never;

/**
 * What makes of an argument, which is to be a {@linkcode CoroutineLike}, one that compiles or an
 * error that says what to write.
 *
 * @typeParam A The argument.
 */
export type Startable<A> = A extends CoroutineLike<unknown> ? unknown
  : A extends PromiseLike<unknown>
    ? "a promise has started already; write `() => f()` instead of `f()`, or wrap f in coro()"
  : CoroutineLike<unknown>;

/**
 * The same for an argument that may be a task as well.
 *
 * @typeParam A The argument.
 */
export type StartableOrTask<A> = A extends Task<unknown> ? unknown : Startable<A>;

/** Makes sure that something is a computation that has not started. */
export function checkCoroutine(value: unknown, purpose: string): void {
  if (typeof value === "function" || value instanceof Coroutine) return;
  if (isThenable(value)) {
    throw new TypeError(
      `Cannot ${purpose}: got ${describe(value)}, which has started already; ` +
        "write `() => f()` instead of `f()`, or wrap f in coro()",
    );
  }
  throw new TypeError(
    `Cannot ${purpose}: expected a coroutine or a function, got ${describe(value)}`,
  );
}

/** Whether `await` would call its `then`. */
export function isThenable(value: unknown): boolean {
  return typeof value === "object" && value !== null && "then" in value &&
    typeof value.then === "function";
}

/** Makes sure that something is a task, or may become one. */
export function checkAwaitable(value: unknown, purpose: string): void {
  if (!(value instanceof Task)) checkCoroutine(value, purpose);
}
