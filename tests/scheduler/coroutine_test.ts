import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { coro, Coroutine, create_task, run, RuntimeError, sleep_ms } from "../../mod.ts";
import { inVirtualTime } from "./in_virtual_time.ts";

const add = coro(async (a: number, b: number) => {
  await sleep_ms(1);
  return a + b;
});

Deno.test("coro() makes functions that start nothing", async () => {
  let calls = 0;
  const coroutine = coro(() => ++calls)();
  await inVirtualTime(async () => await sleep_ms(10));
  assert(coroutine instanceof Coroutine);
  assertEquals(calls, 0);
});

Deno.test("Coroutine runs inside the task that awaits it", async () => {
  assertEquals(await inVirtualTime(async () => await add(1, 2)), 3);
});

Deno.test("Coroutine may be run, and be made a task", async () => {
  assertEquals(await run(add(1, 2)), 3);
  assertEquals(await inVirtualTime(async () => await create_task(add(3, 4))), 7);
});

Deno.test("sleep_ms() gives a coroutine", () => {
  assert(sleep_ms(1) instanceof Coroutine);
});

Deno.test("Coroutine throws what its function throws, at once or later", async () => {
  const now = coro((): void => {
    throw new Error("now");
  });
  const later = coro(async () => {
    await sleep_ms(1);
    throw new Error("later");
  });
  await assertRejects(() => inVirtualTime(async () => await now()), Error, "now");
  await assertRejects(() => inVirtualTime(async () => await later()), Error, "later");
});

Deno.test("Coroutine that is awaited twice says to make another one", async () => {
  for (const coroutine of [add(1, 2), sleep_ms(1)]) {
    await assertRejects(
      () =>
        inVirtualTime(async () => {
          await coroutine;
          await coroutine;
        }),
      RuntimeError,
      "Cannot await a coroutine twice: call the function that made it again",
    );
  }
});

Deno.test("coro() refuses what is not a function", () => {
  assertThrows(
    // @ts-expect-error: a number is no function
    () => coro(5),
    TypeError,
    "Cannot make a coroutine function: 5 is not a function",
  );
});

Deno.test("Coroutine that is awaited outside of a task says what to write", async () => {
  await assertRejects(
    async () => await sleep_ms(1),
    RuntimeError,
    "Cannot wait: not inside a task; give the async function to run() or create_task()",
  );
});
