import type { Coroutine } from "../coroutine.ts";
import { describe } from "../core/describe.ts";
import { RuntimeError } from "../core/errors.ts";
import type { OSError } from "../core/os_error.ts";
import { checkOptionNames } from "./arguments.ts";
import { showId } from "./show.ts";
import { IRQ_FALLING, IRQ_RISING } from "../../ffi/gpio_line.ts";
import { outside } from "../core/scheduler.ts";
import type { Edge, Level, LineId, Mode, Pull } from "./boards/board.ts";
import { EdgeIterator, nextEdge } from "./lines/edges.ts";
import { get_board } from "./boards/current_board.ts";
import { barePins } from "./lines/bare_pin.ts";
import { type EdgeListener, OpenLine } from "./lines/open_line.ts";
import { checkOptions, type PinOptions, toLevel, toLineChange, type Truth } from "./pin_options.ts";
import { callHandler } from "./call_handler.ts";

/** MicroPython's keyword arguments of {@linkcode Pin.irq}. */
export interface IrqOptions {
  /** Called with the pin and the edge; `null` for none any more. */
  handler: IrqHandler | null;
  /** Which edges: `Pin.IRQ_FALLING`, `Pin.IRQ_RISING`, or both, joined by `|`, the default. */
  trigger?: number;
}

/** What a handler of {@linkcode Pin.irq} is called with: the pin, and what happened. */
export type IrqHandler = (pin: Pin, edge: Edge) => void;

/**
 * A line of the board, after MicroPython's
 * {@link https://docs.micropython.org/en/latest/library/machine.Pin.html | machine.Pin}.
 *
 * All pins of a process that have the same line are one and the same pin to the board. A line
 * is in use until each of them has been closed, or the process ends; a pin that has been
 * forgotten keeps its line, and what it does, as it is.
 *
 * @example An LED and a button
 * ```ts
 * import { Pin, set_board, SimulatedBoard } from "@uasyncio/uasyncio/machine";
 *
 * set_board(new SimulatedBoard());
 * const led = new Pin(17, Pin.OUT, { value: 0 });
 * const button = new Pin(27, Pin.IN, Pin.PULL_UP, { debounce_ms: 10 });
 * led.value(button.value());
 * led.toggle();
 * if (led.value() !== 0) throw new Error("still lit");
 * ```
 */
export class Pin implements Disposable {
  /** An input. */
  static readonly IN = "in";
  /** An output, driven high and low. */
  static readonly OUT = "out";
  /** An output that is driven low, or let go of. */
  static readonly OPEN_DRAIN = "open_drain";
  /** A resistor to the supply. */
  static readonly PULL_UP = "pull_up";
  /** A resistor to ground. */
  static readonly PULL_DOWN = "pull_down";
  /** Falling edges, from high to low. */
  static readonly IRQ_FALLING: typeof IRQ_FALLING = IRQ_FALLING;
  /** Rising edges, from low to high. */
  static readonly IRQ_RISING: typeof IRQ_RISING = IRQ_RISING;

  #line: OpenLine | null;
  readonly #id: LineId;
  readonly #name: string;
  #irq: EdgeListener | null = null;

  /**
   * Takes a line into use. Without a mode, pull and value the pin takes it when it is first used,
   * so that `new PWM(new Pin(18))` can have it, and leaves it as it is until it is first driven,
   * which makes it an output.
   *
   * @param id The line: its number, its name (`"GPIO17"`, and `"GP17"` as on a Pico), or
   *   `[chip, number]` or `[chip, name]`, where the chip is a path or a label. `"LED"` is the
   *   board's own LED, which is an output and no more.
   * @param mode `Pin.IN`, `Pin.OUT` or `Pin.OPEN_DRAIN`.
   * @param pull `Pin.PULL_UP`, `Pin.PULL_DOWN`, or `null` for none.
   * @param options The rest, `value` and `debounce_ms`; mode and pull, too, if they are left out.
   * @throws {TypeError} If `id` is no id, or there is an option that does not exist.
   * @throws {RangeError} If the board has no such line, or an argument is out of range.
   * @throws {OSError} If another program uses the line, or the board lacks what is asked for.
   * @throws {RuntimeError} If there is no board.
   */
  constructor(id: LineId, mode?: Mode, pull?: Pull | null, options?: PinOptions);
  /** The same with the pull among the options. */
  constructor(id: LineId, mode: Mode | undefined, options: PinOptions);
  /** The same with all by keyword, as MicroPython's `Pin(17, mode=Pin.OUT)`. */
  constructor(id: LineId, options: PinOptions);
  constructor(id: LineId, ...args: unknown[]) {
    const options = checkOptions(args);
    const board = get_board();
    this.#id = id;
    this.#name = board.find(id).name;
    this.#line = null;
    barePins.set(this, { id, board });
    const change = toLineChange(options, this.#name);
    if (change === null) return;
    try {
      this.#open("set up").configure(change);
    } catch (error) {
      this.close();
      throw error;
    }
  }

  /**
   * Uses the line in another way. What is left out stays as it is.
   *
   * @param mode `Pin.IN`, `Pin.OUT` or `Pin.OPEN_DRAIN`.
   * @param pull `Pin.PULL_UP`, `Pin.PULL_DOWN`, or `null` for none.
   * @param options The rest, `value` and `debounce_ms`; mode and pull, too, if they are left out.
   * @throws {TypeError} If there is an option that does not exist.
   * @throws {RangeError} If an argument is out of range.
   * @throws {OSError} If the board lacks what is asked for.
   * @throws {RuntimeError} If edges of what would become an output are awaited, or the pin has
   *   been closed.
   */
  init(mode?: Mode, pull?: Pull | null, options?: PinOptions): void;
  /** The same with the pull among the options. */
  init(mode: Mode | undefined, options: PinOptions): void;
  /** The same with all by keyword. */
  init(options: PinOptions): void;
  init(...args: unknown[]): void {
    const line = this.#open("set up");
    const change = toLineChange(checkOptions(args), line.name);
    if (change !== null) line.configure(change);
  }

  /**
   * The level of the line.
   *
   * @returns 0 or 1; of an input with `debounce_ms` the level that counts.
   * @throws {OSError} If the chip has been unplugged.
   * @throws {RuntimeError} If the pin has been closed.
   */
  value(): Level;
  /**
   * Drives the line. That of an input is kept for when it becomes an output.
   *
   * @param x 0, `false` or `null` for low; any other number, or `true`, for high.
   * @throws {TypeError} If `x` is something else.
   * @throws {OSError} If the chip has been unplugged.
   * @throws {RuntimeError} If the pin has been closed.
   */
  value(x: Truth): void;
  value(x?: Truth): Level | void {
    const line = this.#line ?? this.#open("use");
    if (x === undefined) return line.read();
    line.write(x === 0 || x === 1 ? x : toLevel(x, this.#name));
  }

  /**
   * Drives the line high.
   *
   * @throws {OSError} If the chip has been unplugged.
   * @throws {RuntimeError} If the pin has been closed.
   */
  on(): void {
    (this.#line ?? this.#open("use")).write(1);
  }

  /**
   * Drives the line low.
   *
   * @throws {OSError} If the chip has been unplugged.
   * @throws {RuntimeError} If the pin has been closed.
   */
  off(): void {
    (this.#line ?? this.#open("use")).write(0);
  }

  /**
   * Drives the line high, as {@linkcode Pin.on} does.
   *
   * @throws {OSError} If the chip has been unplugged.
   * @throws {RuntimeError} If the pin has been closed.
   */
  high(): void {
    this.on();
  }

  /**
   * Drives the line low, as {@linkcode Pin.off} does.
   *
   * @throws {OSError} If the chip has been unplugged.
   * @throws {RuntimeError} If the pin has been closed.
   */
  low(): void {
    this.off();
  }

  /**
   * Drives the line to the other level.
   *
   * @throws {OSError} If the chip has been unplugged.
   * @throws {RuntimeError} If the pin has been closed.
   */
  toggle(): void {
    (this.#line ?? this.#open("use")).toggle();
  }

  /**
   * What the line is used as.
   *
   * @returns `Pin.IN`, `Pin.OUT` or `Pin.OPEN_DRAIN`.
   * @throws {OSError} If the chip has been unplugged.
   * @throws {RuntimeError} If the pin has been closed.
   */
  mode(): Mode;
  /**
   * Uses the line in another way, as {@linkcode Pin.init} does.
   *
   * @param mode `Pin.IN`, `Pin.OUT` or `Pin.OPEN_DRAIN`.
   * @throws {RangeError} If `mode` is something else.
   * @throws {OSError} If the chip has been unplugged.
   * @throws {RuntimeError} If edges of what would become an output are awaited, or the pin has
   *   been closed.
   */
  mode(mode: Mode): void;
  mode(mode?: Mode): Mode | void {
    if (mode === undefined) return this.#open("use").mode();
    this.init(mode);
  }

  /**
   * The resistor of the line.
   *
   * @returns `Pin.PULL_UP`, `Pin.PULL_DOWN`, `null` for none; `undefined` if the kernel does
   *   not know, as for a line that no program has set up so far.
   * @throws {OSError} If the chip has been unplugged.
   * @throws {RuntimeError} If the pin has been closed.
   */
  pull(): Pull | null | undefined;
  /**
   * Sets the resistor of the line.
   *
   * @param pull `Pin.PULL_UP`, `Pin.PULL_DOWN`, or `null` for none.
   * @throws {RangeError} If `pull` is something else.
   * @throws {OSError} If the line has no such resistor.
   * @throws {RuntimeError} If the pin has been closed.
   */
  pull(pull: Pull | null): void;
  pull(...args: [] | [pull: Pull | null]): Pull | null | undefined | void {
    if (args.length === 0) return this.#open("use").pull();
    this.init({ pull: args[0] });
  }

  /**
   * Calls a function at each edge, outside of all tasks, while `run()` runs. It cannot wait,
   * but it may set a `ThreadSafeFlag`, or wait in a task that it creates by `create_task`. What
   * it throws, or rejects with if it is an async function, is shown on the console. A pin has one
   * handler; a new one takes the place of the old.
   *
   * @param handler Called with the pin and the edge; `null` for none any more.
   * @param trigger Which edges: `Pin.IRQ_FALLING`, `Pin.IRQ_RISING`, or both, joined by `|`.
   * @throws {TypeError} If `handler` is not a function.
   * @throws {RangeError} If `trigger` is something else.
   * @throws {RuntimeError} If the line is an output, or the pin has been closed.
   *
   * @example A task that is woken by a button
   * ```ts
   * import { run, ThreadSafeFlag } from "@uasyncio/uasyncio";
   * import { Pin, set_board, SimulatedBoard } from "@uasyncio/uasyncio/machine";
   *
   * const board = new SimulatedBoard();
   * set_board(board);
   * const pressed = new ThreadSafeFlag();
   * const button = new Pin(27, Pin.IN, Pin.PULL_UP);
   * button.irq(() => pressed.set(), Pin.IRQ_FALLING);
   * await run(async () => {
   *   board.drive(27, 0);
   *   await pressed.wait();
   * });
   * ```
   */
  irq(handler: IrqHandler | null, trigger?: number): void;
  /**
   * The same with MicroPython's keyword arguments.
   *
   * @param options `handler` and `trigger`.
   * @throws {TypeError} If `handler` is not a function, or there is an option that does not exist.
   * @throws {RangeError} If `trigger` is something else.
   * @throws {RuntimeError} If the line is an output, or the pin has been closed.
   */
  irq(options: IrqOptions): void;
  irq(first: IrqHandler | IrqOptions | null, second?: number): void {
    const line = this.#open("watch");
    const isNamed = typeof first === "object" && first !== null;
    if (isNamed) checkOptionNames(first, ["handler", "trigger"], "an irq");
    const { handler, trigger = IRQ_FALLING | IRQ_RISING } =
      (isNamed ? first : { handler: first, trigger: second }) as IrqOptions;
    if (handler !== null && typeof handler !== "function") {
      throw new TypeError(
        `Cannot watch ${this.#name}: the handler is a function or null, not ${describe(handler)}`,
      );
    }
    this.#checkTrigger(trigger);
    let listener: EdgeListener | null = null;
    if (handler !== null) {
      const notice = (edge: Edge) =>
        outside(() =>
          callHandler(() => handler(this, edge), `in the irq handler of ${this.#name}`)
        );
      const end = (error: OSError) => {
        this.#irq = null;
        if (error.code === "EBADF") return; // the pin has been closed
        console.error(`The irq handler of ${this.#name} hears of no edges any more:`, error);
      };
      line.listen(listener = { owner: this, trigger, hasGap: false, notice, end });
    }
    if (this.#irq !== null) line.unlisten(this.#irq);
    this.#irq = listener;
  }

  /**
   * Waits for the next edge. Those that come when no task waits are not kept: for one event, or
   * one with a time limit, that is what one wants; for a sequence there is
   * {@linkcode Pin.edges}.
   *
   * @param trigger Which edges: `Pin.IRQ_FALLING`, `Pin.IRQ_RISING`, or both, joined by `|`.
   * @returns A coroutine of the edge. It throws an `OSError` with the code `"EBADF"` if the pin
   *   is closed meanwhile, with `"ENODEV"` if the chip is unplugged.
   * @throws {RangeError} If `trigger` is something else.
   * @throws {RuntimeError} If the line is an output, or the pin has been closed.
   *
   * @example A button that is pressed within a second
   * ```ts
   * import { create_task, run, sleep_ms, wait_for } from "@uasyncio/uasyncio";
   * import { Pin, set_board, SimulatedBoard } from "@uasyncio/uasyncio/machine";
   *
   * const board = new SimulatedBoard();
   * set_board(board);
   * await run(async () => {
   *   const button = new Pin(27, Pin.IN, Pin.PULL_UP);
   *   create_task(async () => {
   *     await sleep_ms(5);
   *     board.drive(27, 0);
   *   });
   *   const edge = await wait_for(button.edge(Pin.IRQ_FALLING), 1);
   *   if (edge.level !== 0) throw new Error("not pressed");
   * });
   * ```
   */
  edge(trigger: number = IRQ_FALLING | IRQ_RISING): Coroutine<Edge> {
    const line = this.#open("watch");
    this.#checkTrigger(trigger);
    return nextEdge(line, this, trigger);
  }

  /**
   * Iterates over the edges from now on. Those that come while the loop is busy elsewhere are
   * kept, the last ten thousand at least. Tasks that iterate over edges of several pins get them
   * in the order of their times.
   *
   * @param trigger Which edges: `Pin.IRQ_FALLING`, `Pin.IRQ_RISING`, or both, joined by `|`.
   * @returns The edges, for `for await` inside a task. It ends with an `OSError` with the code
   *   `"EBADF"` when the pin is closed, with `"ENODEV"` when the chip is unplugged.
   * @throws {RangeError} If `trigger` is something else.
   * @throws {RuntimeError} If the line is an output, or the pin has been closed.
   *
   * @example How long a button is held
   * ```ts
   * import { create_task, run, sleep_ms } from "@uasyncio/uasyncio";
   * import { Pin, set_board, SimulatedBoard } from "@uasyncio/uasyncio/machine";
   *
   * const board = new SimulatedBoard();
   * set_board(board);
   * await run(async () => {
   *   const button = new Pin(27, Pin.IN, Pin.PULL_DOWN);
   *   const edges = button.edges();
   *   create_task(async () => {
   *     board.drive(27, 1);
   *     await sleep_ms(20);
   *     board.drive(27, 0);
   *   });
   *   let pressed_ns = 0n;
   *   for await (const { level, timestamp_ns } of edges) {
   *     if (level === 1) {
   *       pressed_ns = timestamp_ns;
   *     } else {
   *       if (timestamp_ns - pressed_ns < 20_000_000n) throw new Error("too short");
   *       break;
   *     }
   *   }
   * });
   * ```
   */
  edges(
    trigger: number = IRQ_FALLING | IRQ_RISING,
  ): AsyncIterableIterator<Edge, undefined> & AsyncDisposable {
    const line = this.#open("watch");
    this.#checkTrigger(trigger);
    return new EdgeIterator(line, this, trigger);
  }

  /**
   * Gives the line back, if no other pin has it. Tasks that wait for its edges get an
   * `OSError`. Does nothing if the pin is closed already.
   */
  close(): void {
    const line = this.#line;
    this.#line = null;
    barePins.delete(this);
    line?.close(this);
  }

  /** Closes the pin at the end of the block that has it by `using`. */
  [Symbol.dispose](): void {
    this.close();
  }

  /** The pin in words: `Pin(17, OUT, value 1)`. */
  toString(): string {
    return `Pin(${showId(this.#id)}, ${this.#state()})`;
  }

  /** What `console.log` shows: the pin and its state. */
  [Symbol.for("Deno.customInspect")](): string {
    return this.toString();
  }

  #state(): string {
    if (this.#line === null) return barePins.has(this) ? "not in use" : "closed";
    try {
      const line = this.#line;
      const mode = line.mode();
      const debounce = mode === "in" && line.debounce_ms > 0
        ? [`debounce ${line.debounce_ms} ms`]
        : [];
      const parts = [mode, line.pull() ?? [], debounce].flat();
      const words = parts.map((part) => part.startsWith("debounce") ? part : part.toUpperCase());
      return [...words, `value ${line.read()}`].join(", ");
    } catch {
      return "unplugged";
    }
  }

  #open(verb: string): OpenLine {
    if (this.#line !== null) return this.#line;
    const bare = barePins.get(this);
    if (bare !== undefined) {
      this.#line = OpenLine.open(bare.id, bare.board);
      barePins.delete(this);
      return this.#line;
    }
    throw new RuntimeError(
      `Cannot ${verb} ${this.#name}: the pin has been closed; make another one`,
    );
  }

  #checkTrigger(trigger: number): void {
    if ([IRQ_FALLING, IRQ_RISING, IRQ_FALLING | IRQ_RISING].includes(trigger)) return;
    throw new RangeError(
      `Cannot watch ${this.#name} for ${describe(trigger)}: a trigger is Pin.IRQ_FALLING, ` +
        "Pin.IRQ_RISING, or both, joined by |",
    );
  }
}
