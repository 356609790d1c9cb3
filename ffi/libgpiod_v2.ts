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
import { EdgeReader, EVENT_V2 } from "./edge_reader.ts";
import { cString, type ErrorCode, lastError, textAt } from "./libc.ts";
import { chipError, lineError, lostChipError } from "./libgpiod_errors.ts";

/** Functions of libgpiod 2.0 and later; enums of C are ints. */
const symbols = {
  // const char *gpiod_api_version(void)
  gpiod_api_version: { parameters: [], result: "pointer" },
  // struct gpiod_chip *gpiod_chip_open(const char *path)
  gpiod_chip_open: { parameters: ["buffer"], result: "pointer" },
  // void gpiod_chip_close(struct gpiod_chip *chip)
  gpiod_chip_close: { parameters: ["pointer"], result: "void" },
  // struct gpiod_chip_info *gpiod_chip_get_info(struct gpiod_chip *chip)
  gpiod_chip_get_info: { parameters: ["pointer"], result: "pointer" },
  // const char *gpiod_chip_info_get_name(struct gpiod_chip_info *info)
  gpiod_chip_info_get_name: { parameters: ["pointer"], result: "pointer" },
  // const char *gpiod_chip_info_get_label(struct gpiod_chip_info *info)
  gpiod_chip_info_get_label: { parameters: ["pointer"], result: "pointer" },
  // size_t gpiod_chip_info_get_num_lines(struct gpiod_chip_info *info)
  gpiod_chip_info_get_num_lines: { parameters: ["pointer"], result: "usize" },
  // void gpiod_chip_info_free(struct gpiod_chip_info *info)
  gpiod_chip_info_free: { parameters: ["pointer"], result: "void" },
  // struct gpiod_line_info *gpiod_chip_get_line_info(struct gpiod_chip *chip, unsigned int offset)
  gpiod_chip_get_line_info: { parameters: ["pointer", "u32"], result: "pointer" },
  // const char *gpiod_line_info_get_name(struct gpiod_line_info *info)
  gpiod_line_info_get_name: { parameters: ["pointer"], result: "pointer" },
  // bool gpiod_line_info_is_used(struct gpiod_line_info *info)
  gpiod_line_info_is_used: { parameters: ["pointer"], result: "bool" },
  // const char *gpiod_line_info_get_consumer(struct gpiod_line_info *info)
  gpiod_line_info_get_consumer: { parameters: ["pointer"], result: "pointer" },
  // enum gpiod_line_direction gpiod_line_info_get_direction(struct gpiod_line_info *info)
  gpiod_line_info_get_direction: { parameters: ["pointer"], result: "i32" },
  // enum gpiod_line_bias gpiod_line_info_get_bias(struct gpiod_line_info *info)
  gpiod_line_info_get_bias: { parameters: ["pointer"], result: "i32" },
  // enum gpiod_line_drive gpiod_line_info_get_drive(struct gpiod_line_info *info)
  gpiod_line_info_get_drive: { parameters: ["pointer"], result: "i32" },
  // void gpiod_line_info_free(struct gpiod_line_info *info)
  gpiod_line_info_free: { parameters: ["pointer"], result: "void" },
  // struct gpiod_line_settings *gpiod_line_settings_new(void)
  gpiod_line_settings_new: { parameters: [], result: "pointer" },
  // int gpiod_line_settings_set_direction(struct gpiod_line_settings *, enum gpiod_line_direction)
  gpiod_line_settings_set_direction: { parameters: ["pointer", "i32"], result: "i32" },
  // int gpiod_line_settings_set_edge_detection(struct gpiod_line_settings *, enum gpiod_line_edge)
  gpiod_line_settings_set_edge_detection: { parameters: ["pointer", "i32"], result: "i32" },
  // int gpiod_line_settings_set_bias(struct gpiod_line_settings *, enum gpiod_line_bias)
  gpiod_line_settings_set_bias: { parameters: ["pointer", "i32"], result: "i32" },
  // int gpiod_line_settings_set_drive(struct gpiod_line_settings *, enum gpiod_line_drive)
  gpiod_line_settings_set_drive: { parameters: ["pointer", "i32"], result: "i32" },
  // void gpiod_line_settings_set_debounce_period_us(struct gpiod_line_settings *, unsigned long)
  gpiod_line_settings_set_debounce_period_us: {
    parameters: ["pointer", "usize"],
    result: "void",
  },
  // void gpiod_line_settings_free(struct gpiod_line_settings *settings)
  gpiod_line_settings_free: { parameters: ["pointer"], result: "void" },
  // struct gpiod_line_config *gpiod_line_config_new(void)
  gpiod_line_config_new: { parameters: [], result: "pointer" },
  // int gpiod_line_config_add_line_settings(struct gpiod_line_config *config,
  //     const unsigned int *offsets, size_t num_offsets, struct gpiod_line_settings *settings)
  gpiod_line_config_add_line_settings: {
    parameters: ["pointer", "buffer", "usize", "pointer"],
    result: "i32",
  },
  // int gpiod_line_config_set_output_values(struct gpiod_line_config *config,
  //     const enum gpiod_line_value *values, size_t num_values)
  gpiod_line_config_set_output_values: {
    parameters: ["pointer", "buffer", "usize"],
    result: "i32",
  },
  // void gpiod_line_config_free(struct gpiod_line_config *config)
  gpiod_line_config_free: { parameters: ["pointer"], result: "void" },
  // struct gpiod_request_config *gpiod_request_config_new(void)
  gpiod_request_config_new: { parameters: [], result: "pointer" },
  // void gpiod_request_config_set_consumer(struct gpiod_request_config *, const char *consumer)
  gpiod_request_config_set_consumer: { parameters: ["pointer", "buffer"], result: "void" },
  // void gpiod_request_config_set_event_buffer_size(struct gpiod_request_config *, size_t size)
  gpiod_request_config_set_event_buffer_size: {
    parameters: ["pointer", "usize"],
    result: "void",
  },
  // void gpiod_request_config_free(struct gpiod_request_config *config)
  gpiod_request_config_free: { parameters: ["pointer"], result: "void" },
  // struct gpiod_line_request *gpiod_chip_request_lines(struct gpiod_chip *chip,
  //     struct gpiod_request_config *req_cfg, struct gpiod_line_config *line_cfg)
  gpiod_chip_request_lines: { parameters: ["pointer", "pointer", "pointer"], result: "pointer" },
  // void gpiod_line_request_release(struct gpiod_line_request *request)
  gpiod_line_request_release: { parameters: ["pointer"], result: "void" },
  // enum gpiod_line_value gpiod_line_request_get_value(struct gpiod_line_request *, unsigned int)
  gpiod_line_request_get_value: { parameters: ["pointer", "u32"], result: "i32" },
  // int gpiod_line_request_get_values(struct gpiod_line_request *, enum gpiod_line_value *values)
  gpiod_line_request_get_values: { parameters: ["pointer", "buffer"], result: "i32" },
  // int gpiod_line_request_set_value(struct gpiod_line_request *request,
  //     unsigned int offset, enum gpiod_line_value value)
  gpiod_line_request_set_value: { parameters: ["pointer", "u32", "i32"], result: "i32" },
  // int gpiod_line_request_set_values(struct gpiod_line_request *,
  //     const enum gpiod_line_value *values)
  gpiod_line_request_set_values: { parameters: ["pointer", "buffer"], result: "i32" },
  // int gpiod_line_request_reconfigure_lines(struct gpiod_line_request *request,
  //     struct gpiod_line_config *config)
  gpiod_line_request_reconfigure_lines: { parameters: ["pointer", "pointer"], result: "i32" },
  // int gpiod_line_request_get_fd(struct gpiod_line_request *request)
  gpiod_line_request_get_fd: { parameters: ["pointer"], result: "i32" },
} as const satisfies Deno.ForeignLibraryInterface;

type Functions = Deno.DynamicLibrary<typeof symbols>["symbols"];

const DIRECTION = { asIs: 1, in: 2, out: 3 };
const EDGE = { none: 1, rising: 2, falling: 3, both: 4 };
const BIAS = { asIs: 1, disabled: 3, pull_up: 4, pull_down: 5 };
const DRIVE = { push_pull: 1, open_drain: 2 };

/** How many edges the kernel keeps: the most that it can. */
const KERNEL_QUEUE = 1024n;

/** Opens libgpiod 2.x. Its name has another number, that of its binary interface. */
export function openVersion2(path = "libgpiod.so.3"): Libgpiod {
  const functions = Deno.dlopen(path, symbols).symbols;
  return {
    version: textAt(functions.gpiod_api_version())!,
    open: (path) => new Chip2(functions, path),
  };
}

class Chip2 implements Chip {
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
    const info = this.#handle && functions.gpiod_chip_get_info(this.#handle);
    if (info === null) throw chipError(lastError(), path);
    this.name = textAt(functions.gpiod_chip_info_get_name(info))!;
    this.label = textAt(functions.gpiod_chip_info_get_label(info))!;
    this.size = Number(functions.gpiod_chip_info_get_num_lines(info));
    functions.gpiod_chip_info_free(info);
  }

  describe(offset: number): LineState {
    const functions = this.#functions;
    const info = functions.gpiod_chip_get_line_info(this.#handle, offset);
    if (info === null) throw lostChipError(lastError(), this.path);
    const isOutput = functions.gpiod_line_info_get_direction(info) === DIRECTION.out;
    const isOpenDrain = functions.gpiod_line_info_get_drive(info) === DRIVE.open_drain;
    const state = {
      name: textAt(functions.gpiod_line_info_get_name(info)) ?? "",
      user: functions.gpiod_line_info_is_used(info)
        ? textAt(functions.gpiod_line_info_get_consumer(info)) ?? "a program that gives no name"
        : null,
      mode: (!isOutput ? "in" : isOpenDrain ? "open_drain" : "out") as Mode,
      pull: pullOf(functions.gpiod_line_info_get_bias(info)),
    };
    functions.gpiod_line_info_free(info);
    return state;
  }

  request(offsets: readonly number[]): Request {
    const functions = this.#functions;
    const config = functions.gpiod_request_config_new();
    functions.gpiod_request_config_set_consumer(config, cString(CONSUMER));
    functions.gpiod_request_config_set_event_buffer_size(config, KERNEL_QUEUE);
    try {
      return withConfig(functions, offsets, null, (lines) => {
        const handle = functions.gpiod_chip_request_lines(this.#handle, config, lines);
        if (handle === null) throw lineError(lastError(), "use", this, offsets);
        return new Request2(functions, handle, this, offsets);
      });
    } finally {
      functions.gpiod_request_config_free(config);
    }
  }

  close(): void {
    this.#functions.gpiod_chip_close(this.#handle);
  }
}

class Request2 implements Request {
  readonly debounces = true;
  readonly fd: number;
  readonly #functions: Functions;
  readonly #handle: Deno.PointerValue;
  readonly #offset: number;
  readonly #offsets: readonly number[];
  readonly #chip: Chip;
  readonly #values: Int32Array<ArrayBuffer>;
  readonly #reader: EdgeReader;

  constructor(
    functions: Functions,
    handle: Deno.PointerValue,
    chip: Chip,
    offsets: readonly number[],
  ) {
    this.#functions = functions;
    this.#handle = handle;
    this.#chip = chip;
    this.#offsets = offsets;
    this.#offset = offsets[0]!;
    this.#values = new Int32Array(offsets.length);
    this.fd = functions.gpiod_line_request_get_fd(handle);
    this.#reader = new EdgeReader(EVENT_V2, (code) => this.#error("read the edges of", code));
    this.#reader.attach(this.fd);
  }

  configure(settings: LineSettings): void {
    withConfig(this.#functions, this.#offsets, settings, (config) => {
      if (this.#functions.gpiod_line_request_reconfigure_lines(this.#handle, config) < 0) {
        throw this.#error("configure", lastError(), settings);
      }
    });
  }

  read(): Level {
    const value = this.#functions.gpiod_line_request_get_value(this.#handle, this.#offset);
    if (value < 0) throw this.#error("read", lastError());
    return value as Level;
  }

  write(level: Level): void {
    if (this.#functions.gpiod_line_request_set_value(this.#handle, this.#offset, level) < 0) {
      throw this.#error("drive", lastError());
    }
  }

  readAll(): Level[] {
    if (this.#functions.gpiod_line_request_get_values(this.#handle, this.#values) < 0) {
      throw this.#error("read", lastError());
    }
    return [...this.#values] as Level[];
  }

  writeAll(levels: readonly Level[]): void {
    this.#values.set(levels);
    if (this.#functions.gpiod_line_request_set_values(this.#handle, this.#values) < 0) {
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
    this.#functions.gpiod_line_request_release(this.#handle);
  }

  #error(verb: string, code: ErrorCode, settings?: LineSettings): Error {
    return lineError(code, verb, this.#chip, this.#offsets, settings);
  }
}

/** Calls a function with a `struct gpiod_line_config`; without settings, lines stay as they are. */
function withConfig<T>(
  functions: Functions,
  offsets: readonly number[],
  settings: LineSettings | null,
  use: (config: Deno.PointerValue) => T,
): T {
  const line = functions.gpiod_line_settings_new();
  const config = functions.gpiod_line_config_new();
  try {
    if (settings !== null) apply(functions, line, settings);
    const { length } = offsets;
    const numbers = new Uint32Array(offsets);
    functions.gpiod_line_config_add_line_settings(config, numbers, BigInt(length), line);
    if (settings !== null) {
      const values = new Int32Array(settings.levels);
      functions.gpiod_line_config_set_output_values(config, values, BigInt(length));
    }
    return use(config);
  } finally {
    functions.gpiod_line_config_free(config);
    functions.gpiod_line_settings_free(line);
  }
}

function apply(functions: Functions, line: Deno.PointerValue, settings: LineSettings): void {
  const { mode, pull, trigger, debounce_ms } = settings;
  const direction = mode === null ? DIRECTION.asIs : mode === "in" ? DIRECTION.in : DIRECTION.out;
  functions.gpiod_line_settings_set_direction(line, direction);
  const drive = mode === "open_drain" ? DRIVE.open_drain : DRIVE.push_pull;
  functions.gpiod_line_settings_set_drive(line, drive);
  const bias = pull === undefined ? BIAS.asIs : BIAS[pull ?? "disabled"];
  functions.gpiod_line_settings_set_bias(line, bias);
  functions.gpiod_line_settings_set_edge_detection(line, edgeOf(trigger));
  const period = BigInt(Math.round(debounce_ms * 1000));
  functions.gpiod_line_settings_set_debounce_period_us(line, period);
}

function edgeOf(trigger: number): number {
  const rising = (trigger & IRQ_RISING) !== 0;
  const falling = (trigger & IRQ_FALLING) !== 0;
  return rising ? falling ? EDGE.both : EDGE.rising : falling ? EDGE.falling : EDGE.none;
}

function pullOf(bias: number): Pull | null | undefined {
  if (bias === BIAS.pull_up) return "pull_up";
  if (bias === BIAS.pull_down) return "pull_down";
  return bias === BIAS.disabled ? null : undefined;
}
