import { CancelledError, RuntimeError } from "./core/errors.ts";
import type { Fiber } from "./core/fiber.ts";
import { checkOptions } from "./core/options.ts";
import { cancel, outside, recordCancelled, spawn } from "./core/scheduler.ts";
import { sleep_ms } from "./sleep.ts";

/** A signal that asks a program to end; `SIGINT` is Ctrl-C, `SIGTERM` is systemd's. */
export type EndSignal = "SIGHUP" | "SIGINT" | "SIGQUIT" | "SIGTERM" | "SIGBREAK";

/** The numbers of the signals. */
const NUMBERS: Record<EndSignal, number> = {
  SIGHUP: 1,
  SIGINT: 2,
  SIGQUIT: 3,
  SIGTERM: 15,
  SIGBREAK: 21,
};

/** Options of {@linkcode run} and {@linkcode Loop.run_until_complete}. */
export interface RunOptions {
  /**
   * The signals that cancel the main task: it tidies up, with all its awaits, and `run()` rejects
   * with its {@linkcode CancelledError}, once the tasks that it has cancelled in turn have ended
   * as well. A program that lets that through ends with the status
   * that a shell expects, 128 and the number of the signal, without a stack trace. A second
   * signal ends the program at once.
   */
  signals?: readonly EndSignal[];
}

/**
 * Makes sure that these are such options.
 *
 * @returns The signals; null if there are none.
 */
export function checkRunOptions(options: RunOptions | undefined): readonly EndSignal[] | null {
  if (options === undefined) return null;
  checkOptions(options, ["signals"], "run");
  const { signals = [] } = options;
  const isKnown = (signal: string) => Object.hasOwn(NUMBERS, signal);
  if (!Array.isArray(signals) || !signals.every(isKnown)) {
    const known = Object.keys(NUMBERS).join(", ");
    throw new TypeError(`Cannot run: signals has to be an array of ${known}, got ${signals}`);
  }
  if (signals.length > 0 && globalThis.Deno?.addSignalListener === undefined) {
    throw new RuntimeError(
      "Cannot run with signals: they need Deno",
    );
  }
  return signals.length > 0 ? signals : null;
}

/** Runs a fiber to its end by `runUntil`; a signal cancels it. */
export async function runWithSignals(
  main: Fiber,
  signals: readonly EndSignal[],
  runUntil: (main: Fiber) => Promise<unknown>,
): Promise<unknown> {
  let received: EndSignal | null = null;
  const cancelled = new Set<Fiber>();
  const listeners = new Map(signals.map((signal) => [signal, () => {
    if (received !== null) Deno.exit(128 + NUMBERS[signal]);
    received = signal;
    recordCancelled(cancelled);
    outside(() => cancel(main));
  }]));
  try {
    for (const [signal, listener] of listeners) Deno.addSignalListener(signal, listener);
    try {
      return await runUntil(main);
    } finally {
      if (received !== null) await runUntil(spawn(() => untilEnded(cancelled)));
    }
  } catch (error) {
    if (received !== null && error instanceof CancelledError) exitIfUnhandled(error, received);
    throw error;
  } finally {
    recordCancelled(null);
    for (const [signal, listener] of listeners) Deno.removeSignalListener(signal, listener);
  }
}

/**
 * Waits until fibers have tidied up that main has cancelled in turn: those that it gathered, for
 * example. It does not await them, since what they throw is for the exception handler.
 */
async function untilEnded(fibers: Set<Fiber>): Promise<void> {
  for (const fiber of fibers) {
    while (!fiber.hasEnded) await sleep_ms(1);
  }
}

/** If the program lets an error through, it ends as a signal would have ended it. */
function exitIfUnhandled(error: CancelledError, signal: EndSignal): void {
  globalThis.addEventListener("unhandledrejection", (event) => {
    if (event.reason !== error) return;
    event.preventDefault();
    Deno.exit(128 + NUMBERS[signal]);
  });
}
