import type { Edge } from "../../../ffi/gpio_line.ts";
import type { OSError } from "../../core/os_error.ts";
import { atNextSwitch, attempt, spawn } from "../../core/scheduler.ts";
import { sleep_ms } from "../../sleep.ts";

/** Called with each edge of a line. */
export type OnEdge = (edge: Edge) => void;
/** Called when there will be no edges any more, as the chip has been unplugged. */
export type OnEnd = (error: OSError) => void;

/** Counts the edges of all lines, for those that have the same time. */
let count = 0;

/** A line whose edges are listened for, and those that have come and have not been handed out. */
export class EdgeQueue {
  /** Hears of them. */
  readonly onEdge: OnEdge;
  /** Hears of the error, once the edges have been handed out. */
  readonly onEnd: OnEnd;
  /** Why there will be no edges any more; null if there may be. */
  error: OSError | null = null;
  /** Whether the listener has gone, which hears of nothing then. */
  isOver = false;
  readonly #most: number;
  #edges: { edge: Edge; order: number }[] = [];

  /** @param most So many edges are kept; the oldest are dropped then. */
  constructor(onEdge: OnEdge, onEnd: OnEnd, most = Infinity) {
    this.onEdge = onEdge;
    this.onEnd = onEnd;
    this.#most = most;
  }

  /** Adds an edge. */
  add(edge: Edge): void {
    const edges = this.#edges;
    edges.push({ edge, order: ++count });
    if (edges.length <= this.#most) return;
    edges.shift();
    edges[0] = { ...edges[0]!, edge: { ...edges[0]!.edge, gap: true } };
  }

  /** Takes all edges out. */
  takeAll(): { edge: Edge; order: number }[] {
    return this.#edges.splice(0);
  }
}

/** A line with edges: the lines of a board have them handed out together. */
export interface EdgeSource {
  /** Where its edges are kept; null while nothing listens. */
  readonly queue: EdgeQueue | null;
  /** When its debouncing wants it to be looked at again; null if it does not. */
  readonly due_ns: bigint | null;
  /** Puts the edges that have come into the queue, and tells whether there were any. */
  collect(): boolean;
  /** Ends the listening. */
  listen(onEdge: null): void;
}

/** So often in a row lines are asked, in a storm of edges. */
const MOST_ROUNDS = 100;

/**
 * Hands the edges of several lines out in the order of their times. So a program that turns two
 * wires into steps, as with a rotary encoder, gets them right, however long the loop was busy.
 */
export class EdgeOrder {
  readonly #sources = new Set<EdgeSource>();
  readonly #now_ns: () => bigint;
  readonly #ready: () => Iterable<EdgeSource>;
  /** What sleeps until a line is due. */
  #alarm: { due_ns: bigint } | null = null;

  /**
   * @param now_ns The time, on the clock of the edges.
   * @param ready The lines that have edges.
   */
  constructor(now_ns: () => bigint, ready: () => Iterable<EdgeSource>) {
    this.#now_ns = now_ns;
    this.#ready = ready;
  }

  /** A line is listened to from now on. */
  enter(source: EdgeSource): void {
    this.#sources.add(source);
    this.watch();
  }

  /** A line is listened to no more. */
  leave(source: EdgeSource): void {
    this.#sources.delete(source);
  }

  /** Hands the edges out when the running task, if any, gives up the loop. */
  soon(): void {
    atNextSwitch(this.handOut);
  }

  /** Hands out the edges of all lines. */
  readonly handOut = (): void => {
    // What is not taken in a round in which nothing came is younger than all that was taken.
    for (let round = 0; round < MOST_ROUNDS && this.#collect(this.#ready()); round++);
    this.#collect([...this.#sources].filter(({ due_ns }) => due_ns !== null));
    const edges: { queue: EdgeQueue; edge: Edge; order: number }[] = [];
    const ending: EdgeSource[] = [];
    for (const source of this.#sources) {
      const queue = source.queue!;
      for (const { edge, order } of queue.takeAll()) edges.push({ queue, edge, order });
      if (queue.error !== null) ending.push(source);
    }
    edges.sort((a, b) => compare(a.edge, b.edge) || a.order - b.order);
    for (const { queue, edge } of edges) if (!queue.isOver) attempt(() => queue.onEdge(edge));
    for (const source of ending) end(source);
    this.watch();
  };

  /** Sees to it that a line is looked at when it is due. */
  watch(): void {
    let due_ns: bigint | null = null;
    for (const source of this.#sources) {
      const due = source.due_ns;
      if (due !== null && (due_ns === null || due < due_ns)) due_ns = due;
    }
    if (due_ns === null) return;
    const now = this.#now_ns();
    // One whose time has come may have been forgotten with the tasks of the loop.
    if (this.#alarm !== null && this.#alarm.due_ns <= due_ns && this.#alarm.due_ns > now) return;
    const alarm = this.#alarm = { due_ns };
    const duration = Number(due_ns - now) / 1e6;
    spawn(async () => {
      await sleep_ms(Math.max(duration, 0));
      if (this.#alarm !== alarm) return;
      this.#alarm = null;
      this.handOut();
    });
  }

  #collect(sources: Iterable<EdgeSource>): boolean {
    let isAny = false;
    for (const source of sources) {
      if (source.collect()) isAny = true;
    }
    return isAny;
  }
}

function compare(a: Edge, b: Edge): number {
  return a.timestamp_ns < b.timestamp_ns ? -1 : a.timestamp_ns > b.timestamp_ns ? 1 : 0;
}

function end(source: EdgeSource): void {
  const { queue } = source;
  if (queue === null || queue.error === null) return; // its listener has gone, or is a new one
  source.listen(null);
  attempt(() => queue.onEnd(queue.error!));
}
