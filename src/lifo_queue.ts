import { type ItemStore, Queue, setStore } from "./queue.ts";

/**
 * A {@linkcode Queue} whose next item is the one that was put last, after CPython's
 * {@link https://docs.python.org/3/library/asyncio-queue.html#asyncio.LifoQueue | asyncio.LifoQueue}.
 *
 * @typeParam T What is in it.
 *
 * @example The last one first
 * ```ts
 * import { LifoQueue } from "@uasyncio/uasyncio";
 *
 * const stack = new LifoQueue<string>();
 * stack.put_nowait("first");
 * stack.put_nowait("last");
 * if (stack.get_nowait() !== "last") throw new Error("wrong order");
 * ```
 */
export class LifoQueue<T> extends Queue<T> {
  /**
   * Makes an empty queue.
   *
   * @param maxsize How many items it takes; 0 or less is any number.
   * @throws {TypeError} If `maxsize` is not a number.
   */
  constructor(maxsize = 0) {
    super(maxsize);
    setStore(this, new Stack<T>());
  }
}

class Stack<T> implements ItemStore<T> {
  readonly #items: T[] = [];

  get size(): number {
    return this.#items.length;
  }

  push(item: T): void {
    this.#items.push(item);
  }

  take(): T {
    return this.#items.pop() as T;
  }
}
