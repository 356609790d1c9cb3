/**
 * What the tests use of `@std/testing/types`, for machines that do not reach JSR.
 *
 * @module
 */

/** Fails to compile unless what it is given is what the type argument says. */
export function assertType<T extends boolean>(_expected: T): void {}

/** Whether two types are the same. */
export type IsExact<A, B> = (<X>() => X extends A ? 1 : 2) extends (<X>() => X extends B ? 1 : 2)
  ? true
  : false;
