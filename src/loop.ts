import {
  type Awaitable,
  checkAwaitable,
  checkCoroutine,
  type ResultOf,
  type Startable,
  type StartableOrTask,
} from "./awaitable.ts";
import { Coroutine } from "./coroutine.ts";
import { describe } from "./core/describe.ts";
import { Fiber } from "./core/fiber.ts";
import { startDebugging, whereCreated } from "./core/histories.ts";
import { checkStandstill, launch, onUnretrieved, reset, runUntil } from "./core/scheduler.ts";
import { checkRunOptions, type EndSignal, type RunOptions, runWithSignals } from "./signals.ts";
import { checkDuration, sleep } from "./sleep.ts";
import { create_task, promoteToTask, type TaskOptions } from "./create_task.ts";
import { fiberOf, type Task, taskOf } from "./task.ts";

/** What an exception handler is told. */
export interface ExceptionContext {
  /** What happened, in words. */
  message: string;
  /** What the task threw. */
  exception: unknown;
  /** The task. */
  future: Task;
}

/**
 * Called with the loop and what happened, when a task has ended with an exception
 * that no other task has awaited.
 */
export type ExceptionHandler = (loop: Loop, context: ExceptionContext) => void;

let theLoop: Loop;
let exceptionHandler: ExceptionHandler | null = null;
let stopper: Fiber | null = null;

/**
 * The event loop. There is one: {@linkcode get_event_loop} returns it.
 *
 * MicroPython's {@link https://docs.micropython.org/en/latest/library/asyncio.html#asyncio.Loop | asyncio.Loop}.
 *
 * @example Run until it is stopped
 * ```ts
 * import { get_event_loop } from "@uasyncio/uasyncio";
 *
 * const loop = get_event_loop();
 * loop.call_later(0.001, () => loop.stop());
 * await loop.run_forever();
 * ```
 */
export class Loop {
  private constructor() {
    if (theLoop !== undefined) {
      throw new TypeError("Cannot make a Loop with new: use get_event_loop()");
    }
  }

  static {
    theLoop = new Loop();
  }

  /**
   * Makes a task of a coroutine, as {@linkcode create_task} does.
   *
   * @param coro A coroutine, or a function that stands for one.
   * @param options {@linkcode TaskOptions}.
   * @returns The new task.
   * @throws {TypeError} If `coro` is something else, a promise for example.
   */
  create_task<A>(coro: A & Startable<A>, options?: TaskOptions): Task<ResultOf<A>> {
    return create_task<A>(coro, options);
  }

  /**
   * Does something after a time, in a task of its own.
   *
   * @param delay Seconds, with fractions.
   * @param callback A coroutine, which is executed after the delay and gets no
   *   arguments; or a function, which is then called with `args`.
   * @param args The arguments of the function.
   * @returns The task that waits and calls; cancel it to call off.
   * @throws {TypeError} If `callback` is something else, a promise for example.
   * @throws {RangeError} If `delay` is not finite.
   *
   * @example A lamp that goes out by itself
   * ```ts
   * import { get_event_loop, run, sleep } from "@uasyncio/uasyncio";
   *
   * await run(async () => {
   *   const lamp = { isLit: true };
   *   get_event_loop().call_later(0.01, (one) => one.isLit = false, lamp);
   *   await sleep(0.05);
   *   if (lamp.isLit) throw new Error("still lit");
   * });
   * ```
   */
  call_later<Args extends unknown[]>(
    delay: number,
    callback: Coroutine<unknown> | ((...args: Args) => unknown),
    ...args: Args
  ): Task<void> {
    checkCoroutine(callback, "call later");
    checkDuration(delay, "seconds");
    return create_task(async () => {
      await sleep(delay);
      await (callback instanceof Coroutine ? callback : callback(...args));
    });
  }

  /**
   * Runs the loop until {@linkcode Loop.stop} is called.
   *
   * @returns A promise that is fulfilled then.
   * @throws {RuntimeError} If the loop runs already; the promise is rejected with it.
   */
  async run_forever(): Promise<void> {
    checkStandstill();
    stopper = new Fiber(() => {});
    await runMain(stopper, null);
  }

  /**
   * Runs the loop until a task has ended.
   *
   * @param awaitable The task, or a coroutine that becomes one.
   * @param options {@linkcode RunOptions}: the signals that cancel it.
   * @returns A promise of what it returns, rejected with what it throws.
   * @throws {TypeError} If `awaitable` is something else, a promise for example; the promise is
   *   rejected with it.
   * @throws {RuntimeError} Inside a task, or while the loop runs already; the promise is rejected
   *   with it.
   */
  async run_until_complete<A>(
    awaitable: A & StartableOrTask<A>,
    options?: RunOptions,
  ): Promise<ResultOf<A>> {
    checkAwaitable(awaitable, "run");
    const signals = checkRunOptions(options);
    checkStandstill();
    const task = promoteToTask(awaitable as Awaitable<unknown>);
    return await runMain(fiberOf(task), signals) as ResultOf<A>;
  }

  /**
   * Ends {@linkcode Loop.run_forever}, once the tasks that are ready have had
   * their turn. Without effect when that does not run.
   */
  stop(): void {
    if (stopper === null) return;
    launch(stopper);
    stopper = null;
  }

  /** Closes the loop. Without effect, as in MicroPython: it can be run again. */
  close(): void {}

  /**
   * Sets the function to call when a task throws what no task catches.
   *
   * @param handler The function; `null` for the default one.
   * @throws {TypeError} If it is neither.
   */
  set_exception_handler(handler: ExceptionHandler | null): void {
    if (handler !== null && typeof handler !== "function") {
      throw new TypeError(
        `Cannot set the exception handler: expected a function or null, got ${describe(handler)}`,
      );
    }
    exceptionHandler = handler;
  }

  /**
   * The function that {@linkcode Loop.set_exception_handler} has set.
   *
   * @returns The function, or `null` if there is none.
   */
  get_exception_handler(): ExceptionHandler | null {
    return exceptionHandler;
  }

  /**
   * Prints the message, the task and the exception with its stack to stderr. With
   * `UASYNCIO_DEBUG=1` also where the task was created.
   *
   * @param context What happened.
   */
  default_exception_handler(context: ExceptionContext): void {
    console.error(context.message);
    console.error("future:", context.future);
    const created = whereCreated(fiberOf(context.future));
    if (created !== "") console.error("created", created);
    console.error(context.exception);
  }

  /**
   * Calls the exception handler: the one that has been set, or the default one.
   *
   * @param context What happened.
   */
  call_exception_handler(context: ExceptionContext): void {
    if (exceptionHandler !== null) exceptionHandler(this, context);
    else this.default_exception_handler(context);
  }
}

onUnretrieved((fiber, exception) => {
  theLoop.call_exception_handler({
    message: "Task exception wasn't retrieved",
    exception,
    future: taskOf(fiber),
  });
});

/**
 * The event loop that schedules and runs tasks.
 *
 * MicroPython's {@link https://docs.micropython.org/en/latest/library/asyncio.html#asyncio.get_event_loop | asyncio.get_event_loop}.
 *
 * @returns The loop; there is one.
 *
 * @example Hear of exceptions that no task catches
 * ```ts
 * import { create_task, get_event_loop, run, sleep_ms } from "@uasyncio/uasyncio";
 *
 * const messages: unknown[] = [];
 * get_event_loop().set_exception_handler((_loop, context) => {
 *   messages.push(context.exception);
 * });
 * await run(async () => {
 *   create_task(() => Promise.reject("oh"));
 *   await sleep_ms(1);
 * });
 * if (messages[0] !== "oh") throw new Error("heard nothing");
 * ```
 */
export function get_event_loop(): Loop {
  return theLoop;
}

/**
 * Resets the loop: tasks that are ready or asleep are forgotten and never run.
 *
 * MicroPython's {@link https://docs.micropython.org/en/latest/library/asyncio.html#asyncio.new_event_loop | asyncio.new_event_loop}.
 *
 * @returns The loop; there is one.
 *
 * @example Start afresh
 * ```ts
 * import { create_task, new_event_loop, run, sleep_ms } from "@uasyncio/uasyncio";
 *
 * create_task(() => {
 *   throw new Error("never runs");
 * });
 * new_event_loop();
 * await run(sleep_ms(1));
 * ```
 */
export function new_event_loop(): Loop {
  reset();
  return theLoop;
}

/**
 * Makes a task of a coroutine and runs the loop until it has ended. Tasks that
 * are left then stand still: they neither run nor keep the process alive, and a
 * later `run()` goes on with them.
 *
 * MicroPython's {@link https://docs.micropython.org/en/latest/library/asyncio.html#asyncio.run | asyncio.run}.
 *
 * @param coro A coroutine, or a function that stands for one: `() => main(led)`.
 * @param options {@linkcode RunOptions}: the signals that cancel it.
 * @returns A promise of what it returns, rejected with what it throws; with a
 *   `TypeError` if `coro` is something else, and with a `RuntimeError` inside a
 *   task or while the loop runs already.
 *
 * @example The first program
 * ```ts
 * import { run, sleep_ms } from "@uasyncio/uasyncio";
 *
 * async function main() {
 *   await sleep_ms(5);
 *   return "done";
 * }
 *
 * if (await run(main) !== "done") throw new Error("not done");
 * ```
 *
 * @example Tidy up at Ctrl-C, and when systemd stops the service
 * ```ts
 * import { run, sleep_ms } from "@uasyncio/uasyncio";
 *
 * async function main() {
 *   try {
 *     await sleep_ms(5); // or work for years
 *   } finally {
 *     console.log("The heater is off.");
 *   }
 * }
 *
 * await run(main, { signals: ["SIGINT", "SIGTERM"] });
 * ```
 */
export async function run<A>(
  coro: A & Startable<A>,
  options?: RunOptions,
): Promise<ResultOf<A>> {
  checkCoroutine(coro, "run");
  const signals = checkRunOptions(options);
  checkStandstill();
  return await runMain(fiberOf(create_task<A>(coro)), signals) as ResultOf<A>;
}

/**
 * Runs the loop until a task has ended, as {@linkcode Loop.run_until_complete} does. Programs for
 * older MicroPythons call it by this name.
 *
 * @param awaitable The task, or a coroutine that becomes one.
 * @param options {@linkcode RunOptions}: the signals that cancel it.
 * @typeParam A The task or the coroutine.
 * @returns A promise of what it returns, rejected with what it throws, and as that of
 *   {@linkcode run} is.
 *
 * @example A task that has been made before
 * ```ts
 * import { create_task, run_until_complete, sleep_ms } from "@uasyncio/uasyncio";
 *
 * await run_until_complete(create_task(() => sleep_ms(1)));
 * ```
 */
export function run_until_complete<A>(
  awaitable: A & StartableOrTask<A>,
  options?: RunOptions,
): Promise<ResultOf<A>> {
  return theLoop.run_until_complete<A>(awaitable, options);
}

function runMain(main: Fiber, signals: readonly EndSignal[] | null): Promise<unknown> {
  startDebugging();
  return signals === null ? runUntil(main) : runWithSignals(main, signals, runUntil);
}
