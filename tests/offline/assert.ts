/**
 * What the tests use of `@std/assert`, and as strict: the test command puts it in its
 * place on machines that do not reach JSR. `assert_test.ts` is true of both.
 *
 * @module
 */

import assertions from "node:assert/strict";
import { stripVTControlCharacters } from "node:util";

const { AssertionError } = assertions;

// deno-lint-ignore no-explicit-any -- as in @std/assert
type ErrorClass<E extends Error> = abstract new (...args: any[]) => E;

/** Objects of these classes are equal if they are the same as text. */
const COMPARED_AS_TEXT: unknown[] = [RegExp, URL, URLSearchParams, Intl.Locale]
  .map((type) => type.prototype);

export function assert(value: unknown, message = ""): asserts value {
  if (!value) throw new AssertionError({ message });
}

export function assertEquals<T>(actual: T, expected: T, message?: string): void {
  if (isEqual(actual, expected)) return;
  // Shows where the two differ, if it finds them different.
  assertions.deepEqual(actual, expected, message!); // Node's own types refuse undefined
  const texts = [actual, expected].map((value) => Deno.inspect(value, { depth: 10 }));
  fail(`Values are not equal: ${texts.join(" and ")}`, message);
}

export function assertNotEquals<T>(actual: T, expected: T, message?: string): void {
  if (isEqual(actual, expected)) {
    fail(`Values are equal: ${Deno.inspect(actual)} and ${Deno.inspect(expected)}`, message);
  }
}

export function assertStrictEquals<T>(
  actual: unknown,
  expected: T,
  message?: string,
): asserts actual is T {
  if (!Object.is(actual, expected)) assertions.equal(actual, expected, message!);
}

export function assertStringIncludes(actual: string, expected: string, message?: string): void {
  if (!actual.includes(expected)) {
    fail(`${JSON.stringify(actual)} does not include ${JSON.stringify(expected)}`, message);
  }
}

export function assertMatch(actual: string, expected: RegExp, message?: string): void {
  if (!expected.test(actual)) fail(`${JSON.stringify(actual)} does not match ${expected}`, message);
}

export function assertIsError<E extends Error = Error>(
  error: unknown,
  ErrorClass?: ErrorClass<E>,
  words?: string | RegExp,
  message?: string,
): asserts error is E {
  if (!(error instanceof Error)) fail(`${Deno.inspect(error)} is no Error`, message);
  if (ErrorClass !== undefined && !(error instanceof ErrorClass)) {
    fail(`Expected a ${ErrorClass.name}, got ${Deno.inspect(error)}`, message);
  }
  if (!words) return;
  const text = stripVTControlCharacters(error.message);
  if (typeof words !== "string") assertMatch(text, words, message);
  else assertStringIncludes(text, stripVTControlCharacters(words), message);
}

export function assertThrows(fn: () => unknown, message?: string): unknown;
export function assertThrows<E extends Error = Error>(
  fn: () => unknown,
  ErrorClass: ErrorClass<E>,
  words?: string,
  message?: string,
): E;
export function assertThrows(
  fn: () => unknown,
  classOrMessage?: ErrorClass<Error> | string,
  words?: string,
  message?: string,
): unknown {
  let thrown: { error: unknown } | undefined;
  try {
    fn();
  } catch (error) {
    thrown = { error };
  }
  return check(thrown, classOrMessage, words, message);
}

export function assertRejects(fn: () => PromiseLike<unknown>, message?: string): Promise<unknown>;
export function assertRejects<E extends Error = Error>(
  fn: () => PromiseLike<unknown>,
  ErrorClass: ErrorClass<E>,
  words?: string,
  message?: string,
): Promise<E>;
export async function assertRejects(
  fn: () => PromiseLike<unknown>,
  classOrMessage?: ErrorClass<Error> | string,
  words?: string,
  message?: string,
): Promise<unknown> {
  let promise: PromiseLike<unknown> | undefined;
  let thrown: { error: unknown } | undefined;
  try {
    promise = fn();
  } catch (error) {
    fail(`Expected a promise to be rejected, but was thrown ${Deno.inspect(error)}`, message);
  }
  if (typeof promise !== "object" || typeof promise?.then !== "function") {
    fail(`Expected a promise, got ${Deno.inspect(promise)}`, message);
  }
  try {
    await promise;
  } catch (error) {
    thrown = { error };
  }
  return check(thrown, classOrMessage, words, message);
}

/** The error that was thrown, if it is the one that is expected. */
function check(
  thrown: { error: unknown } | undefined,
  classOrMessage: ErrorClass<Error> | string | undefined,
  words: string | undefined,
  message: string | undefined,
): unknown {
  const ErrorClass = typeof classOrMessage === "string" ? undefined : classOrMessage;
  if (typeof classOrMessage === "string") message = classOrMessage;
  if (thrown === undefined) fail(`Expected ${ErrorClass?.name ?? "an error"}, got none`, message);
  if (ErrorClass !== undefined) assertIsError(thrown.error, ErrorClass, words, message);
  return thrown.error;
}

function fail(reason: string, message: string | undefined): never {
  throw new AssertionError({ message: message === undefined ? reason : `${message}: ${reason}` });
}

/** Compares as `@std/assert` does: errors with their stacks, getters with what they give. */
function isEqual(left: unknown, right: unknown, seen = new Map<unknown, unknown>()): boolean {
  if (left === right || Object.is(left, right)) return true;
  if (!isObject(left) || !isObject(right)) return false;
  if (left instanceof Date && right instanceof Date) {
    return Object.is(left.getTime(), right.getTime());
  }
  if (prototypeOf(left) !== prototypeOf(right)) return false;
  if (ArrayBuffer.isView(left) && !(left instanceof DataView)) {
    return areSameElements(left as Uint8Array, right as unknown as Uint8Array);
  }
  if (left instanceof ArrayBuffer || left instanceof SharedArrayBuffer) {
    return areSameElements(new Uint8Array(left), new Uint8Array(right as ArrayBuffer));
  }
  if (left instanceof WeakMap || left instanceof WeakSet) {
    throw new TypeError(`Cannot compare ${left.constructor.name}s`);
  }
  if (left instanceof WeakRef) return isEqual(left.deref(), (right as typeof left).deref(), seen);
  if (seen.get(left) === right) return true; // it is being compared, further up
  seen.set(left, right);
  if (Object.keys(left).length !== Object.keys(right).length) return false;
  if (left instanceof Map || left instanceof Set) {
    return areSameEntries(left, right as typeof left, seen);
  }
  if (COMPARED_AS_TEXT.includes(prototypeOf(left))) return String(left) === String(right);
  return [...new Set([...keysOf(left), ...keysOf(right)])].every((key) =>
    key in left && key in right &&
    isEqual(Reflect.get(left, key), Reflect.get(right, key), seen)
  );
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

/** An object without a prototype counts as one of `Object`. */
function prototypeOf(value: object): unknown {
  return Object.getPrototypeOf(value) ?? Object.prototype;
}

function areSameElements(left: Uint8Array, right: Uint8Array): boolean {
  return left.length === right.length &&
    left.every((element, i) => element === right[i] || Object.is(element, right[i]));
}

function areSameEntries(
  left: Map<unknown, unknown> | Set<unknown>,
  right: Map<unknown, unknown> | Set<unknown>,
  seen: Map<unknown, unknown>,
): boolean {
  const others = [...right.entries()];
  return left.size === right.size &&
    [...left.entries()].every(([key, value]) =>
      others.some(([otherKey, other]) =>
        isEqual(key, otherKey, seen) && isEqual(value, other, seen)
      )
    );
}

/** The enumerable keys of what is but data; all keys of others, and those that they inherit. */
function keysOf(value: object): PropertyKey[] {
  if (prototypeOf(value) === Object.prototype || prototypeOf(value) === Array.prototype) {
    return Reflect.ownKeys({ ...value });
  }
  const keys: PropertyKey[] = [];
  for (let object = value; prototypeOf(object) !== object; object = Object.getPrototypeOf(object)) {
    keys.push(...Reflect.ownKeys(object));
    if (Object.getPrototypeOf(object) === null) break;
  }
  return keys;
}
