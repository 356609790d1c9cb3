import { assertType, type IsExact } from "@std/testing/types";
import {
  type Awaitable,
  coro,
  type Coroutine,
  create_task,
  Event,
  gather,
  run,
  sleep_ms,
  type Task,
  wait_for,
} from "../../mod.ts";

// Nothing here is run: that it compiles is the test.

const one = () => Promise.resolve(1);
const two = coro((text: string) => text);

Deno.test("Task has the type of what its coroutine returns", () => {
  (() => {
    const task = create_task(one);
    assertType<IsExact<typeof task, Task<number>>>(true);
    const other = create_task(two("x"));
    assertType<IsExact<typeof other, Task<string>>>(true);
    const value = run(() => two("x"));
    assertType<IsExact<typeof value, Promise<string>>>(true);
  });
});

Deno.test("gather() gives a typed tuple", () => {
  (async () => {
    const results = await gather(one, two("x"), create_task(() => true));
    assertType<IsExact<typeof results, [number, string, boolean]>>(true);
    const maybe = await gather(one, two("x"), { return_exceptions: true });
    assertType<IsExact<typeof maybe, [number | Error, string | Error]>>(true);
    const functions = [one, one];
    const many = await gather(...functions);
    assertType<IsExact<typeof many, number[]>>(true);
  });
});

Deno.test("wait_for() and Event.wait() have the types of what they give", () => {
  (() => {
    const waited = wait_for(two("x"), 1);
    assertType<IsExact<typeof waited, Coroutine<string>>>(true);
    const event = new Event<number>().wait();
    assertType<IsExact<typeof event, Coroutine<number>>>(true);
    const plain = new Event().wait();
    assertType<IsExact<typeof plain, Coroutine<true>>>(true);
  });
});

Deno.test("create_task() and wait_for() take a function that gives one of two coroutines", () => {
  (async (coin: boolean) => {
    const text = () => Promise.resolve("one");
    const task = create_task(() => coin ? one() : text());
    assertType<IsExact<typeof task, Task<number | string>>>(true);
    const waited = await wait_for(() => coin ? one() : two("x"), 1);
    assertType<IsExact<typeof waited, number | string>>(true);
  });
});

Deno.test("create_task() and others do not compile with a started promise", () => {
  (() => {
    // @ts-expect-error: one() has started
    create_task(one());
    // @ts-expect-error: one() has started
    run(one());
    // @ts-expect-error: one() has started
    gather(one());
    // @ts-expect-error: one() has started
    wait_for(one(), 1);
    // @ts-expect-error: a task runs already
    create_task(create_task(one));
    // @ts-expect-error: a function with arguments is no coroutine
    create_task((n: number) => n);
    const awaitables: Awaitable<void>[] = [sleep_ms(1), () => sleep_ms(1)];
    return awaitables;
  });
});
