import {
  type Edge,
  IRQ_FALLING,
  IRQ_RISING,
  type Level,
  type LineSettings,
  type Mode,
  type Pull,
} from "./gpio_line.ts";
import { type Chip, CONSUMER, type Libgpiod, type LineState, type Request } from "./gpio_chip.ts";
import { EdgeReader, EVENT_V1 } from "./edge_reader.ts";
import { cString, type ErrorCode, lastError, textAt } from "./libc.ts";
import { chipError, lineError, lostChipError } from "./libgpiod_errors.ts";

/** Functions of libgpiod 1.6. */
const symbols = {
  // const char *gpiod_version_string(void)
  gpiod_version_string: { parameters: [], result: "pointer" },
  // struct gpiod_chip *gpiod_chip_open(const char *path)
  gpiod_chip_open: { parameters: ["buffer"], result: "pointer" },
  // void gpiod_chip_close(struct gpiod_chip *chip)
  gpiod_chip_close: { parameters: ["pointer"], result: "void" },
  // const char *gpiod_chip_name(struct gpiod_chip *chip)
  gpiod_chip_name: { parameters: ["pointer"], result: "pointer" },
  // const char *gpiod_chip_label(struct gpiod_chip *chip)
  gpiod_chip_label: { parameters: ["pointer"], result: "pointer" },
  // unsigned int gpiod_chip_num_lines(struct gpiod_chip *chip)
  gpiod_chip_num_lines: { parameters: ["pointer"], result: "u32" },
  // struct gpiod_line *gpiod_chip_get_line(struct gpiod_chip *chip, unsigned int offset)
  gpiod_chip_get_line: { parameters: ["pointer", "u32"], result: "pointer" },
  // int gpiod_line_update(struct gpiod_line *line)
  gpiod_line_update: { parameters: ["pointer"], result: "i32" },
  // const char *gpiod_line_name(struct gpiod_line *line)
  gpiod_line_name: { parameters: ["pointer"], result: "pointer" },
  // bool gpiod_line_is_used(struct gpiod_line *line)
  gpiod_line_is_used: { parameters: ["pointer"], result: "bool" },
  // const char *gpiod_line_consumer(struct gpiod_line *line)
  gpiod_line_consumer: { parameters: ["pointer"], result: "pointer" },
  // int gpiod_line_direction(struct gpiod_line *line)
  gpiod_line_direction: { parameters: ["pointer"], result: "i32" },
  // int gpiod_line_bias(struct gpiod_line *line)
  gpiod_line_bias: { parameters: ["pointer"], result: "i32" },
  // bool gpiod_line_is_open_drain(struct gpiod_line *line)
  gpiod_line_is_open_drain: { parameters: ["pointer"], result: "bool" },
  // int gpiod_line_request_bulk(struct gpiod_line_bulk *bulk,
  //     const struct gpiod_line_request_config *config, const int *default_vals)
  gpiod_line_request_bulk: { parameters: ["buffer", "buffer", "buffer"], result: "i32" },
  // int gpiod_line_set_config_bulk(struct gpiod_line_bulk *bulk,
  //     int direction, int flags, const int *values)
  gpiod_line_set_config_bulk: { parameters: ["buffer", "i32", "i32", "buffer"], result: "i32" },
  // void gpiod_line_release_bulk(struct gpiod_line_bulk *bulk)
  gpiod_line_release_bulk: { parameters: ["buffer"], result: "void" },
  // int gpiod_line_get_value(struct gpiod_line *line)
  gpiod_line_get_value: { parameters: ["pointer"], result: "i32" },
  // int gpiod_line_set_value(struct gpiod_line *line, int value)
  gpiod_line_set_value: { parameters: ["pointer", "i32"], result: "i32" },
  // int gpiod_line_get_value_bulk(struct gpiod_line_bulk *bulk, int *values)
  gpiod_line_get_value_bulk: { parameters: ["buffer", "buffer"], result: "i32" },
  // int gpiod_line_set_value_bulk(struct gpiod_line_bulk *bulk, const int *values)
  gpiod_line_set_value_bulk: { parameters: ["buffer", "buffer"], result: "i32" },
  // int gpiod_line_event_get_fd(struct gpiod_line *line)
  gpiod_line_event_get_fd: { parameters: ["pointer"], result: "i32" },
} as const satisfies Deno.ForeignLibraryInterface;

type Functions = Deno.DynamicLibrary<typeof symbols>["symbols"];

const OUTPUT_DIRECTION = 2;
const BIAS = { disabled: 2, pull_up: 3, pull_down: 4 };
const REQUEST = { asIs: 1, in: 2, out: 3, falling: 4, rising: 5, both: 6 };
const FLAG = { open_drain: 1 << 0, disabled: 1 << 3, pull_down: 1 << 4, pull_up: 1 << 5 };

/** `struct gpiod_line_bulk`: 64 pointers and how many of them count. */
const BULK_LINES = 64;
/** Opens libgpiod 1.6. Its name has another number, that of its binary interface. */
export function openVersion1(path = "libgpiod.so.2"): Libgpiod {
  const functions = Deno.dlopen(path, symbols).symbols;
  return {
    version: textAt(functions.gpiod_version_string())!,
    open: (path) => new Chip1(functions, path),
  };
}

class Chip1 implements Chip {
  readonly path: string;
  readonly name: string;
  readonly label: string;
  readonly size: number;
  readonly #functions: Functions;
  readonly #handle: Deno.PointerValue;

  constructor(functions: Functions, path: string) {
    this.path = path;
    this.#functions = functions;
    this.#handle = functions.gpiod_chip_open(cString(path));
    if (this.#handle === null) throw chipError(lastError(), path);
    this.name = textAt(functions.gpiod_chip_name(this.#handle))!;
    this.label = textAt(functions.gpiod_chip_label(this.#handle))!;
    this.size = functions.gpiod_chip_num_lines(this.#handle);
  }

  describe(offset: number): LineState {
    const functions = this.#functions;
    const line = this.#line(offset);
    if (functions.gpiod_line_update(line) < 0) throw lostChipError(lastError(), this.path);
    const isOutput = functions.gpiod_line_direction(line) === OUTPUT_DIRECTION;
    const isOpenDrain = functions.gpiod_line_is_open_drain(line);
    return {
      name: textAt(functions.gpiod_line_name(line)) ?? "",
      user: functions.gpiod_line_is_used(line)
        ? textAt(functions.gpiod_line_consumer(line)) ?? "a program that gives no name"
        : null,
      mode: (!isOutput ? "in" : isOpenDrain ? "open_drain" : "out") as Mode,
      pull: pullOf(functions.gpiod_line_bias(line)),
    };
  }

  request(offsets: readonly number[]): Request {
    const lines = offsets.map((offset) => this.#line(offset));
    return new Request1(this.#functions, this, offsets, lines);
  }

  close(): void {
    this.#functions.gpiod_chip_close(this.#handle);
  }

  #line(offset: number): Deno.PointerValue {
    const line = this.#functions.gpiod_chip_get_line(this.#handle, offset);
    if (line === null) throw lostChipError(lastError(), this.path);
    return line;
  }
}

class Request1 implements Request {
  readonly debounces = false;
  readonly #functions: Functions;
  readonly #chip: Chip;
  readonly #offsets: readonly number[];
  /** The first line. */
  readonly #line: Deno.PointerValue;
  readonly #bulk = new BigUint64Array(BULK_LINES + 1);
  readonly #values: Int32Array<ArrayBuffer>;
  readonly #reader = new EdgeReader(
    EVENT_V1,
    (code) => this.#error("read the edges of", code),
  );

  constructor(
    functions: Functions,
    chip: Chip,
    offsets: readonly number[],
    lines: Deno.PointerValue[],
  ) {
    this.#functions = functions;
    this.#chip = chip;
    this.#offsets = offsets;
    this.#line = lines[0]!;
    for (const [i, line] of lines.entries()) this.#bulk[i] = Deno.UnsafePointer.value(line);
    this.#bulk[BULK_LINES] = BigInt(lines.length); // little endian: an int and its padding
    this.#values = new Int32Array(lines.length);
    this.#request("use", REQUEST.asIs, 0);
  }

  get fd(): number {
    return this.#reader.fd;
  }

  configure(settings: LineSettings): void {
    const { mode, pull, levels, trigger } = settings;
    const flags = (mode === "open_drain" ? FLAG.open_drain : 0) |
      (pull === undefined ? 0 : FLAG[pull ?? "disabled"]);
    this.#values.set(levels);
    const type = requestOf(settings);
    if (this.#reader.fd >= 0 || trigger !== 0) {
      // To the kernel's first interface, lines with edges are something else.
      this.#reader.detach();
      this.#functions.gpiod_line_release_bulk(this.#bulk);
      try {
        this.#request("configure", type, flags, settings);
      } catch (error) {
        this.#request("use", REQUEST.asIs, 0); // so that it is in use still
        throw error;
      }
      if (trigger !== 0) this.#reader.attach(this.#functions.gpiod_line_event_get_fd(this.#line));
      return;
    }
    const { gpiod_line_set_config_bulk } = this.#functions;
    if (gpiod_line_set_config_bulk(this.#bulk, type, flags, this.#values) < 0) {
      throw this.#error("configure", lastError(), settings);
    }
  }

  read(): Level {
    const value = this.#functions.gpiod_line_get_value(this.#line);
    if (value < 0) throw this.#error("read", lastError());
    return value as Level;
  }

  write(level: Level): void {
    if (this.#functions.gpiod_line_set_value(this.#line, level) < 0) {
      throw this.#error("drive", lastError());
    }
  }

  readAll(): Level[] {
    if (this.#functions.gpiod_line_get_value_bulk(this.#bulk, this.#values) < 0) {
      throw this.#error("read", lastError());
    }
    return [...this.#values] as Level[];
  }

  writeAll(levels: readonly Level[]): void {
    this.#values.set(levels);
    if (this.#functions.gpiod_line_set_value_bulk(this.#bulk, this.#values) < 0) {
      throw this.#error("drive", lastError());
    }
  }

  takeEdges(): Edge[] {
    return this.#reader.take();
  }

  takeDoubt(): boolean {
    return this.#reader.takeDoubt();
  }

  dropEdges(): void {
    this.#reader.drop();
  }

  release(): void {
    this.#functions.gpiod_line_release_bulk(this.#bulk);
  }

  #request(verb: string, type: number, flags: number, settings?: LineSettings): void {
    // struct gpiod_line_request_config { const char *consumer; int request_type; int flags; }
    const config = new DataView(new ArrayBuffer(16));
    const pointer = Deno.UnsafePointer.of(consumer);
    config.setBigUint64(0, Deno.UnsafePointer.value(pointer), true);
    config.setInt32(8, type, true);
    config.setInt32(12, flags, true);
    const { gpiod_line_request_bulk } = this.#functions;
    if (gpiod_line_request_bulk(this.#bulk, config, this.#values) < 0) {
      throw this.#error(verb, lastError(), settings);
    }
  }

  #error(verb: string, code: ErrorCode, settings?: LineSettings): Error {
    return lineError(code, verb, this.#chip, this.#offsets, settings);
  }
}

const consumer = cString(CONSUMER);

function requestOf({ mode, trigger }: LineSettings): number {
  const rising = (trigger & IRQ_RISING) !== 0;
  const falling = (trigger & IRQ_FALLING) !== 0;
  if (rising || falling) {
    return rising ? falling ? REQUEST.both : REQUEST.rising : REQUEST.falling;
  }
  return mode === null ? REQUEST.asIs : mode === "in" ? REQUEST.in : REQUEST.out;
}

function pullOf(bias: number): Pull | null | undefined {
  if (bias === BIAS.pull_up) return "pull_up";
  if (bias === BIAS.pull_down) return "pull_down";
  return bias === BIAS.disabled ? null : undefined;
}
