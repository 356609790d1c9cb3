import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { CancelledError, create_task, Lock, RuntimeError, sleep_ms } from "../../mod.ts";
import { inVirtualTime } from "./in_virtual_time.ts";

Deno.test("Lock.release() hands over to the first waiter", async () => {
  await inVirtualTime(async () => {
    const lock = new Lock();
    const log: string[] = [];
    const hold = async (name: string) => {
      await lock.acquire();
      log.push(name);
      await sleep_ms(1);
      lock.release();
    };
    const tasks = ["a", "b", "c"].map((name) => create_task(() => hold(name)));
    for (const task of tasks) await task;
    assertEquals(log, ["a", "b", "c"]);
    assertEquals(lock.locked(), false);
  });
});

Deno.test("Lock that is released and has an heir is not for others to take", async () => {
  await inVirtualTime(async () => {
    const lock = new Lock();
    const log: string[] = [];
    await lock.acquire();
    const heir = create_task(async () => {
      await lock.acquire();
      log.push("heir");
      lock.release();
    });
    await sleep_ms(0);
    lock.release();
    assertEquals(lock.locked(), false); // as in MicroPython
    await lock.acquire();
    log.push("again");
    lock.release();
    await heir;
    assertEquals(log, ["heir", "again"]);
  });
});

Deno.test("Lock passes on to the next one if its heir is cancelled", async () => {
  await inVirtualTime(async () => {
    const lock = new Lock();
    await lock.acquire();
    const heir = create_task(async () => await lock.acquire());
    const next = create_task(async () => await lock.acquire());
    await sleep_ms(0);
    lock.release();
    heir.cancel();
    await assertRejects(async () => await heir, CancelledError);
    await next;
    assert(lock.locked());
  });
});

Deno.test("LockGuard releases the lock at the end of the block by `using`, also after an error", async () => {
  await inVirtualTime(async () => {
    const lock = new Lock();
    await assertRejects(async () => {
      using _guard = await lock.acquire();
      assert(lock.locked());
      throw new Error("inside");
    });
    assertEquals(lock.locked(), false);
  });
});

Deno.test("LockGuard whose lock was released by hand does not release it for others", async () => {
  await inVirtualTime(async () => {
    const lock = new Lock();
    {
      using _guard = await lock.acquire();
      lock.release();
      await lock.acquire();
    }
    assert(lock.locked());
  });
});

Deno.test("Lock.release() of a lock that is not held is an error", async () => {
  await inVirtualTime(async () => {
    const lock = new Lock();
    assertThrows(() => lock.release(), RuntimeError, "Lock not acquired");
    await lock.acquire();
    lock.release();
    assertThrows(() => lock.release(), RuntimeError, "Lock not acquired");
  });
});
