import { describe } from "../../core/describe.ts";
import { osError } from "../../core/os_error.ts";
import { IRQ_FALLING, IRQ_RISING } from "../../../ffi/gpio_line.ts";
import { time } from "../../core/scheduler.ts";
import { Debouncer } from "./debouncer.ts";
import { EdgeOrder, EdgeQueue, type EdgeSource, type OnEdge, type OnEnd } from "./edge_order.ts";
import type {
  Board,
  BoardLed,
  Edge,
  Level,
  LineAddress,
  LineId,
  LineInfo,
  Lines,
  LineSettings,
  Mode,
  Pull,
} from "./board.ts";
import type { Climate } from "./climate_sensor.ts";
import type { I2cPins } from "./i2c_bus.ts";
import type { Stream } from "../../net/stream.ts";
import { SimulatedBuses } from "./simulated_buses.ts";
import type { SimulatedI2C } from "./simulated_i2c.ts";
import type { SimulatedOneWire } from "./simulated_onewire.ts";
import type { SimulatedPWM } from "./simulated_pwm.ts";
import type { SimulatedSPI } from "./simulated_spi.ts";

/**
 * Called when a level has changed.
 *
 * @param line The name of the line.
 * @param level The new level.
 * @param time_ms Milliseconds since the board was made.
 */
export type LevelListener = (line: string, level: Level, time_ms: number) => void;

const HEADER_LINES = 54;
const LEDS = 4;
const CHIP = "simulated";
/** So many changes of a line are kept at least. */
const HISTORY = 1_000_000;
/** So many edges are kept until they are taken, as Linux does at most. */
const EDGES = 1024;

let listenForInputs: (board: SimulatedBoard, callback: InputListener) => void;

/** Called with the names of lines. */
type InputListener = (lines: readonly string[]) => void;

/** Calls back whenever the program uses lines of the board as inputs. */
export function atInputs(board: SimulatedBoard, callback: InputListener): void {
  listenForInputs(board, callback);
}

/**
 * A board without hardware: 54 lines, `GPIO0` to `GPIO53`, and four LEDs, `LED1`
 * to `LED4`. The program drives its lines; {@linkcode SimulatedBoard.drive} is
 * the world outside, {@linkcode SimulatedBoard.level} a meter, and
 * {@linkcode SimulatedBoard.history} an oscilloscope.
 *
 * @example Measure what a program does
 * ```ts
 * import { run, sleep_ms } from "@uasyncio/uasyncio";
 * import { Pin, set_board, SimulatedBoard } from "@uasyncio/uasyncio/machine";
 * import { VirtualClock } from "@uasyncio/uasyncio/testing";
 *
 * using _clock = new VirtualClock();
 * const board = new SimulatedBoard();
 * set_board(board);
 * await run(async () => {
 *   const pin = new Pin(17);
 *   pin.on();
 *   await sleep_ms(5);
 *   pin.off();
 * });
 * if (String(board.history(17)) !== "0,1,5,0") throw new Error("wrong waveform");
 * ```
 */
export class SimulatedBoard implements Board {
  /** What it is, in words, for messages. */
  readonly name = "the simulated board";
  /** Its buses, as `I2C` and its like use them. */
  readonly buses: SimulatedBuses = new SimulatedBuses();
  readonly #lines = new Map<string, SimulatedLine>();
  readonly #listeners = new Set<LevelListener>();
  readonly #start = time();
  readonly #order = new EdgeOrder(() => toNs(time()), () => []);
  #onInputs: InputListener = () => {};

  static {
    listenForInputs = (board, callback) => {
      board.#onInputs = callback;
    };
  }

  /** Makes a board whose lines are inputs that nothing drives. They are low. */
  constructor() {
    const change: LevelListener = (...change) => {
      for (const listener of this.#listeners) listener(...change);
    };
    const add = (name: string) => {
      const offset = this.#lines.size;
      this.#lines.set(name, new SimulatedLine(name, offset, this.#start, change));
    };
    for (let i = 0; i < HEADER_LINES; i++) add(`GPIO${i}`);
    for (let i = 1; i <= LEDS; i++) add(`LED${i}`);
  }

  /**
   * The lines of the board.
   *
   * @returns Name, number, direction and user of each.
   */
  lines(): LineInfo[] {
    return [...this.#lines.values()].map(({ name, offset, mode, pull, isInUse }) => ({
      name,
      chip: CHIP,
      offset,
      direction: mode === "in" ? "in" : "out",
      used_by: isInUse ? "uasyncio" : null,
      mode,
      pull,
    }));
  }

  /**
   * Finds a line.
   *
   * @param id The number of the line, or its name.
   * @returns Where it is.
   * @throws {TypeError} If `id` is neither a number nor a name.
   * @throws {RangeError} If the board has no such line.
   */
  find(id: LineId): LineAddress {
    const { name, offset } = this.#line(id);
    return { name, chip: CHIP, offset };
  }

  /**
   * Takes lines into use; `Pin` and `Pins` do that.
   *
   * @param lines The lines.
   * @returns The lines in use.
   * @throws {OSError} `"EBUSY"` if one is in use.
   */
  request(lines: readonly LineAddress[]): Lines {
    return new SimulatedLines(
      lines.map(({ name }) => this.#line(name)),
      this.#order,
      (inputs) => this.#onInputs(inputs),
    );
  }

  /**
   * Takes an LED into use; `LED` does that.
   *
   * @param id Its number, 1 to 4.
   * @returns The LED; null if there is none.
   */
  led(id: number | string): BoardLed | null {
    const line = this.#lines.get(typeof id === "number" ? `LED${id}` : id);
    if (line === undefined || !line.name.startsWith("LED")) return null;
    return {
      read: () => line.level * 255,
      write: (intensity) => line.set("out", undefined, intensity > 0 ? 1 : 0),
      close: () => {},
    };
  }

  /**
   * An I2C bus of the board, to attach devices to. Bus 1 is the one at GPIO2 and GPIO3.
   *
   * @param number Its number, or its name.
   * @param pins Its lines, where an overlay would make it; only numbers 0 and 1 have their own.
   * @returns The bus.
   */
  i2c(number: number | string = 1, pins?: I2cPins): SimulatedI2C {
    return this.buses.i2c(number, pins);
  }

  /**
   * A chip select of an SPI bus of the board, to attach a device to.
   *
   * @param number The number of the bus; 0 is the one at GPIO9, GPIO10 and GPIO11.
   * @param cs The number of the chip select. A device whose chip select is a `Pin` of the
   *   program's own is attached to the one that its `SPI` has been made with, or to 0.
   * @returns The chip select.
   */
  spi(number: number | string = 0, cs = 0): SimulatedSPI {
    return this.buses.spi(number, cs);
  }

  /**
   * The other end of a serial port, for a device that the program talks to by its `UART`: what
   * is written there comes to the program. To close it is to pull the device out.
   *
   * @param number The number of the port, or the path of its device.
   * @returns The device's end; the same one until it is closed.
   *
   * @example A device that sends back what it gets
   * ```ts
   * import { create_task, run, StreamReader, StreamWriter } from "@uasyncio/uasyncio";
   * import { set_board, SimulatedBoard, UART } from "@uasyncio/uasyncio/machine";
   *
   * const board = new SimulatedBoard();
   * set_board(board);
   * await run(async () => {
   *   create_task(async () => {
   *     for await (const line of board.uart()) board.uart().write(line);
   *   });
   *   const uart = new UART(0);
   *   new StreamWriter(uart).write("hello\n");
   *   const line = await new StreamReader(uart).readline();
   *   if (line.length !== 6) throw new Error("something else has come back");
   * });
   * ```
   */
  uart(number: number | string = 0): Stream {
    return this.buses.uart(number).device;
  }

  /**
   * Puts a voltage on an analog input, for the program's `ADC`. It stays until another one is
   * put there; before the first it is 0 V. The converter has the channels 0 to 7, and measures 0
   * to 3.3 V.
   *
   * @param id What the program's `ADC` is made with.
   * @param volts The voltage.
   * @throws {TypeError} If `volts` is no number.
   * @throws {RangeError} If there is no such channel.
   */
  analog(id: number | readonly [device: string, channel: number | string], volts: number): void {
    const [device, channel] = typeof id === "number" ? [undefined, id] : id;
    this.buses.converter(device).set(channel, volts);
  }

  /**
   * Connects a sensor of temperature and humidity to a line, for the program's `DHT11` or `DHT22`.
   *
   * @param pin The number of the line.
   * @param climate What it measures from now on, in tenths; `null` for no sensor.
   * @throws {TypeError} If `climate` is something else.
   */
  dht(pin: number, climate: Climate | null): void {
    this.buses.dht(pin).set(climate);
  }

  /**
   * A 1-Wire bus of the board, to attach thermometers to.
   *
   * @param id The number of its line, or what Linux would call the bus, `"w1_bus_master1"`.
   * @returns The bus.
   */
  onewire(id: number | string): SimulatedOneWire {
    return this.buses.onewire(id);
  }

  /**
   * What a line outputs that the program uses by `PWM`. Every line has PWM here, as on a
   * Raspberry Pi with the overlay `pwm-gpio` for it.
   *
   * @param dest The line, by its number or its name; or a chip and the number of its channel.
   * @returns Its meter and oscilloscope.
   * @throws {TypeError} If `dest` is none of these.
   * @throws {RangeError} If the board has no such line.
   */
  pwm(dest: number | string | readonly [chip: string, channel: number]): SimulatedPWM {
    return this.buses.pwm(typeof dest === "object" ? dest : this.#line(dest).offset);
  }

  /**
   * Puts a level on a line from outside, as a button or a wire would. It is there
   * as long as the program does not drive the line itself.
   *
   * @param id The number of the line, or its name.
   * @param level 0 or 1; `null` lets go of it, so that its pull resistor sets the level.
   * @throws {RangeError} If the board has no such line, or `level` is none of these.
   */
  drive(id: LineId, level: Level | null): void {
    if (level !== 0 && level !== 1 && level !== null) {
      throw new RangeError(`Cannot drive a line to ${describe(level)}: a level is 0, 1 or null`);
    }
    this.#line(id).drive(level);
  }

  /**
   * The level of a line.
   *
   * @param id The number of the line, or its name.
   * @returns 0 or 1.
   * @throws {RangeError} If the board has no such line.
   */
  level(id: LineId): Level {
    return this.#line(id).level;
  }

  /**
   * The changes of a line, the oldest first: the last million of them at least.
   *
   * @param id The number of the line, or its name.
   * @returns Pairs of the time, in milliseconds since the board was made, and the
   *   level from then on.
   * @throws {RangeError} If the board has no such line.
   */
  history(id: LineId): [time_ms: number, level: Level][] {
    return this.#line(id).history();
  }

  /**
   * The present time, on the scale of {@linkcode SimulatedBoard.history}.
   *
   * @returns Milliseconds since the board was made.
   */
  time_ms(): number {
    return time() - this.#start;
  }

  /**
   * Hears of every change of a level from now on.
   *
   * @param listener Called with the line, its level, and the time.
   * @returns A function that ends it.
   */
  watch(listener: LevelListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** The board in words. */
  toString(): string {
    const used = this.lines().filter(({ used_by }) => used_by !== null).map(({ name }) => name);
    return `SimulatedBoard(${used.length === 0 ? "no line in use" : `${used.join(", ")} in use`})`;
  }

  /** What `console.log` shows: the board and its lines in use. */
  [Symbol.for("Deno.customInspect")](): string {
    return this.toString();
  }

  #line(id: LineId): SimulatedLine {
    if (Array.isArray(id) && id.length === 2 && id[0] === CHIP) id = id[1] as number | string;
    if (typeof id !== "number" && typeof id !== "string") {
      throw new TypeError(`Cannot use a line: its id is a number or a name, not ${describe(id)}`);
    }
    const name = typeof id === "number" ? `GPIO${id}` : id.replace(/^GP(?=\d)/, "GPIO");
    const line = this.#lines.get(name === "LED" ? "LED1" : name);
    if (line === undefined) {
      throw new RangeError(
        `Cannot use line ${describe(id)} of ${this.name}: it has GPIO0 to ` +
          `GPIO${HEADER_LINES - 1} and LED1 to LED${LEDS}`,
      );
    }
    return line;
  }
}

/** A wire. Its level is what the program drives it to, or else the world outside, or a resistor. */
class SimulatedLine {
  readonly name: string;
  readonly offset: number;
  mode: Mode = "in";
  pull: Pull | null | undefined = undefined;
  level: Level = 0;
  isInUse = false;
  /** Hears of each change. */
  onChange: ((level: Level) => void) | null = null;
  readonly #start: number;
  readonly #change: LevelListener;
  /** What the program drives it to, as an output. */
  #driven: Level = 0;
  #outside: Level | null = null;
  /** Times of the changes; the last one led to the present level. */
  #times: number[] = [];

  constructor(name: string, offset: number, start: number, change: LevelListener) {
    this.name = name;
    this.offset = offset;
    this.#start = start;
    this.#change = change;
  }

  /** The program uses it so. */
  set(mode: Mode, pull: Pull | null | undefined, driven: Level): void {
    this.mode = mode;
    this.pull = pull ?? null;
    this.#driven = driven;
    this.#update();
  }

  write(level: Level): void {
    this.#driven = level;
    this.#update();
  }

  drive(level: Level | null): void {
    this.#outside = level;
    this.#update();
  }

  history(): [number, Level][] {
    const last = this.#times.length - 1;
    return this.#times.map((time, i) => [time, ((last - i) % 2 ^ this.level) as Level]);
  }

  #update(): void {
    const isDriven = this.mode === "out" || (this.mode === "open_drain" && this.#driven === 0);
    const level = isDriven ? this.#driven : this.#outside ?? (this.pull === "pull_up" ? 1 : 0);
    if (level === this.level) return;
    this.level = level;
    const time_ms = time() - this.#start;
    if (this.#times.length >= 2 * HISTORY) this.#times = this.#times.slice(-HISTORY);
    this.#times.push(time_ms);
    this.#change(this.name, level, time_ms);
    this.onChange?.(level);
  }
}

/** Lines in use. */
class SimulatedLines implements Lines, EdgeSource {
  queue: EdgeQueue | null = null;
  readonly #lines: readonly SimulatedLine[];
  readonly #line: SimulatedLine;
  readonly #order: EdgeOrder;
  readonly #onInput: (lines: readonly string[]) => void;
  #trigger = 0;
  #sequence = 0;
  #debouncer: Debouncer | null = null;

  constructor(
    lines: readonly SimulatedLine[],
    order: EdgeOrder,
    onInput: (lines: readonly string[]) => void,
  ) {
    const taken = lines.find(({ isInUse }) => isInUse);
    if (taken !== undefined) {
      throw osError(
        "EBUSY",
        `Cannot use ${taken.name}: it is in use by "uasyncio"; end that first`,
      );
    }
    for (const line of lines) line.isInUse = true;
    this.#lines = lines;
    this.#line = lines[0]!;
    this.#order = order;
    this.#onInput = onInput;
  }

  get due_ns(): bigint | null {
    return this.#debouncer?.due_ns ?? null;
  }

  configure({ mode, pull, levels, trigger, debounce_ms }: LineSettings): void {
    if ((mode ?? this.#line.mode) === "in") this.#onInput(this.#lines.map(({ name }) => name));
    this.#settle();
    for (const [i, line] of this.#lines.entries()) {
      line.set(mode ?? line.mode, pull === undefined ? line.pull : pull, levels[i]!);
    }
    this.#trigger = trigger;
    if (debounce_ms === 0) this.#debouncer = null;
    else if (debounce_ms !== this.#debouncer?.period_ms) {
      const { level } = this.#line;
      this.#debouncer = new Debouncer(debounce_ms, level, trigger, this.#debouncer);
      if (this.queue !== null) this.#order.watch();
    }
    if (this.#debouncer !== null) this.#debouncer.trigger = trigger;
    this.#watch();
  }

  mode(): Mode {
    return this.#line.mode;
  }

  pull(): Pull | null | undefined {
    return this.#line.pull;
  }

  read(): Level {
    if (this.#debouncer === null) return this.#line.level;
    if (this.#settle()) this.#order.soon();
    return this.#debouncer.level;
  }

  write(level: Level): void {
    this.#line.write(level);
  }

  read_all(): Level[] {
    return this.#lines.map(({ level }) => level);
  }

  write_all(levels: readonly Level[]): void {
    for (const [i, line] of this.#lines.entries()) line.write(levels[i]!);
  }

  listen(onEdge: OnEdge | null, onEnd: OnEnd = () => {}): void {
    if (this.queue !== null) this.queue.isOver = true;
    this.queue = null;
    this.#order.leave(this);
    if (onEdge !== null) {
      this.#settle(); // what counts by now came when nothing listened
      this.queue = new EdgeQueue(onEdge, onEnd, EDGES);
      this.#order.enter(this);
    }
    this.#watch();
  }

  close(): void {
    this.listen(null);
    this.#line.onChange = null;
    for (const line of this.#lines) line.isInUse = false;
  }

  collect(): boolean {
    return this.#settle();
  }

  /** Hears of the changes of the line if that is of use to anything. */
  #watch(): void {
    const isOfUse = this.queue !== null || this.#debouncer !== null;
    this.#line.onChange = isOfUse ? this.#notice : null;
  }

  readonly #notice = (level: Level): void => {
    const now_ms = time();
    const edge = {
      level,
      timestamp_ns: toNs(now_ms),
      ticks_ms: Math.floor(now_ms),
      sequence: 0,
      gap: false,
    };
    if (this.#debouncer !== null) {
      if (this.#add(this.#debouncer.notice(edge))) this.#order.soon();
      if (this.queue !== null) this.#order.watch();
    } else if ((this.#trigger & (level === 1 ? IRQ_RISING : IRQ_FALLING)) !== 0) {
      this.#add({ ...edge, sequence: ++this.#sequence });
      this.#order.soon(); // as with real lines, not in the middle of a task
    }
  };

  /** Lets the level count that has lasted; tells whether that is an edge. */
  #settle(): boolean {
    const debouncer = this.#debouncer;
    return debouncer !== null && this.#add(debouncer.settle(this.#line.level, toNs(time())));
  }

  #add(edge: Edge | null): boolean {
    if (edge === null || this.queue === null) return false;
    this.queue.add(edge);
    return true;
  }
}

function toNs(ms: number): bigint {
  return BigInt(Math.round(ms * 1e6));
}
