import type { Event } from "../event.ts";
import type { Level } from "../machine/boards/board.ts";
import type { Pin } from "../machine/pin.ts";
import { Action } from "./action.ts";
import { Contact } from "./contact.ts";

/**
 * A switch between a pin and ground, after
 * {@link https://github.com/peterhinch/micropython-async/blob/master/v3/docs/DRIVERS.md#3-interfacing-switches-switch-class | Switch}
 * of the community library: functions are called, or events set, when it closes and opens.
 *
 * @example A float switch in a tank
 * ```ts
 * import { run, sleep_ms } from "@uasyncio/uasyncio";
 * import { Pin, set_board, SimulatedBoard } from "@uasyncio/uasyncio/machine";
 * import { Switch } from "@uasyncio/uasyncio/primitives";
 *
 * const board = new SimulatedBoard();
 * set_board(board);
 * const float = new Switch(new Pin(17, Pin.IN, Pin.PULL_UP));
 * const log: string[] = [];
 * float.close_func((text: string) => log.push(text), ["full"]);
 * float.open_func(null); // sets the event `float.open`
 *
 * await run(async () => {
 *   board.drive(17, 0);
 *   await sleep_ms(80);
 *   board.drive(17, 1);
 *   await float.open.wait();
 * });
 * if (String(log) !== "full") throw new Error(String(log));
 * ```
 */
export class Switch implements Disposable {
  /** For how long the level has to be stable before it counts, in milliseconds. */
  static debounce_ms = 50;

  readonly #closing = new Action();
  readonly #opening = new Action();
  readonly #contact: Contact;

  /**
   * Watches a switch, from the next `run()` on, or at once in a task.
   *
   * @param pin The pin, an input with a resistor to the supply. It is debounced by
   *   `Switch.debounce_ms` from now on.
   * @throws {TypeError} If `pin` is no pin.
   * @throws {RuntimeError} If it is an output, or has been closed.
   */
  constructor(pin: Pin) {
    this.#contact = new Contact(pin, Switch.debounce_ms, "a Switch", (level) => {
      (level === 0 ? this.#closing : this.#opening).launch();
    });
  }

  /** Set when the switch closes, if `close_func(null)` has been called; clear it afterwards. */
  get close(): Event {
    return this.#closing.event;
  }

  /** Set when the switch opens, if `open_func(null)` has been called; clear it afterwards. */
  get open(): Event {
    return this.#opening.event;
  }

  /**
   * Calls a function when the switch closes, in a task of its own.
   *
   * @param func The function; `null` sets the event `close` instead, `false` is nothing.
   * @param args Its arguments.
   * @throws {TypeError} If `func` is something else, or `args` no array.
   */
  close_func<Args extends unknown[]>(
    func: ((...args: Args) => unknown) | null | false = null,
    args?: Args,
  ): void {
    this.#closing.set(func, args ?? []);
  }

  /**
   * Calls a function when the switch opens, in a task of its own.
   *
   * @param func The function; `null` sets the event `open` instead, `false` is nothing.
   * @param args Its arguments.
   * @throws {TypeError} If `func` is something else, or `args` no array.
   */
  open_func<Args extends unknown[]>(
    func: ((...args: Args) => unknown) | null | false = null,
    args?: Args,
  ): void {
    this.#opening.set(func, args ?? []);
  }

  /**
   * The state of the switch, debounced. The community's library has `switch()` for it.
   *
   * @returns 0 if it is closed, 1 if it is open.
   */
  value(): Level {
    return this.#contact.level;
  }

  /** Ends the watching. */
  deinit(): void {
    this.#contact.close();
  }

  /** Ends the watching at the end of the block that has it by `using`. */
  [Symbol.dispose](): void {
    this.deinit();
  }
}
