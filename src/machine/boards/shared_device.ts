import { CallWorker, type SlowCall } from "../../../ffi/call_worker.ts";
import type { ErrorCode } from "../../core/errno.ts";

/**
 * A device that several objects of the program may use. It is closed when the last of them
 * has given it back, and no call is under way any more, which needs its descriptor.
 */
export class SharedDevice {
  readonly #close: () => void;
  #users = 0;
  #underWay = 0;
  #worker: CallWorker | null = null;

  constructor(close: () => void) {
    this.#close = close;
  }

  /** One more object uses it. */
  take(): void {
    this.#users++;
  }

  /** One object less uses it. */
  giveBack(): void {
    this.#users--;
    this.#closeIfUnused();
  }

  /** Makes calls in another thread, and then calls back with the first error; null if none. */
  callLater(calls: readonly SlowCall[], settle: (code: ErrorCode | null) => void): void {
    const worker = this.#worker ??= new CallWorker();
    let failure: ErrorCode | null = null;
    this.#underWay++;
    for (const [i, call] of calls.entries()) {
      worker.call(call, (code) => {
        failure ??= code;
        if (i < calls.length - 1) return;
        this.#underWay--;
        settle(failure);
        this.#closeIfUnused();
      });
    }
  }

  #closeIfUnused(): void {
    if (this.#users === 0 && this.#underWay === 0) this.#close();
  }
}
