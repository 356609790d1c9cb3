/**
 * What the tests use of `@std/testing/types`, for machines that do not reach JSR.
 *
 * @module
 */

/** Fails to compile unless the type argument is `true`. */
export function assertType<T extends true>(_expected: T): void {}

/** Whether two types are the same. */
export type IsExact<A, B> = (<X>() => X extends A ? 1 : 2) extends (<X>() => X extends B ? 1 : 2)
  ? true
  : false;
