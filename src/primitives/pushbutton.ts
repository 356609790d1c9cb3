import { create_task } from "../create_task.ts";
import { describe } from "../core/describe.ts";
import type { Event } from "../event.ts";
import { checkOptionNames } from "../machine/arguments.ts";
import type { Level } from "../machine/boards/board.ts";
import type { Pin } from "../machine/pin.ts";
import { sleep_ms } from "../sleep.ts";
import type { Task } from "../task.ts";
import { Action } from "./action.ts";
import { Contact } from "./contact.ts";

/** The arguments of {@linkcode Pushbutton} by name. */
export interface PushbuttonOptions {
  /**
   * Whether the function for a release is not called after a long press, nor after a double
   * click; it is called later then, when it is certain that it was neither. `false` by default.
   */
  suppress?: boolean;
  /**
   * The level of the pin while the button is not pressed; `null`, which is the default, takes
   * it for not pressed now.
   */
  sense?: Level | null;
}

/**
 * A button, after
 * {@link https://github.com/peterhinch/micropython-async/blob/master/v3/docs/DRIVERS.md#4-interfacing-pushbuttons-pushbutton-class | Pushbutton}
 * of the community library: functions are called, or events set, when it is pressed, released,
 * clicked twice, and held.
 *
 * @example Pressed, and held
 * ```ts
 * import { run, sleep_ms } from "@uasyncio/uasyncio";
 * import { Pin, set_board, SimulatedBoard } from "@uasyncio/uasyncio/machine";
 * import { Pushbutton } from "@uasyncio/uasyncio/primitives";
 * import { VirtualClock } from "@uasyncio/uasyncio/testing";
 *
 * using _clock = new VirtualClock();
 * const board = new SimulatedBoard();
 * set_board(board);
 * const button = new Pushbutton(new Pin(27, Pin.IN, Pin.PULL_UP));
 * const log: string[] = [];
 * button.press_func(() => log.push("pressed"));
 * button.long_func(() => log.push("held"));
 * button.release_func(null); // sets the event `button.release`
 *
 * await run(async () => {
 *   board.drive(27, 0);
 *   await sleep_ms(2000);
 *   board.drive(27, 1);
 *   await button.release.wait();
 * });
 * if (String(log) !== "pressed,held") throw new Error(String(log));
 * ```
 */
export class Pushbutton implements Disposable {
  /** For how long the level has to be stable before it counts, in milliseconds. */
  static debounce_ms = 50;
  /** A press of so many milliseconds is a long one. */
  static long_press_ms = 1000;
  /** Two presses within so many milliseconds are a double click. */
  static double_click_ms = 400;

  readonly #press = new Action();
  readonly #release = new Action();
  readonly #double = new Action();
  readonly #long = new Action();
  readonly #pin: Pin;
  readonly #contact: Contact;
  readonly #suppress: boolean;
  readonly #released: Level;
  /** Runs while a press may become a long one. */
  #longTimer: Task | null = null;
  /** Runs while another press would make a double click. */
  #doubleTimer: Task | null = null;
  /** Whether the press was a long one, or the second of a double click. */
  #wasSpecial = false;

  /**
   * Watches a button, from the next `run()` on, or at once in a task.
   *
   * @param pin The pin, an input. It is debounced by `Pushbutton.debounce_ms` from now on.
   * @param suppress Whether the function for a release is not called after a long press or a
   *   double click, see {@linkcode PushbuttonOptions.suppress}; or an object of options.
   * @param sense The level of the pin while the button is not pressed; `null` takes it for not
   *   pressed now.
   * @throws {TypeError} If `pin` is no pin, or there is an option that does not exist.
   * @throws {RangeError} If `sense` is none of these.
   * @throws {RuntimeError} If the pin is an output, or has been closed.
   */
  constructor(
    pin: Pin,
    suppress: boolean | PushbuttonOptions = false,
    sense: Level | null = null,
  ) {
    const options: PushbuttonOptions = typeof suppress === "object"
      ? suppress
      : { suppress, sense };
    checkOptionNames(options, ["suppress", "sense"], "a Pushbutton");
    const level = options.sense ?? null;
    if (level !== 0 && level !== 1 && level !== null) {
      throw new RangeError(
        `Cannot set up a Pushbutton with sense ${describe(level)}: it is 0, 1 or null`,
      );
    }
    this.#suppress = options.suppress ?? false;
    this.#contact = new Contact(pin, Pushbutton.debounce_ms, "a Pushbutton", () => {
      if (this.value()) this.#onPress();
      else this.#onRelease();
    });
    this.#pin = pin;
    this.#released = level ?? this.#contact.level;
  }

  /** Set when the button is pressed, if `press_func(null)` has been called; clear it afterwards. */
  get press(): Event {
    return this.#press.event;
  }

  /** Set when it is released, if `release_func(null)` has been called; clear it afterwards. */
  get release(): Event {
    return this.#release.event;
  }

  /** Set at a double click, if `double_func(null)` has been called; clear it afterwards. */
  get double(): Event {
    return this.#double.event;
  }

  /** Set at a long press, if `long_func(null)` has been called; clear it afterwards. */
  get long(): Event {
    return this.#long.event;
  }

  /**
   * Calls a function when the button is pressed, in a task of its own.
   *
   * @param func The function; `null` sets the event `press` instead, `false` is nothing.
   * @param args Its arguments.
   * @throws {TypeError} If `func` is something else, or `args` no array.
   */
  press_func<Args extends unknown[]>(
    func: ((...args: Args) => unknown) | null | false = false,
    args?: Args,
  ): void {
    this.#press.set(func, args ?? []);
  }

  /**
   * Calls a function when the button is released, in a task of its own.
   *
   * @param func The function; `null` sets the event `release` instead, `false` is nothing.
   * @param args Its arguments.
   * @throws {TypeError} If `func` is something else, or `args` no array.
   */
  release_func<Args extends unknown[]>(
    func: ((...args: Args) => unknown) | null | false = false,
    args?: Args,
  ): void {
    this.#release.set(func, args ?? []);
  }

  /**
   * Calls a function at a double click, in a task of its own: when the button is pressed a
   * second time within `Pushbutton.double_click_ms`.
   *
   * @param func The function; `null` sets the event `double` instead, `false` is nothing.
   * @param args Its arguments.
   * @throws {TypeError} If `func` is something else, or `args` no array.
   */
  double_func<Args extends unknown[]>(
    func: ((...args: Args) => unknown) | null | false = false,
    args?: Args,
  ): void {
    this.#double.set(func, args ?? []);
  }

  /**
   * Calls a function when the button is held, in a task of its own: for
   * `Pushbutton.long_press_ms`, while it is held on.
   *
   * @param func The function; `null` sets the event `long` instead, `false` is nothing.
   * @param args Its arguments.
   * @throws {TypeError} If `func` is something else, or `args` no array.
   */
  long_func<Args extends unknown[]>(
    func: ((...args: Args) => unknown) | null | false = false,
    args?: Args,
  ): void {
    this.#long.set(func, args ?? []);
  }

  /**
   * Whether the button is pressed, debounced. The community's library has `button()` for it.
   *
   * @returns `true` if it is.
   */
  value(): boolean {
    return this.#contact.level !== this.#released;
  }

  /**
   * Whether the button is pressed by the level of its pin, which the kernel debounces: unlike in
   * the community's library, it does not show how the button bounces. It may be ahead of
   * {@linkcode Pushbutton.value} by the time until the task gets the edge.
   *
   * @returns `true` if it is.
   * @throws {RuntimeError} If the pin has been closed.
   */
  rawstate(): boolean {
    return this.#pin.value() !== this.#released;
  }

  /** Ends the watching. */
  deinit(): void {
    this.#contact.close();
    this.#longTimer?.cancel();
    this.#doubleTimer?.cancel();
    this.#longTimer = this.#doubleTimer = null;
  }

  /** Ends the watching at the end of the block that has it by `using`. */
  [Symbol.dispose](): void {
    this.deinit();
  }

  #onPress(): void {
    this.#press.launch();
    const isSecond = this.#doubleTimer !== null;
    this.#wasSpecial = isSecond;
    if (isSecond) {
      this.#doubleTimer!.cancel();
      this.#doubleTimer = null;
      this.#double.launch();
    } else if (this.#double.isWanted) {
      this.#doubleTimer = after(Pushbutton.double_click_ms, () => {
        this.#doubleTimer = null;
        if (this.#suppress && !this.value() && !this.#wasSpecial) this.#release.launch();
      });
    }
    if (!this.#long.isWanted) return;
    this.#longTimer = after(Pushbutton.long_press_ms, () => {
      this.#longTimer = null;
      this.#wasSpecial = true;
      this.#long.launch();
    });
  }

  #onRelease(): void {
    this.#longTimer?.cancel();
    this.#longTimer = null;
    const isSuppressed = this.#suppress && (this.#wasSpecial || this.#doubleTimer !== null);
    if (!isSuppressed) this.#release.launch();
  }
}

/** Calls a function after a time in ms, unless the task is cancelled before. */
function after(ms: number, func: () => void): Task {
  return create_task(async () => {
    await sleep_ms(ms);
    func();
  });
}
