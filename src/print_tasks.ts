import { RuntimeError } from "./core/errors.ts";
import { hold } from "./core/keep_alive.ts";
import { checkOptions } from "./core/options.ts";
import { letDebug } from "./debug.ts";
import { tableOfTasks } from "./table_of_tasks.ts";

// It is called whenever this library is loaded. The comment is for bundlers: they leave debugging
// out, where otherwise all bundles would carry it.
/* @__PURE__ */ letDebug();

/** Options of {@linkcode print_tasks}. */
export interface PrintOptions {
  /** Print at each such signal, to stderr, while the loop runs, and not now. */
  signal?: Deno.Signal;
}

/**
 * Prints a table of all tasks that have not ended: their names, and what each of them does, as in
 * `asleep for 312 ms`, `waits for an Event` or `reads from 10.0.0.7:5001`. The time is what is left
 * of a sleep. With the environment variable `UASYNCIO_DEBUG=1`, also for how long it has done that,
 * and which task has created it, and where.
 *
 * @param options {@linkcode PrintOptions}.
 * @throws {TypeError} If there is another option, or no such signal.
 * @throws {RuntimeError} If there is to be a signal, and no Deno.
 *
 * @example What they all do
 * ```ts
 * import { create_task, Event, print_tasks, run, sleep_ms } from "@uasyncio/uasyncio";
 *
 * async function blink(period_ms: number) {
 *   while (true) await sleep_ms(period_ms);
 * }
 *
 * await run(async () => {
 *   create_task(() => blink(700));
 *   create_task(() => new Event().wait(), { name: "button" });
 *   await sleep_ms(1);
 *   print_tasks();
 * });
 * ```
 *
 * @example By `kill -USR1` and the number of the process
 * ```ts
 * import { print_tasks, run, sleep_ms } from "@uasyncio/uasyncio";
 *
 * print_tasks({ signal: "SIGUSR1" });
 * await run(sleep_ms(5));
 * ```
 */
export function print_tasks(options: PrintOptions = {}): void {
  checkOptions(options, ["signal"], "print the tasks");
  const { signal } = options;
  if (signal === undefined) return console.log(tableOfTasks());
  if (typeof globalThis.Deno?.addSignalListener !== "function") {
    throw new RuntimeError("Cannot print the tasks at a signal: there is no Deno to hear of it");
  }
  const print = () => console.error(tableOfTasks());
  const ref = () => Deno.addSignalListener(signal, print);
  const unref = () => Deno.removeSignalListener(signal, print);
  ref(); // so that a signal that there is not is refused now
  unref();
  hold({ ref, unref, isPassive: true });
}
