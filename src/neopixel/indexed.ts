/**
 * Something whose `x[i]` is `x.get(i)`, and `x[i] = value` is `x.set(i, value)`, as Python's
 * `__getitem__` and `__setitem__`. What a class has itself is found before that.
 *
 * @example The squares
 * ```ts
 * import { Indexed } from "@uasyncio/uasyncio/neopixel";
 *
 * class Squares extends Indexed<number> {
 *   [index: number]: number;
 *   override get(index: number) {
 *     return index ** 2;
 *   }
 *   override set() {}
 * }
 * if (new Squares()[3] !== 9) throw new Error("not a square");
 * ```
 */
export abstract class Indexed<T> {
  /**
   * What is at an index.
   *
   * @param index The index.
   * @returns What is there.
   */
  abstract get(index: number): T;
  /**
   * Puts something there.
   *
   * @param index The index.
   * @param value What is put there.
   */
  abstract set(index: number, value: T): void;
}

type Key = string | symbol;

function isIndex(key: Key): key is string {
  return typeof key === "string" && /^(?:-?\d|NaN$)/.test(key);
}

// At the end of the chain of prototypes: nothing else has a property of that name.
Object.setPrototypeOf(
  Indexed.prototype,
  new Proxy({}, {
    get(target: object, key: Key, receiver: Indexed<unknown>) {
      return isIndex(key) ? receiver.get(Number(key)) : Reflect.get(target, key, receiver);
    },
    set(target: object, key: Key, value: unknown, receiver: Indexed<unknown>) {
      if (!isIndex(key)) return Reflect.set(target, key, value, receiver);
      receiver.set(Number(key), value);
      return true;
    },
  }),
);
