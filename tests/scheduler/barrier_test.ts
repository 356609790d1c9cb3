import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { Barrier, BrokenBarrierError, create_task, RuntimeError, sleep_ms } from "../../mod.ts";
import { inVirtualTime } from "./in_virtual_time.ts";

// What CPython's barriers do is shown by tests/cpython; here is the rest.

Deno.test("Barrier refuses what is no number of tasks", () => {
  const make = (parties: unknown) => () => new Barrier(parties as number);
  assertThrows(
    make(null),
    TypeError,
    "Cannot make a barrier for null: expected a number of tasks",
  );
  for (const parties of [0, -1, 1.5, NaN]) {
    assertThrows(make(parties), RangeError, "tasks: the number has to be whole, and 1 at least");
  }
});

Deno.test("Barrier.wait() tells why it is broken", async () => {
  await inVirtualTime(async () => {
    const barrier = new Barrier(2);
    assertEquals([barrier.parties, barrier.n_waiting, barrier.broken], [2, 0, false]);
    const waiting = create_task(barrier.wait());
    await sleep_ms(1);
    assertEquals(barrier.n_waiting, 1);
    await barrier.abort();
    await assertRejects(
      async () => await waiting,
      BrokenBarrierError,
      "Cannot wait at the barrier: it has been reset or aborted meanwhile; wait() again",
    );
    const error = await assertRejects(
      async () => await barrier.wait(),
      RuntimeError,
      "Cannot wait at the barrier: it has been aborted; reset() it",
    );
    assertEquals((error as Error).name, "BrokenBarrierError");
    await barrier.reset();
    const [first, second] = [create_task(barrier.wait()), create_task(barrier.wait())];
    assertEquals([await first, await second], [0, 1]);
  });
});

Deno.test("Barrier.toString() tells its state, and console.log shows that", async () => {
  await inVirtualTime(async () => {
    const barrier = new Barrier(2);
    const waiting = create_task(barrier.wait());
    await sleep_ms(0);
    assertEquals(Deno.inspect(barrier), "Barrier (filling, 1 of 2 tasks)");
    waiting.cancel();
    await sleep_ms(0);
    await barrier.abort();
    assertEquals(String(barrier), "Barrier (broken, 0 of 2 tasks)");
  });
});
