/**
 * What the tests use of `@std/assert`, on top of `node:assert`: the test command
 * puts it in its place on machines that do not reach JSR.
 *
 * @module
 */

import assertions from "node:assert/strict";

// deno-lint-ignore no-explicit-any -- as in @std/assert
type ErrorClass<E extends Error> = new (...args: any[]) => E;

export function assert(value: unknown, message?: string): asserts value {
  assertions.ok(value, message);
}

export function assertEquals<T>(actual: T, expected: T, message?: string): void {
  assertions.deepEqual(actual, expected, message);
}

export function assertNotEquals<T>(actual: T, expected: T, message?: string): void {
  assertions.notDeepEqual(actual, expected, message);
}

export function assertStrictEquals<T>(actual: T, expected: T, message?: string): void {
  assertions.equal(actual, expected, message);
}

export function assertStringIncludes(actual: string, expected: string): void {
  if (!actual.includes(expected)) {
    assertions.fail(`expected ${JSON.stringify(actual)} to include ${JSON.stringify(expected)}`);
  }
}

export function assertMatch(actual: string, expected: RegExp): void {
  assertions.match(actual, expected);
}

export function assertIsError<E extends Error>(
  error: unknown,
  ErrorClass?: ErrorClass<E>,
  messageIncludes?: string,
): asserts error is E {
  if (!(error instanceof (ErrorClass ?? Error))) {
    assertions.fail(`expected a ${(ErrorClass ?? Error).name}, got ${Deno.inspect(error)}`);
  }
  if (messageIncludes !== undefined) assertStringIncludes(error.message, messageIncludes);
}

export function assertThrows<E extends Error = Error>(
  fn: () => unknown,
  ErrorClass?: ErrorClass<E>,
  messageIncludes?: string,
): E {
  let thrown: { error: unknown } | undefined;
  try {
    fn();
  } catch (error) {
    thrown = { error };
  }
  return check(thrown, ErrorClass, messageIncludes);
}

export async function assertRejects<E extends Error = Error>(
  fn: () => PromiseLike<unknown>,
  ErrorClass?: ErrorClass<E>,
  messageIncludes?: string,
): Promise<E> {
  let thrown: { error: unknown } | undefined;
  try {
    await fn();
  } catch (error) {
    thrown = { error };
  }
  return check(thrown, ErrorClass, messageIncludes);
}

function check<E extends Error>(
  thrown: { error: unknown } | undefined,
  ErrorClass: ErrorClass<E> | undefined,
  messageIncludes: string | undefined,
): E {
  if (thrown === undefined) assertions.fail("expected an error, got none");
  assertIsError(thrown.error, ErrorClass, messageIncludes);
  return thrown.error;
}
