import { Coroutine } from "../../coroutine.ts";
import type { OSError } from "../../core/os_error.ts";
import { RuntimeError } from "../../core/errors.ts";
import type { Entrance, Fiber, WaitingPlace } from "../../core/fiber.ts";
import type { Edge } from "../../../ffi/gpio_line.ts";
import { deliver, wait } from "../../core/scheduler.ts";
import type { EdgeListener, OpenLine } from "./open_line.ts";
import { type Candidate, turns } from "./turns.ts";

/** Edges that are kept for the task that iterates over them. The oldest are dropped when it is full. */
const LONGEST_QUEUE = 10_000;
/** So many are dropped at a time. */
const DROPPED = 1000;

/** Counts the edges of all iterations, in the order in which they come. */
let count = 0;

/** Waits for one edge. */
export function nextEdge(line: OpenLine, owner: object, trigger: number): Coroutine<Edge> {
  return new Coroutine((resolve, reject) => {
    let listener: EdgeListener;
    const place: Entrance & WaitingPlace = {
      enter(fiber) {
        const notice = (edge: Edge) => {
          line.unlisten(listener);
          deliver(fiber, edge);
        };
        const end = (error: OSError) => deliver(fiber, error, true);
        line.listen(listener = { owner, trigger, hasGap: false, notice, end });
        return place;
      },
      leave: () => line.unlisten(listener),
      describe: () => `waits for an edge of ${line.name}`,
    };
    wait(place, { resolve: (edge) => resolve(edge as Edge), reject });
  });
}

type Resolve = (result: IteratorResult<Edge, undefined>) => void;

/** One edge after the other, without losing any. */
export class EdgeIterator implements AsyncIterableIterator<Edge, undefined>, AsyncDisposable {
  readonly #line: OpenLine;
  readonly #listener: EdgeListener;
  #edges: Edge[] = [];
  /** The same edges' places among those of all lines. */
  #orders: number[] = [];
  /** How many of them have been given out. */
  #taken = 0;
  #error: OSError | null = null;
  #isOver = false;
  /** The fiber that waits for the next one. */
  #fiber: Fiber | null = null;
  /** The same fiber, if the next one is there, and it is not yet its turn. */
  #candidate: Candidate | null = null;

  constructor(line: OpenLine, owner: object, trigger: number) {
    this.#line = line;
    this.#listener = {
      owner,
      trigger,
      hasGap: false,
      notice: (edge) => {
        this.#add(edge);
        if (this.#fiber !== null) this.#queueUp(this.#fiber);
      },
      end: (error) => {
        this.#error = error;
        this.#wake();
      },
    };
    line.listen(this.#listener);
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  /** The next edge; rejected with an `OSError` once the pin has been closed. */
  next(): Promise<IteratorResult<Edge, undefined>> {
    // An async function would do, and take two more turns of the microtasks for each edge.
    return new Promise((resolve, reject) => {
      if (this.#isReady && !this.#isTooEarly) this.#giveNext(resolve, reject);
      else queueMicrotask(() => this.#wait(resolve, reject)); // no other task runs before `await`
    });
  }

  /** Ends it: edges are not noticed any more. */
  return(): Promise<IteratorResult<Edge, undefined>> {
    this.#isOver = true;
    this.#line.unlisten(this.#listener);
    this.#wake();
    return Promise.resolve({ done: true, value: undefined });
  }

  /** Ends it; for `await using`. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.return();
  }

  #add(edge: Edge): void {
    if (this.#edges.length - this.#taken === LONGEST_QUEUE) {
      this.#taken += DROPPED;
      this.#compact();
      this.#edges[0] = { ...this.#edges[0]!, gap: true };
    }
    this.#edges.push(edge);
    this.#orders.push(++count);
  }

  #compact(): void {
    this.#edges = this.#edges.slice(this.#taken);
    this.#orders = this.#orders.slice(this.#taken);
    this.#taken = 0;
  }

  /** It is over, which is nothing to wait for. */
  #wake(): void {
    const fiber = this.#fiber;
    if (fiber === null) return;
    this.#leave();
    deliver(fiber, undefined);
  }

  /** Wakes the fiber when it is its turn. */
  #queueUp(fiber: Fiber): void {
    if (this.#candidate !== null) return;
    const order = this.#orders[this.#taken]!;
    turns.enter(
      this.#candidate = { fiber, order, take: () => this.#fiber = this.#candidate = null },
    );
  }

  #leave(): void {
    if (this.#candidate !== null) turns.leave(this.#candidate);
    this.#fiber = this.#candidate = null;
  }

  /** Whether another task is to have an earlier edge first. */
  get #isTooEarly(): boolean {
    return this.#hasEdge && turns.isBefore(this.#orders[this.#taken]!);
  }

  get #hasEdge(): boolean {
    return !this.#isOver && this.#taken < this.#edges.length;
  }

  get #isReady(): boolean {
    return this.#isOver || this.#hasEdge || this.#error !== null;
  }

  #giveNext(resolve: Resolve, reject: (error: unknown) => void): void {
    if (this.#isOver) return resolve({ done: true, value: undefined });
    if (this.#taken === this.#edges.length) return reject(this.#error);
    const value = this.#edges[this.#taken++]!;
    if (this.#taken === this.#edges.length || this.#taken > DROPPED) this.#compact();
    resolve({ done: false, value });
  }

  /** Waits until there is something new. */
  #wait(resolve: Resolve, reject: (error: unknown) => void): void {
    if (this.#fiber !== null) {
      return reject(
        new RuntimeError(
          "Cannot wait for the next edge: another task does; give it edges() of its own",
        ),
      );
    }
    const place: Entrance & WaitingPlace = {
      enter: (fiber) => {
        this.#fiber = fiber;
        if (this.#hasEdge) this.#queueUp(fiber);
        else if (this.#isReady) this.#wake(); // it has ended since
        return place;
      },
      leave: () => this.#leave(),
      describe: () => `waits for an edge of ${this.#line.name}`,
    };
    wait(place, { resolve: () => this.#giveNext(resolve, reject), reject });
  }
}
