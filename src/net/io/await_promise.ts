import { Coroutine } from "../../coroutine.ts";
import { hold, letGo, type Resource } from "../../core/keep_alive.ts";
import type { Entrance, WaitingPlace } from "../../core/fiber.ts";
import { deliver, wait } from "../../core/scheduler.ts";
import { RunEndTimeout } from "./run_end_timeout.ts";

/** Something that Deno does and that gives a promise. */
export interface PromiseSource<T> {
  /** Starts it. Never throws, the promise does. */
  start(): Promise<T>;
  /** No task waits for it any more: stops it, so far as it can be stopped. */
  stop(): void;
  /** It has succeeded, and no task waits for it any more: undoes it. */
  discard(result: T): void;
  /** What the task does meanwhile, as in "connects to 10.0.0.7:5001". */
  describe?(): string;
  /** What keeps the process alive meanwhile, where Deno can be told not to. */
  readonly resource?: Resource;
}

/** Awaits what Deno does, and does away with it if the task is cancelled meanwhile. */
export function awaitPromise<T>(source: PromiseSource<T>): Coroutine<T> {
  return new Coroutine((resolve, reject) => {
    /** What has been handed to the fiber, which may be cancelled before it goes on. */
    let delivered: { result: T } | null = null;
    let isCancelled = false;
    const place: Entrance & WaitingPlace = {
      enter(fiber) {
        const resource = source.resource ?? new RunEndTimeout(() => source.stop());
        hold(resource);
        source.start().finally(() => letGo(resource)).then((result) => {
          if (isCancelled) return source.discard(result);
          delivered = { result };
          deliver(fiber, result);
        }, (error) => {
          if (!isCancelled) deliver(fiber, error, true);
        });
        return place;
      },
      leave() {
        isCancelled = true;
        source.stop();
      },
      describe: () => source.describe?.() ?? "awaits a promise of Deno's",
    };
    wait(place, {
      resolve: (result) => resolve(result as T),
      reject: (reason) => {
        if (delivered !== null) source.discard(delivered.result);
        reject(reason);
      },
    });
  });
}
