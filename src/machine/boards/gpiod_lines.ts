import { EdgePoll } from "../../../ffi/edge_poll.ts";
import { IRQ_FALLING, IRQ_RISING } from "../../../ffi/gpio_line.ts";
import type { Chip, Request } from "../../../ffi/libgpiod.ts";
import { hostTimeOf, monotonic_ns } from "../../../ffi/monotonic.ts";
import { getReadiness, READABLE, type Waiter } from "../../../ffi/readiness.ts";
import type { OSError } from "../../core/os_error.ts";
import { timeAt } from "../../core/scheduler.ts";
import type { Edge, Level, Lines, LineSettings, Mode, Pull } from "./board.ts";
import { Debouncer } from "./debouncer.ts";
import { EdgeOrder, EdgeQueue, type EdgeSource, type OnEdge, type OnEnd } from "./edge_order.ts";
import type { HeldLine, HeldLines } from "./held_lines.ts";

/** The lines of all chips whose edges are awaited. */
class Watched {
  readonly #poll = new EdgePoll();
  readonly #lines = new Map<number, GpiodLines>();
  #waiter: Waiter | null = null;
  readonly order = new EdgeOrder(monotonic_ns, () => this.#ready());

  enter(fd: number, lines: GpiodLines): void {
    this.#poll.add(fd);
    this.#lines.set(fd, lines);
    this.order.enter(lines);
    if (this.#lines.size === 1) this.#await();
  }

  leave(fd: number): void {
    this.order.leave(this.#lines.get(fd)!);
    this.#lines.delete(fd);
    this.#poll.remove(fd);
    if (this.#lines.size > 0 || this.#waiter === null) return;
    getReadiness().abandon(this.#waiter);
    this.#waiter = null;
  }

  /** The lines stay, but are not ready any more. */
  mute(fd: number): void {
    this.#poll.remove(fd);
  }

  #ready(): GpiodLines[] {
    return this.#poll.ready().map((fd) => this.#lines.get(fd)!);
  }

  #await(): void {
    this.#waiter ??= getReadiness().await(this.#poll.fd, READABLE, this.#onReadable);
  }

  readonly #onReadable = (): void => {
    this.#waiter = null;
    this.order.handOut();
    if (this.#lines.size > 0) this.#await();
  };
}

let watched: Watched | null = null;

function theWatched(): Watched {
  return watched ??= new Watched();
}

/** Lines of a chip in use. */
export class GpiodLines implements Lines, EdgeSource {
  queue: EdgeQueue | null = null;
  readonly #chip: Chip;
  readonly #offsets: readonly number[];
  readonly #offset: number;
  readonly #request: Request;
  readonly #held: HeldLines;
  /** The descriptor that is watched; -1 while there is none. */
  #fd = -1;
  /** Sees to debouncing where the kernel does not. It takes all edges, whether listened to or not. */
  #debouncer: Debouncer | null = null;
  #settings: LineSettings | null = null;

  constructor(chip: Chip, offsets: readonly number[], request: Request, held: HeldLines) {
    this.#chip = chip;
    this.#offsets = offsets;
    this.#offset = offsets[0]!;
    this.#request = request;
    this.#held = held;
    held.add(this);
  }

  get due_ns(): bigint | null {
    return this.#debouncer?.due_ns ?? null;
  }

  configure(settings: LineSettings): void {
    const { mode, pull, trigger, debounce_ms } = settings;
    const debounces = debounce_ms > 0 && !this.#request.debounces;
    const isSame = mode === this.#settings?.mode && pull === this.#settings.pull;
    if (debounces && isSame && debounce_ms === this.#debouncer?.period_ms) {
      this.#debouncer.trigger = trigger; // the kernel tells of both kinds already
      return;
    }
    this.#leave();
    try {
      const both = { ...settings, trigger: IRQ_FALLING | IRQ_RISING, debounce_ms: 0 };
      this.#request.configure(debounces ? both : settings);
      this.#debouncer = debounces
        ? new Debouncer(debounce_ms, this.#request.read(), trigger, isSame ? this.#debouncer : null)
        : null;
      this.#settings = settings;
      this.#drove(settings.levels);
    } catch (error) {
      this.#debouncer = this.#settings = null;
      throw error;
    } finally {
      if (this.queue !== null) this.#enter();
    }
  }

  mode(): Mode {
    return this.#chip.describe(this.#offset).mode;
  }

  pull(): Pull | null | undefined {
    return this.#chip.describe(this.#offset).pull;
  }

  read(): Level {
    const debouncer = this.#debouncer;
    if (debouncer === null) return this.#request.read();
    const isAny = this.#collectDebounced(debouncer);
    if (this.queue !== null) { // with an edge, or with one that counts later on
      if (isAny) theWatched().order.soon();
      else theWatched().order.watch();
    }
    return debouncer.level;
  }

  write(level: Level): void {
    this.#request.write(level);
    if (this.#held.isWatched) this.#drove([level]);
  }

  read_all(): Level[] {
    return this.#request.readAll();
  }

  write_all(levels: readonly Level[]): void {
    this.#request.writeAll(levels);
    this.#drove(levels);
  }

  listen(onEdge: OnEdge | null, onEnd: OnEnd = () => {}): void {
    if (this.queue !== null) this.queue.isOver = true;
    this.queue = null;
    this.#leave();
    if (onEdge === null) return;
    // Those that are there came when nothing listened.
    if (this.#debouncer === null) this.#request.dropEdges();
    else this.#collectDebounced(this.#debouncer);
    const tellBoth = (edge: Edge) => {
      if (this.#held.isWatched) this.#heard(edge);
      onEdge(edge);
    };
    this.queue = new EdgeQueue(tellBoth, onEnd);
    this.#enter();
  }

  close(): void {
    this.listen(null);
    this.#held.delete(this);
    this.#request.release();
  }

  look(): HeldLine[] {
    const levels = this.#request.readAll();
    if (this.#debouncer !== null) levels[0] = this.#debouncer.level;
    return this.#offsets.map((offset, i) => {
      const { mode, pull } = this.#chip.describe(offset);
      const listens = this.queue !== null;
      return { chip: this.#chip.path, offset, mode, pull, level: levels[i]!, listens };
    });
  }

  collect(): boolean {
    const queue = this.queue;
    if (queue === null) return false;
    try {
      if (this.#debouncer !== null) return this.#collectDebounced(this.#debouncer);
      const edges = this.#request.takeEdges();
      for (const edge of edges) queue.add(edge);
      return edges.length > 0;
    } catch (error) {
      theWatched().mute(this.#fd); // it would be ready for ever
      queue.error = error as OSError;
      return true;
    }
  }

  /** Takes the edges in that have come; tells whether one of them counts. */
  #collectDebounced(debouncer: Debouncer): boolean {
    const request = this.#request;
    const now_ns = monotonic_ns();
    const level = request.read(); // before the edges, so that one that comes now is not missed
    let isAny = false;
    const add = (edge: Edge | null) => {
      if (edge === null) return;
      this.queue?.add(edge);
      isAny = true;
    };
    for (let edges = request.takeEdges(); edges.length > 0; edges = request.takeEdges()) {
      for (const edge of edges) add(debouncer.notice(edge));
    }
    if (request.takeDoubt()) {
      const now_ns = monotonic_ns();
      debouncer.doubt(now_ns, timeAt(hostTimeOf(now_ns)));
    } else {
      add(debouncer.settle(level, now_ns));
    }
    return isAny;
  }

  /** Of an open drain, what it has been let go to is not its level. */
  #drove(levels: readonly Level[]): void {
    if (!this.#held.isWatched || this.#settings?.mode !== "out") return;
    for (const [i, level] of levels.entries()) {
      this.#held.drove(this.#chip.path, this.#offsets[i]!, level);
    }
  }

  #heard({ level, timestamp_ns }: Edge): void {
    const time_ms = timeAt(hostTimeOf(timestamp_ns));
    this.#held.heard(this.#chip.path, this.#offset, level, time_ms);
  }

  #enter(): void {
    this.#fd = this.#request.fd;
    if (this.#fd >= 0) theWatched().enter(this.#fd, this);
  }

  #leave(): void {
    if (this.#fd >= 0) theWatched().leave(this.#fd);
    this.#fd = -1;
  }
}
