import { create_task } from "../create_task.ts";
import { describe } from "../core/describe.ts";
import { Event } from "../event.ts";
import { checkOptionNames } from "../machine/arguments.ts";
import type { Level } from "../machine/boards/board.ts";
import { OSError } from "../core/os_error.ts";
import { Pin } from "../machine/pin.ts";
import { sleep_ms } from "../sleep.ts";
import type { Task } from "../task.ts";
import { Action } from "./action.ts";

/** The arguments of {@linkcode Encoder} by name, but for the pins. */
export interface EncoderOptions {
  /** The value at the beginning; 0 by default. */
  v?: number;
  /** So many edges are a step of the value, 4 for one a click of most knobs; 1 by default. */
  div?: number;
  /** The least value; `null`, which is the default, for no limit. */
  vmin?: number | null;
  /** The greatest value; `null`, which is the default, for no limit. */
  vmax?: number | null;
  /** The value goes from 0 to one less than this, and round again; `null` does not. */
  mod?: number | null;
  /**
   * Called with the value and by how much it has changed, and with `args`, in a task of its own.
   */
  // deno-lint-ignore no-explicit-any -- the arguments after the two are those of `args`
  callback?: (v: number, delta: number, ...args: any[]) => unknown;
  /** Further arguments of `callback`. */
  args?: readonly unknown[];
  /** For so many milliseconds, changes are collected before `callback` is told; 100 by default. */
  delay?: number;
}

/** An edge that comes by so much after later ones, in ns, is still counted in its place. */
const LATEST_NS = 1_000_000_000n;
const NAMES = ["v", "div", "vmin", "vmax", "mod", "callback", "args", "delay"];

/**
 * A rotary encoder, a knob that turns without end, after
 * {@link https://github.com/peterhinch/micropython-async/blob/master/v3/docs/DRIVERS.md#6-quadrature-encoders | Encoder}
 * of the community library.
 *
 * `for await` over it gives the value each time that it has changed.
 *
 * @example A volume from 0 to 10
 * ```ts
 * import { run, sleep_ms } from "@uasyncio/uasyncio";
 * import { Pin, set_board, SimulatedBoard } from "@uasyncio/uasyncio/machine";
 * import { Encoder } from "@uasyncio/uasyncio/primitives";
 *
 * const board = new SimulatedBoard();
 * set_board(board);
 * const knob = new Encoder(new Pin(5, Pin.IN), new Pin(6, Pin.IN), {
 *   ...{ v: 5, div: 4, vmin: 0, vmax: 10 },
 *   callback: (volume, delta) => console.log(volume, delta),
 * });
 *
 * await run(async () => {
 *   for (const [x, y] of [[1, 0], [1, 1], [0, 1], [0, 0]] as const) { // one click
 *     board.drive(5, x);
 *     board.drive(6, y);
 *     await sleep_ms(1);
 *   }
 *   if (knob.value() !== 6) throw new Error(`volume ${knob.value()}`);
 * });
 * ```
 */
export class Encoder implements AsyncIterable<number>, Disposable {
  readonly #x: Phase;
  readonly #y: Phase;
  readonly #div: number;
  readonly #vmin: number;
  readonly #vmax: number;
  readonly #mod: number | null;
  readonly #delay: number;
  readonly #callback = new Action();
  /**
   * The last edges, in the order in which they were, and how it stood before them. The edges of
   * the two pins are read one pin after the other: some come after later ones of the other pin.
   */
  #turns: Turn[] = [];
  #before: Stand;
  /** In steps, without limits. */
  #steps = 0;
  #value: number;
  /** The value that the callback has been told. */
  #told: number;
  #teller: Task | null = null;
  readonly #changed = new Set<Event>();

  /**
   * Watches an encoder, from the next `run()` on, or at once in a task.
   *
   * @param pin_x One of its pins, an input.
   * @param pin_y The other one. The value rises when this one follows the first one.
   * @param options The rest by name.
   * @throws {TypeError} If one of them is of a wrong type, or there is an option that does not
   *   exist.
   * @throws {RangeError} If a number is out of range.
   * @throws {RuntimeError} If a pin is an output, or has been closed.
   */
  constructor(pin_x: Pin, pin_y: Pin, options: EncoderOptions = {}) {
    checkOptionNames(options, NAMES, "an Encoder");
    const { v = 0, div = 1, vmin, vmax, mod = null, callback = false, delay = 100 } = options;
    this.#div = checkNumber("div", div, 1);
    this.#vmin = checkNumber("vmin", vmin ?? -Infinity, -Infinity);
    this.#vmax = checkNumber("vmax", vmax ?? Infinity, this.#vmin);
    this.#mod = mod === null ? null : checkNumber("mod", mod, 1);
    this.#delay = checkNumber("delay", delay, 0);
    this.#callback.set(callback, options.args ?? []);
    this.#value = this.#told = this.#limit(checkNumber("v", v, -Infinity));
    this.#x = new Phase(pin_x, true, this.#notice);
    try {
      this.#y = new Phase(pin_y, false, this.#notice);
    } catch (error) {
      this.#x.close();
      throw error;
    }
    this.#before = { x: this.#x.level, y: this.#y.level, position: 0 };
  }

  /**
   * The value.
   *
   * @returns A whole number, within the limits.
   */
  value(): number {
    this.#count();
    return this.#value;
  }

  /** Ends the watching. Tasks that iterate over it wait on: cancel them. */
  deinit(): void {
    this.#x.close();
    this.#y.close();
    this.#teller?.cancel();
    this.#teller = null;
  }

  /** Ends the watching at the end of the block that has it by `using`. */
  [Symbol.dispose](): void {
    this.deinit();
  }

  /**
   * The value, each time that it has changed.
   *
   * @returns An iterator, for `for await` inside a task.
   */
  async *[Symbol.asyncIterator](): AsyncGenerator<number, never> {
    const changed = new Event();
    this.#changed.add(changed);
    try {
      while (true) {
        await changed.wait();
        changed.clear();
        yield this.value();
      }
    } finally {
      this.#changed.delete(changed);
    }
  }

  /** There are edges; they are told of together, after a while. */
  readonly #notice = (): void => {
    if (this.#teller !== null) return;
    this.#teller = create_task(async () => {
      await sleep_ms(this.#delay);
      this.#teller = null;
      const v = this.value();
      const delta = v - this.#told;
      if (delta === 0) return;
      this.#told = v;
      this.#callback.launch(v, delta);
      for (const event of this.#changed) event.set();
    });
  };

  /** Counts the edges that have come. */
  #count(): void {
    const added = [...this.#x.take(), ...this.#y.take()];
    if (added.length === 0) return;
    const turns = [...this.#turns, ...added].sort((a, b) => Number(a.time - b.time));
    const oldest = turns.at(-1)!.time - LATEST_NS;
    const kept = turns.findIndex(({ time }) => time >= oldest);
    this.#before = turned(this.#before, turns.slice(0, kept));
    this.#turns = turns.slice(kept);
    const { position } = turned(this.#before, this.#turns);
    const steps = Math.round(position / this.#div);
    this.#value = this.#limit(this.#value + steps - this.#steps);
    this.#steps = steps;
  }

  #limit(value: number): number {
    const limited = Math.max(this.#vmin, Math.min(value, this.#vmax));
    if (this.#mod === null) return limited;
    return (limited % this.#mod + this.#mod) % this.#mod;
  }
}

/** Where an encoder stands: the levels of its pins, and the edges that have been counted. */
interface Stand {
  readonly x: Level;
  readonly y: Level;
  readonly position: number;
}

/** An edge of one of the two pins. */
interface Turn {
  readonly isX: boolean;
  readonly level: Level;
  readonly time: bigint;
}

/** Where an encoder stands after some edges. */
function turned({ x, y, position }: Stand, turns: readonly Turn[]): Stand {
  for (const { isX, level } of turns) {
    if (level === (isX ? x : y)) continue; // it has been read before, or one is lost
    if (isX) x = level;
    else y = level;
    position += (x !== y) === isX ? 1 : -1;
  }
  return { x, y, position };
}

/** One of the two pins, and its edges that have not been counted. */
class Phase {
  /** At the beginning. */
  readonly level: Level;
  #turns: Turn[] = [];
  readonly #task: Task;
  readonly #end: () => void;

  constructor(pin: Pin, isX: boolean, notice: () => void) {
    if (!(pin instanceof Pin)) {
      throw new TypeError(`Cannot make an Encoder of ${describe(pin)}: expected two Pins`);
    }
    const edges = pin.edges();
    this.#end = () => void edges.return?.();
    this.level = pin.value();
    this.#task = create_task(async () => {
      try {
        for await (const { level, timestamp_ns } of edges) {
          this.#turns.push({ isX, level, time: timestamp_ns });
          notice();
        }
      } catch (error) { // the pin has been closed
        if (!(error instanceof OSError && error.code === "EBADF")) throw error;
      }
    });
  }

  take(): Turn[] {
    return this.#turns.splice(0);
  }

  close(): void {
    this.#end();
    if (!this.#task.done()) this.#task.cancel();
  }
}

function checkNumber(name: string, value: number, least: number): number {
  if (typeof value !== "number") {
    throw new TypeError(
      `Cannot set up an Encoder: ${name} has to be a number, not ${describe(value)}`,
    );
  }
  if (!(value >= least)) {
    throw new RangeError(
      `Cannot set up an Encoder: ${name} has to be ${least} or more, not ${value}`,
    );
  }
  return value;
}
