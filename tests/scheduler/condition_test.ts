import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import {
  CancelledError,
  Condition,
  create_task,
  Lock,
  RuntimeError,
  sleep_ms,
  wait_for_ms,
} from "../../mod.ts";
import { inVirtualTime } from "./in_virtual_time.ts";

// What CPython's conditions do is shown by tests/cpython; here is the rest.

Deno.test("Condition refuses what is no lock", () => {
  assertThrows(
    () => new Condition({} as Lock),
    TypeError,
    "Cannot make a Condition of an Object: expected a Lock",
  );
});

Deno.test("Condition.wait() and notify() refuse without the lock", async () => {
  await inVirtualTime(async () => {
    const condition = new Condition();
    const message = "the lock of the Condition is not held; acquire() it first";
    await assertRejects(
      async () => await condition.wait(),
      RuntimeError,
      `Cannot wait: ${message}`,
    );
    assertThrows(() => condition.notify(), RuntimeError, `Cannot notify: ${message}`);
    assertThrows(() => condition.notify_all(), RuntimeError, `Cannot notify: ${message}`);
  });
});

Deno.test("Condition.wait_for() refuses what is no predicate", () => {
  assertThrows(
    () => new Condition().wait_for(true as unknown as () => true),
    TypeError,
    "Cannot wait for true: the predicate has to be a function",
  );
});

Deno.test("Condition.wait_for() gives what the predicate has returned", async () => {
  await inVirtualTime(async () => {
    const condition = new Condition();
    let found: string | undefined;
    create_task(async () => {
      await sleep_ms(5);
      using _guard = await condition.acquire();
      found = "it";
      condition.notify();
    });
    using _guard = await condition.acquire();
    assertEquals(await condition.wait_for(() => found), "it");
  });
});

Deno.test("Condition.wait() leaves the guard of its caller in force", async () => {
  await inVirtualTime(async () => {
    const condition = new Condition();
    const task = create_task(async () => {
      using _guard = await condition.acquire();
      await condition.wait();
      await condition.wait();
    });
    for (let i = 0; i < 2; i++) {
      await sleep_ms(1);
      using _guard = await condition.acquire();
      condition.notify();
    }
    await task;
    assertEquals(condition.locked(), false);
  });
});

Deno.test("Condition.wait() in a wait_for that is cancelled does not keep the lock", async () => {
  await inVirtualTime(async () => {
    const condition = new Condition();
    const task = create_task(async () => {
      using _guard = await condition.acquire();
      await wait_for_ms(condition.wait(), 1000);
    });
    await sleep_ms(1);
    task.cancel();
    await assertRejects(async () => await task, CancelledError);
    await sleep_ms(1);
    assertEquals(condition.locked(), false);
  });
});

Deno.test("Condition: several may share a lock", async () => {
  await inVirtualTime(async () => {
    const lock = new Lock();
    const [full, empty] = [new Condition(lock), new Condition(lock)];
    const log: string[] = [];
    create_task(async () => {
      using _guard = await lock.acquire();
      await full.wait();
      log.push("full");
      empty.notify();
    });
    create_task(async () => {
      using _guard = await lock.acquire();
      await empty.wait();
      log.push("empty");
    });
    await sleep_ms(1);
    {
      using _guard = await lock.acquire();
      full.notify();
    }
    await sleep_ms(1);
    assertEquals([log, lock.locked()], [["full", "empty"], false]);
  });
});

Deno.test("Condition.toString() tells whether its lock is held, and console.log shows that", async () => {
  await inVirtualTime(async () => {
    const condition = new Condition();
    assertEquals(String(condition), "Condition (unlocked)");
    using _guard = await condition.acquire();
    assertEquals(Deno.inspect(condition), "Condition (locked)");
  });
});
