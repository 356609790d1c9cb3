import { OSError, osError } from "../../core/os_error.ts";
import { RuntimeError } from "../../core/errors.ts";
import {
  type Edge,
  IRQ_FALLING,
  IRQ_RISING,
  type Level,
  type Mode,
  type Pull,
} from "../../../ffi/gpio_line.ts";
import type { Board, LineAddress, LineId, Lines } from "../boards/board.ts";

/** A task or a handler that wants to hear of edges. */
export interface EdgeListener {
  /** The pin on whose behalf; it ends with that. */
  readonly owner: object;
  /** Which edges. */
  readonly trigger: number;
  /** Whether edges have been lost since the last one that it has heard of. */
  hasGap: boolean;
  /** There is one. */
  notice(edge: Edge): void;
  /** There will be none any more. */
  end(error: OSError): void;
}

/** A new use of a line; what is undefined stays as it is. */
export interface LineChange {
  mode?: Mode | undefined;
  pull?: Pull | null | undefined;
  level?: Level | undefined;
  debounce_ms?: number | undefined;
}

/** Lines in use by this process, by their chip and number. */
const inUse = new WeakMap<Board, Map<string, OpenLine>>();

/**
 * A line in use. The pins of this process that have the same line share it, as they do in
 * MicroPython; for other processes it is taken.
 */
export class OpenLine {
  readonly name: string;
  readonly #lines: Lines;
  readonly #forget: (line: OpenLine) => void;
  /** Those that listen. A new list each time, so that it may change while they are told. */
  #listeners: readonly EdgeListener[] = [];
  #holders = 0;
  #mode: Mode | null = null;
  #pull: Pull | null | undefined = undefined;
  /** What the line is driven to as an output; null if no pin has said. */
  #level: Level | null = null;
  #isOutput = false;
  /** The edges that the board looks for. It goes on doing so when nothing listens any more. */
  #trigger = 0;
  #debounce_ms = 0;

  private constructor(board: Board, address: LineAddress, forget: (line: OpenLine) => void) {
    this.name = address.name;
    this.#lines = board.request([address]);
    this.#forget = forget;
  }

  /** Takes a line of a board into use. */
  static open(id: LineId, board: Board): OpenLine {
    const address = board.find(id);
    const key = `${address.chip} ${address.offset}`;
    let lines = inUse.get(board);
    if (lines === undefined) inUse.set(board, lines = new Map());
    let line = lines.get(key);
    if (line === undefined || line.#isGone()) {
      line = new OpenLine(board, address, (line) => {
        if (lines.get(key) === line) lines.delete(key);
      });
      lines.set(key, line);
    }
    line.#holders++;
    return line;
  }

  get debounce_ms(): number {
    return this.#debounce_ms;
  }

  mode(): Mode {
    return this.#lines.mode();
  }

  pull(): Pull | null | undefined {
    return this.#lines.pull();
  }

  read(): Level {
    return this.#lines.read();
  }

  /** Drives the line; makes it an output, unless it has been made an input expressly. */
  write(level: Level): void {
    this.#level = level;
    if (this.#isOutput) this.#lines.write(level);
    else if (this.#mode === null) this.configure({ mode: "out" });
  }

  toggle(): void {
    const level = this.#level ?? this.read();
    this.write(level === 0 ? 1 : 0);
  }

  /** Uses the line in another way. */
  configure(change: LineChange): void {
    const { pull = this.#pull, level, debounce_ms = this.#debounce_ms } = change;
    const present = this.#lines.mode();
    const mode = change.mode ?? this.#mode ?? present;
    const isOutput = mode !== "in";
    if (isOutput && this.#listeners.length > 0) {
      throw new RuntimeError(
        `Cannot make ${this.name} an output: a task waits for its edges, or it has an irq handler; irq(null) ends that`,
      );
    }
    if (isOutput && (change.debounce_ms ?? 0) > 0) {
      throw new RuntimeError(
        `Cannot debounce ${this.name}: it is an output; init(Pin.IN) makes it an input`,
      );
    }
    const driven = level ?? this.#level ?? (isOutput && present !== "in" ? this.read() : null);
    this.#apply(mode, pull, driven, isOutput ? 0 : this.#trigger, isOutput ? 0 : debounce_ms);
    // Only what a pin has said is kept; the rest is as it happened to be.
    if (change.mode !== undefined) this.#mode = change.mode;
    this.#pull = pull;
    this.#level = driven;
    this.#isOutput = isOutput;
  }

  /** Tells a listener of edges from now on. */
  listen(listener: EdgeListener): void {
    if (this.#lines.mode() !== "in") {
      throw new RuntimeError(
        `Cannot watch ${this.name}: it is an output; init(Pin.IN) makes it an input`,
      );
    }
    this.#watch(this.#trigger | listener.trigger);
    if (this.#listeners.length === 0) this.#lines.listen(this.#onEdge, this.#onEnd);
    this.#listeners = [...this.#listeners, listener];
  }

  /** Tells a listener no more. */
  unlisten(listener: EdgeListener): void {
    if (!this.#listeners.includes(listener)) return;
    this.#listeners = this.#listeners.filter((other) => other !== listener);
    if (this.#listeners.length === 0) this.#lines.listen(null);
  }

  /** A pin has done with the line. The last one gives it back. */
  close(pin: object): void {
    const error = osError(
      "EBADF",
      `Cannot wait for an edge of ${this.name}: the pin has been closed meanwhile`,
    );
    for (const listener of this.#listeners.filter(({ owner }) => owner === pin)) {
      this.unlisten(listener);
      listener.end(error);
    }
    if (--this.#holders > 0) return;
    this.#forget(this);
    this.#lines.close();
  }

  /** Whether its chip has been unplugged; plugged in again, the line is another one. */
  #isGone(): boolean {
    try {
      this.#lines.mode();
      return false;
    } catch (error) {
      if (error instanceof OSError && error.code === "ENODEV") return true;
      throw error;
    }
  }

  /** Lets the board look for these edges. */
  #watch(trigger: number): void {
    if (trigger === this.#trigger) return;
    this.#apply("in", this.#pull, this.#level, trigger, this.#debounce_ms);
  }

  #apply(
    mode: Mode,
    pull: Pull | null | undefined,
    level: Level | null,
    trigger: number,
    debounce_ms: number,
  ): void {
    this.#lines.configure({ mode, pull, levels: [level ?? 0], trigger, debounce_ms });
    this.#trigger = trigger;
    this.#debounce_ms = debounce_ms;
  }

  readonly #onEdge = (edge: Edge): void => {
    const bit = edge.level === 1 ? IRQ_RISING : IRQ_FALLING;
    for (const listener of this.#listeners) { // one that begins now begins with the next edge
      if (!this.#listeners.includes(listener)) continue; // one before has ended it
      if ((listener.trigger & bit) === 0) {
        listener.hasGap ||= edge.gap; // for the next one that it hears of
      } else {
        listener.notice(listener.hasGap ? { ...edge, gap: true } : edge);
        listener.hasGap = false;
      }
    }
  };

  readonly #onEnd = (error: OSError): void => {
    const listeners = this.#listeners;
    this.#listeners = [];
    this.#forget(this);
    for (const listener of listeners) listener.end(error);
  };
}
