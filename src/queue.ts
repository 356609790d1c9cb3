import { Coroutine } from "./coroutine.ts";
import { describe } from "./core/describe.ts";
import { QueueEmpty, QueueFull, QueueShutDown, RuntimeError } from "./core/errors.ts";
import type { Continuation } from "./core/fiber.ts";
import { FiberQueue, waitersOf } from "./core/fiber_queue.ts";
import { Fifo } from "./core/fifo.ts";
import { holder, wait, waitAgain, wake } from "./core/scheduler.ts";
import { showAsText } from "./core/show_as_text.ts";

/** What keeps the items of a queue, and decides which one is next. */
export interface ItemStore<T> {
  /** How many there are. */
  readonly size: number;
  /** Adds one. */
  push(item: T): void;
  /** Takes out the next one; there has to be one. */
  take(): T;
}

/** Gives a queue that has just been made another store than that of first in, first out. */
export const setStore = <T>(queue: Queue<T>, store: ItemStore<T>): void =>
  Queue["setStore"](queue, store);

/** What a task goes on with that waits for an item, or for a free place. */
interface Waiter extends Continuation {
  /** Whether it has been woken, and its turn is about to come. */
  isWoken: boolean;
}

/**
 * A queue by which tasks hand over items, first in, first out, after CPython's
 * {@link https://docs.python.org/3/library/asyncio-queue.html#asyncio.Queue | asyncio.Queue}.
 * Items stay in the queue until a task has them: none is lost by a cancellation or a timeout.
 *
 * `for await` over a queue takes items until it is shut down and empty.
 *
 * @typeParam T What is in it. A task or a promise is awaited by the `await` of `get()`, as
 *   JavaScript does with all of them; put a function that gives it.
 *
 * @example A producer and two consumers
 * ```ts
 * import { create_task, Queue, run, sleep_ms } from "@uasyncio/uasyncio";
 *
 * const queue = new Queue<number>(2); // with three items it is full
 * let sum = 0;
 *
 * async function consume() {
 *   for await (const n of queue) {
 *     await sleep_ms(1);
 *     sum += n;
 *     queue.task_done();
 *   }
 * }
 *
 * await run(async () => {
 *   const consumers = [create_task(consume), create_task(consume)];
 *   for (let n = 1; n <= 4; n++) await queue.put(n); // waits while it is full
 *   await queue.join(); // until task_done() has been called for each
 *   queue.shutdown();
 *   for (const consumer of consumers) await consumer;
 * });
 * if (sum !== 10) throw new Error(`got ${sum}`);
 * ```
 */
export class Queue<T> implements AsyncIterable<T, undefined> {
  /** How many items it takes; 0 or less is any number. */
  readonly maxsize: number;
  #items: ItemStore<T> = new Fifo();
  #unfinished = 0;
  #isShutDown = false;
  readonly #getters = new FiberQueue("an item of a Queue");
  readonly #putters = new FiberQueue("a free place of a Queue");
  readonly #joiners = new FiberQueue("the end of the work on a Queue");

  /** For other files; by a static block, bundles of programs without queues would have them, too. */
  private static setStore<T>(queue: Queue<T>, store: ItemStore<T>): void {
    queue.#items = store;
  }

  /**
   * Makes an empty queue.
   *
   * @param maxsize How many items it takes; 0 or less is any number.
   * @throws {TypeError} If `maxsize` is not a number.
   */
  constructor(maxsize = 0) {
    if (typeof maxsize !== "number" || Number.isNaN(maxsize)) {
      throw new TypeError(
        `Cannot make a queue for ${describe(maxsize)} items: expected a number, 0 for no limit`,
      );
    }
    this.maxsize = maxsize;
    showAsText(Queue.prototype);
  }

  /**
   * How many items there are.
   *
   * @returns Their number.
   */
  qsize(): number {
    return this.#items.size;
  }

  /**
   * Whether there are no items.
   *
   * @returns `true` if there are none.
   */
  empty(): boolean {
    return this.#items.size === 0;
  }

  /**
   * Whether there are as many items as it takes.
   *
   * @returns `true` if there are; `false` without a `maxsize`.
   */
  full(): boolean {
    return this.maxsize > 0 && this.#items.size >= this.maxsize;
  }

  /**
   * Adds an item; waits for a free place if there is none.
   *
   * @param item The item.
   * @returns A coroutine. It throws a {@linkcode QueueShutDown} if the queue is shut down, also
   *   meanwhile.
   */
  put(item: T): Coroutine<void> {
    const maker = holder();
    return new Coroutine((resolve, reject) => {
      const putNow = () => {
        try {
          resolve(this.put_nowait(item));
        } catch (error) {
          reject(error);
        }
      };
      if (!this.full() || this.#isShutDown) return putNow();
      const waiter: Waiter = {
        isWoken: false,
        resolve: () => {
          if (!this.full() || this.#isShutDown) putNow();
          // Other tasks have been quicker: it waits anew, behind those that wait, as in CPython.
          else waitAnew(this.#putters, waiter);
        },
        reject: (reason) => {
          if (waiter.isWoken && !this.full()) wakeNext(this.#putters);
          reject(reason);
        },
      };
      wait(this.#putters, waiter, maker);
    });
  }

  /**
   * Adds an item at once. It may be called from anywhere, a handler of an interrupt for example.
   *
   * @param item The item.
   * @throws {QueueFull} If there is no free place.
   * @throws {QueueShutDown} If the queue is shut down.
   */
  put_nowait(item: T): void {
    if (this.#isShutDown) throw new QueueShutDown("Cannot put: the queue has been shut down");
    if (this.full()) {
      throw new QueueFull(`Cannot put: all ${this.maxsize} places are taken; await put()`);
    }
    this.#items.push(item);
    this.#unfinished++;
    wakeNext(this.#getters);
  }

  /**
   * Takes the next item; waits for one if there is none.
   *
   * @returns A coroutine of the item. It throws a {@linkcode QueueShutDown} if the queue is
   *   empty and shut down, also meanwhile.
   */
  get(): Coroutine<T> {
    const maker = holder();
    return new Coroutine((resolve, reject) => {
      if (this.#items.size > 0) return resolve(this.#take());
      if (this.#isShutDown) return reject(shutDownWhileEmpty());
      const waiter: Waiter = {
        isWoken: false,
        resolve: () => {
          if (this.#items.size > 0) resolve(this.#take());
          else if (this.#isShutDown) reject(shutDownWhileEmpty());
          else waitAnew(this.#getters, waiter); // as above
        },
        reject: (reason) => {
          if (waiter.isWoken && this.#items.size > 0) wakeNext(this.#getters);
          reject(reason);
        },
      };
      wait(this.#getters, waiter, maker);
    });
  }

  /**
   * Takes the next item at once.
   *
   * @returns The item.
   * @throws {QueueEmpty} If there is none.
   * @throws {QueueShutDown} If there is none, and the queue is shut down.
   */
  get_nowait(): T {
    if (this.#items.size > 0) return this.#take();
    if (this.#isShutDown) throw shutDownWhileEmpty();
    throw new QueueEmpty("Cannot get: there is no item; await get()");
  }

  /**
   * Says that an item that was taken has been dealt with; {@linkcode Queue.join} waits for that.
   *
   * @throws {RuntimeError} If it has been called for all of them already.
   */
  task_done(): void {
    if (this.#unfinished === 0) {
      throw new RuntimeError(
        "Cannot call task_done(): it has been called for each item already",
      );
    }
    if (--this.#unfinished === 0) wakeAll(this.#joiners);
  }

  /**
   * Waits until {@linkcode Queue.task_done} has been called for each item that was put.
   *
   * @returns A coroutine; it ends at once if there are none.
   */
  join(): Coroutine<void> {
    const maker = holder();
    return new Coroutine((resolve, reject) => {
      if (this.#unfinished === 0) resolve();
      else wait(this.#joiners, { resolve, reject } as Continuation, maker);
    });
  }

  /**
   * Shuts the queue down: from now on `put()` throws a {@linkcode QueueShutDown}, and so does
   * `get()` once it is empty; so do those that wait already.
   *
   * @param immediate Whether to throw away the items, as if each had been dealt with.
   */
  shutdown(immediate = false): void {
    this.#isShutDown = true;
    if (immediate) {
      for (; this.#items.size > 0; this.#unfinished = Math.max(this.#unfinished - 1, 0)) {
        this.#items.take();
      }
      if (this.#unfinished === 0) wakeAll(this.#joiners);
    }
    wakeAll(this.#getters);
    wakeAll(this.#putters);
  }

  /**
   * What `console.log` shows: what it is, and how many items it has, as `Queue (2 of 3 items)`.
   *
   * @returns The text.
   */
  toString(): string {
    const limit = this.maxsize > 0 ? ` of ${this.maxsize}` : "";
    const end = this.#isShutDown ? ", shut down" : waitersOf(this.#getters);
    return `${this.constructor.name} (${this.qsize()}${limit} items${end})`;
  }

  /**
   * Takes the items one after the other, until the queue is shut down and empty.
   *
   * @returns An iterator, for `for await` inside a task.
   */
  [Symbol.asyncIterator](): AsyncIterableIterator<T, undefined> {
    const iterator: AsyncIterableIterator<T, undefined> = {
      [Symbol.asyncIterator]: () => iterator,
      next: async () => {
        try {
          return { done: false, value: await this.get() as T };
        } catch (error) {
          if (error instanceof QueueShutDown) return { done: true, value: undefined };
          throw error;
        }
      },
    };
    return iterator;
  }

  #take(): T {
    const item = this.#items.take();
    wakeNext(this.#putters);
    return item;
  }
}

function shutDownWhileEmpty(): QueueShutDown {
  return new QueueShutDown("Cannot get: the queue is empty and has been shut down");
}

/** The turn of the first task that waits is about to come. */
function wakeNext(waiters: FiberQueue): void {
  const fiber = waiters.shift();
  if (fiber === null) return;
  (fiber.continuation as Waiter).isWoken = true;
  wake(fiber, undefined);
}

/** A task whose turn has come waits on, behind those that wait. */
function waitAnew(waiters: FiberQueue, waiter: Waiter): void {
  waiter.isWoken = false;
  waitAgain(waiters, holder()!);
}

function wakeAll(waiters: FiberQueue): void {
  for (let fiber = waiters.shift(); fiber !== null; fiber = waiters.shift()) wake(fiber, undefined);
}
