import {
  assert,
  assertEquals,
  assertIsError,
  assertMatch,
  assertNotEquals,
  assertRejects,
  assertStrictEquals,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";

// What has to be true of the adapter and of the original: with JSR this file tests that one.

class Point {
  constructor(readonly x: number) {}
  get double(): number {
    return 2 * this.x;
  }
}
class Place extends Point {}
class Counter {
  static count = 0;
  get next(): number {
    return Counter.count++;
  }
}

const error = new Error("one");
const circle: { self?: unknown } = {};
circle.self = circle;
const sameCircle: { self?: unknown } = {};
sameCircle.self = sameCircle;

/** Pairs that are equal, each with what it is about. */
const equal: [string, unknown, unknown][] = [
  ["the zeros", 0, -0],
  ["NaN", NaN, NaN],
  ["arrays", [1, [2, { a: 3 }]], [1, [2, { a: 3 }]]],
  ["the order of keys", { a: 1, b: 2 }, { b: 2, a: 1 }],
  ["an object without a prototype", Object.assign(Object.create(null), { a: 1 }), { a: 1 }],
  ["objects of a class", new Point(1), new Point(1)],
  ["bytes", new Uint8Array([1, 2]), new Uint8Array([0, 1, 2]).subarray(1)],
  ["zeros and NaN in arrays of numbers", new Float64Array([0, NaN]), new Float64Array([-0, NaN])],
  ["buffers", new Uint8Array([1]).buffer, new Uint8Array([1]).buffer],
  ["dates", new Date(5), new Date(5)],
  ["patterns", /a/g, /a/g],
  ["addresses", new URL("http://a/b"), new URL("http://a/b")],
  ["sets, in whatever order", new Set([1, { a: 2 }]), new Set([{ a: 2 }, 1])],
  ["maps", new Map([[{ a: 1 }, [2]]]), new Map([[{ a: 1 }, [2]]])],
  ["one error", error, error],
  ["circles", circle, sameCircle],
  ["symbols of an object", { [Symbol.iterator]: 1 }, { [Symbol.iterator]: 1 }],
];

/** Pairs that are not. */
const unequal: [string, unknown, unknown][] = [
  ["types", 1, "1"],
  ["null and undefined", null, undefined],
  ["a key whose value is undefined", { a: undefined }, {}],
  ["keys whose values are undefined", { a: undefined }, { b: undefined }],
  ["holes and undefined", [, 1], [undefined, 1]],
  ["lengths", [1, 2], [1, 2, 3]],
  ["more keys of an array", Object.assign([1], { a: 1 }), [1]],
  ["values of an object of a class", new Point(1), new Point(2)],
  ["classes", new Point(1), new Place(1)],
  ["an object of a class and data", new Point(1), { x: 1 }],
  ["what a getter gives", new Counter(), new Counter()],
  ["types of bytes", new Uint8Array([1]), new Uint8ClampedArray([1])],
  ["bytes", new Uint8Array([1]), new Uint8Array([2])],
  ["how many bytes", new Uint8Array([1]), new Uint8Array([1, 0])],
  ["buffers", new Uint8Array([1]).buffer, new Uint8Array([2]).buffer],
  ["dates", new Date(5), new Date(6)],
  ["flags of patterns", /a/g, /a/i],
  ["addresses", new URL("http://a/b"), new URL("http://a/c")],
  ["sets", new Set([1]), new Set([2])],
  ["values of maps", new Map([[1, 2]]), new Map([[1, 3]])],
  ["keys of maps", new Map([[1, 2]]), new Map([[2, 2]])],
  ["messages of errors", new Error("one"), new Error("two")],
  ["classes of errors", new TypeError("one"), new RangeError("one")],
  ["functions", () => 1, () => 1],
  ["symbols of an object", { [Symbol.iterator]: 1 }, { [Symbol.iterator]: 2 }],
  ["promises and data", Promise.resolve(), {}],
];

for (const [what, left, right] of equal) {
  Deno.test(`assertEquals() takes for equal: ${what}`, () => {
    assertEquals(left, right);
    assertEquals(right, left);
    assertThrows(() => assertNotEquals(left, right));
  });
}

for (const [what, left, right] of unequal) {
  Deno.test(`assertEquals() tells apart: ${what}`, () => {
    assertNotEquals(left, right);
    assertNotEquals(right, left);
    assertThrows(() => assertEquals(left, right), Error, "");
  });
}

Deno.test("assertEquals() compares errors with their stacks", () => {
  const make = () => new Error("one");
  const here = make();
  assertNotEquals(here, make());
});

Deno.test("assertEquals() does not compare WeakMaps", () => {
  assertThrows(() => assertEquals(new WeakMap(), new WeakMap()), TypeError, "Cannot compare");
});

Deno.test("assert(), assertStrictEquals(), assertMatch() and assertStringIncludes() fail", () => {
  assertThrows(() => assert(0, "zero"), Error, "zero");
  assertThrows(() => assertStrictEquals<number>(0, -0));
  assertThrows(() => assertStrictEquals<unknown>({}, {}));
  assertThrows(() => assertMatch("abc", /d/), Error, "abc");
  assertThrows(() => assertStringIncludes("abc", "d"), Error, "abc");
  assertStrictEquals(NaN, NaN);
  assertMatch("abc", /b/);
  assertStringIncludes("abc", "b");
});

Deno.test("assertThrows() looks at the class and the words, and returns the error", () => {
  const fail = () => {
    throw error;
  };
  assertStrictEquals(assertThrows(fail), error);
  assertStrictEquals(assertThrows(fail, Error, "on"), error);
  assertThrows(() => assertThrows(fail, TypeError), Error, "TypeError");
  assertThrows(() => assertThrows(fail, Error, "two"), Error, "two");
  assertThrows(() => assertThrows(() => {}), Error, "xpected");
  const failOddly = () => {
    throw 5;
  };
  assertEquals(assertThrows(failOddly), 5);
  assertThrows(() => assertThrows(failOddly, Error));
});

Deno.test("assertRejects() wants a promise, its class and its words", async () => {
  const reject = () => Promise.reject(error);
  assertStrictEquals(await assertRejects(reject), error);
  assertStrictEquals(await assertRejects(reject, Error, "on"), error);
  const refusals: [() => unknown, string][] = [
    [() => assertRejects(reject, TypeError), "TypeError"],
    [() => assertRejects(reject, Error, "two"), "two"],
    [() => assertRejects(() => Promise.resolve()), "xpected"],
    [() => assertRejects(() => Promise.reject(5), Error), "Error"],
    // @ts-expect-error: no promise
    [() => assertRejects(() => 5), "xpected"],
    [
      () =>
        assertRejects(() => {
          throw error;
        }),
      "xpected",
    ],
  ];
  for (const [refused, words] of refusals) {
    let caught: unknown;
    try {
      await refused();
    } catch (failure) {
      caught = failure;
    }
    assertIsError(caught, Error, words);
    assert(caught !== error);
  }
});

Deno.test("assertIsError() takes errors only, and a pattern for their words", () => {
  assertIsError(error);
  assertIsError(error, Error, /^one$/);
  assertIsError(new Error("\x1b[31mred\x1b[0m"), Error, "red");
  assertThrows(() => assertIsError({ message: "one", name: "Error" }));
  assertThrows(() => assertIsError(error, Error, /two/));
});
