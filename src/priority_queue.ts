import { describe } from "./core/describe.ts";
import { type ItemStore, Queue, setStore } from "./queue.ts";

/** Options of {@linkcode PriorityQueue}. */
export interface PriorityQueueOptions<T> {
  /**
   * Says which of two items comes first: less than 0 for `a`, more for `b`, as for
   * `Array.sort`. By default numbers, bigints, strings and arrays of these are compared as
   * Python does, arrays item by item; of other things each comparison throws a `TypeError`.
   */
  compare?: (a: T, b: T) => number;
}

/**
 * A {@linkcode Queue} whose next item is the least one, after CPython's
 * {@link https://docs.python.org/3/library/asyncio-queue.html#asyncio.PriorityQueue | asyncio.PriorityQueue}.
 * An item is usually a pair, `[priority, data]`; pairs of equal priority are compared by their
 * data.
 *
 * @typeParam T What is in it.
 *
 * @example The most urgent one first
 * ```ts
 * import { PriorityQueue } from "@uasyncio/uasyncio";
 *
 * const jobs = new PriorityQueue<[priority: number, name: string]>();
 * jobs.put_nowait([5, "water the garden"]);
 * jobs.put_nowait([1, "close the valve"]);
 * if (jobs.get_nowait()[1] !== "close the valve") throw new Error("flooded");
 * ```
 *
 * @example Items that compare otherwise
 * ```ts
 * import { PriorityQueue } from "@uasyncio/uasyncio";
 *
 * const jobs = new PriorityQueue<{ due: number }>(0, { compare: (a, b) => a.due - b.due });
 * jobs.put_nowait({ due: 20 });
 * jobs.put_nowait({ due: 10 });
 * if (jobs.get_nowait().due !== 10) throw new Error("late");
 * ```
 */
export class PriorityQueue<T> extends Queue<T> {
  /**
   * Makes an empty queue.
   *
   * @param maxsize How many items it takes; 0 or less is any number.
   * @param options How items compare.
   * @throws {TypeError} If `maxsize` is not a number, or there is an option that does not exist.
   */
  constructor(maxsize = 0, options: PriorityQueueOptions<T> = {}) {
    super(maxsize);
    const { compare = comparePythonic, ...others } = options;
    const [unknown] = Object.keys(others);
    if (unknown !== undefined) {
      throw new TypeError(
        `Cannot make a PriorityQueue: there is no option ${
          describe(unknown)
        }; the option is compare`,
      );
    }
    if (typeof compare !== "function") {
      throw new TypeError(
        `Cannot make a PriorityQueue: compare has to be a function, not ${describe(compare)}`,
      );
    }
    setStore(this, new Heap<T>(compare));
  }
}

/** A binary heap: each item is not greater than the two below it. */
class Heap<T> implements ItemStore<T> {
  readonly #items: T[] = [];
  readonly #compare: (a: T, b: T) => number;

  constructor(compare: (a: T, b: T) => number) {
    this.#compare = compare;
  }

  get size(): number {
    return this.#items.length;
  }

  push(item: T): void {
    const items = this.#items;
    // First find its place, as a comparison may throw.
    const path: number[] = [];
    let at = items.length;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (this.#compare(item, items[parent]!) >= 0) break;
      path.push(at = parent);
    }
    let hole = items.length;
    for (const parent of path) {
      items[hole] = items[parent]!;
      hole = parent;
    }
    items[hole] = item;
  }

  take(): T {
    const items = this.#items;
    const first = items[0]!;
    const last = items.pop()!;
    if (items.length > 0) this.#sink(last);
    return first;
  }

  /** Puts an item in the place of the first one. */
  #sink(item: T): void {
    const items = this.#items;
    let at = 0;
    for (let child = 1; child < items.length; child = 2 * at + 1) {
      const right = child + 1;
      if (right < items.length && this.#compare(items[right]!, items[child]!) < 0) child = right;
      if (this.#compare(items[child]!, item) >= 0) break;
      items[at] = items[child]!;
      at = child;
    }
    items[at] = item;
  }
}

/** As Python's `<` and `>`: numbers by size, strings by code points, arrays item by item. */
function comparePythonic(a: unknown, b: unknown): number {
  if (Array.isArray(a) && Array.isArray(b)) {
    for (let i = 0; i < Math.min(a.length, b.length); i++) {
      if (a[i] === b[i]) continue; // the same thing, comparable or not
      const order = comparePythonic(a[i], b[i]);
      if (order !== 0) return order;
    }
    return a.length - b.length;
  }
  if (isNumeric(a) && isNumeric(b)) return a < b ? -1 : a > b ? 1 : 0;
  if (typeof a === "string" && typeof b === "string") return compareText(a, b);
  throw new TypeError(
    `Cannot compare ${describe(a)} with ${describe(b)}: a PriorityQueue takes numbers, strings, ` +
      "arrays of these, or the option compare",
  );
}

function isNumeric(value: unknown): value is number {
  return typeof value === "number" || typeof value === "bigint" || typeof value === "boolean";
}

/** By code points; JavaScript's own `<` goes by UTF-16. */
function compareText(a: string, b: string): number {
  if (a === b) return 0;
  const [left, right] = [[...a], [...b]];
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    const order = left[i]!.codePointAt(0)! - right[i]!.codePointAt(0)!;
    if (order !== 0) return order;
  }
  return left.length - right.length;
}
