import { RuntimeError } from "../../core/errors.ts";
import { osError } from "../../core/os_error.ts";
import type { BoardLed, Level, Lines, LineSettings, Mode } from "./board.ts";

const FULL = 255;

/** An LED of a board, driven as a line is: `new Pin("LED")`. It is an output, and no more. */
export class LedLine implements Lines {
  readonly #led: BoardLed;

  constructor(led: BoardLed) {
    this.#led = led;
  }

  configure({ mode, pull, levels, trigger }: LineSettings): void {
    if (mode === "in" || mode === "open_drain" || pull || trigger !== 0) {
      throw osError(
        "EOPNOTSUPP",
        "Cannot configure LED: the board's own LED is an output without resistors and edges; " +
          "leave out all but Pin.OUT",
      );
    }
    if (mode !== null) this.write(levels[0]!);
  }

  mode(): Mode {
    return "out";
  }

  pull(): null {
    return null;
  }

  read(): Level {
    return this.#led.read() > 0 ? 1 : 0;
  }

  write(level: Level): void {
    this.#led.write(level * FULL);
  }

  read_all(): Level[] {
    return [this.read()];
  }

  write_all([level]: readonly Level[]): void {
    this.write(level!);
  }

  listen(onEdge: ((edge: never) => void) | null): void {
    if (onEdge === null) return;
    throw new RuntimeError("Cannot watch LED: it is an output");
  }

  close(): void {
    this.#led.close();
  }
}
