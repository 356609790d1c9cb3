import type { Clock } from "../core/clock.ts";
import { setClock } from "../core/scheduler.ts";

/**
 * A clock for tests, after trio's `MockClock` with autojump: as soon as no task
 * is ready, time jumps to when the next one wakes. Hours of sleeping take
 * milliseconds, and every time is exact.
 *
 * It is in force from its making until it is disposed of, which `using` does. It begins with a
 * fresh loop, as {@linkcode new_event_loop} makes it, and leaves one behind: tasks that one test
 * has left do not run in the next one.
 *
 * A task that awaits a promise of other origin, `fetch` for example, or a socket does not
 * hold up the jump: real I/O takes no virtual time. So a time limit around real I/O is over at
 * once, `wait_for(reader.readline(), 5)` for example: test that with the real clock, or with a
 * peer that is a task of the same test and sleeps. Tasks that yield by `sleep_ms(0)` without end
 * keep the time from moving on: `run()` rejects with a {@linkcode RuntimeError} then.
 *
 * @example Ten hours
 * ```ts
 * import { run, sleep } from "@uasyncio/uasyncio";
 * import { VirtualClock } from "@uasyncio/uasyncio/testing";
 *
 * using clock = new VirtualClock();
 * await run(sleep(36_000));
 * if (clock.time !== 36_000_000) throw new Error("wrong time");
 * ```
 */
export class VirtualClock implements Disposable {
  readonly #clock = new JumpingClock();
  readonly #before: Clock;
  #isInForce = true;

  /**
   * Puts the clock in force.
   *
   * @throws {RuntimeError} While the loop runs.
   */
  constructor() {
    this.#before = setClock(this.#clock);
  }

  /** Milliseconds since the clock was made. */
  get time(): number {
    return this.#clock.time;
  }

  /**
   * Puts the clock that was there before back in force.
   *
   * @throws {RuntimeError} While the loop runs.
   */
  [Symbol.dispose](): void {
    if (!this.#isInForce) return;
    setClock(this.#before);
    this.#isInForce = false;
  }
}

class JumpingClock implements Clock {
  time = 0;
  readonly #start = Date.now();

  at(): number {
    return this.time;
  }

  jump(due: number): void {
    this.time = Math.max(this.time, due); // a blocking sleep may have gone past it
  }

  arm(): void {}

  disarm(): void {}

  sleep(duration: number): void {
    this.time += Math.max(duration, 0);
  }

  date(): number {
    return this.#start + this.time;
  }
}
