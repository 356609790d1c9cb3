import { create_task } from "../create_task.ts";
import { describe } from "../core/describe.ts";
import { OSError } from "../core/os_error.ts";
import type { Level } from "../machine/boards/board.ts";
import { Pin } from "../machine/pin.ts";
import type { Task } from "../task.ts";

/** A contact at a pin: calls back in a task for each change, once it has stopped bouncing. */
export class Contact {
  level: Level;
  readonly #task: Task;
  readonly #end: () => void;

  constructor(pin: Pin, debounce_ms: number, what: string, change: (level: Level) => void) {
    if (!(pin instanceof Pin)) {
      throw new TypeError(`Cannot make ${what} of ${describe(pin)}: expected a Pin`);
    }
    if (debounce_ms > 0) pin.init({ debounce_ms });
    const edges = pin.edges();
    this.#end = () => void edges.return?.();
    this.level = pin.value();
    this.#task = create_task(async () => {
      try {
        for await (const { level } of edges) {
          if (level === this.level) continue; // it has been read before
          this.level = level;
          change(level);
        }
      } catch (error) { // the pin has been closed
        if (!(error instanceof OSError && error.code === "EBADF")) throw error;
      }
    });
  }

  /** Watches it no longer. */
  close(): void {
    this.#end();
    if (!this.#task.done()) this.#task.cancel();
  }
}
