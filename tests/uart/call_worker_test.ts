import { assertEquals } from "@std/assert";
import { CallWorker } from "../../ffi/call_worker.ts";
import { libc, O_CLOEXEC, O_RDONLY } from "../../ffi/libc.ts";
import { create_task, run, sleep_ms } from "../../mod.ts";
import { SlowMemory } from "./slow_memory.ts";

// What `i2c.async` and `spi.async` stand on, with a call that sleeps as long as is wanted.

const CALL_MS = 100;
const probe = SlowMemory.make();
probe?.[Symbol.dispose]();

Deno.test({
  name:
    "CallWorker: a task with a period of 1 ms is late by 5 ms at most while a call takes 100 ms",
  ignore: probe === null,
  async fn() {
    const path = new TextEncoder().encode("/proc/self/exe\0");
    const fd = libc().open(path, O_RDONLY | O_CLOEXEC);
    const worker = new CallWorker();
    await run(async () => {
      let late = Infinity;
      let turns = 0;
      // Other load on this machine can only make it later: the best of a few calls counts.
      for (let attempt = 0; attempt < 20 && late > 5; attempt++) {
        using memory = SlowMemory.make()!;
        const other = create_task(async () => {
          while (true) {
            const due = performance.now() + 1;
            await sleep_ms(1);
            latest = Math.max(latest, performance.now() - due);
            turns++;
          }
        });
        let latest = 0;
        turns = 0;
        const start = performance.now();
        const done = new Promise<[error: string | null, count: number]>((resolve) =>
          worker.call({ fd, into: memory.bytes }, (error, count) => resolve([error, count]))
        );
        await sleep_ms(CALL_MS);
        memory.provide();
        const [error, count] = await done;
        assertEquals([error, count > 0], [null, true]);
        assertEquals(performance.now() - start >= CALL_MS, true, "the call has not waited");
        await sleep_ms(2); // so that the turn behind the call's end counts, too
        other.cancel();
        late = Math.min(late, latest);
      }
      assertEquals(late <= 5 && turns > 20, true, `late by ${late} ms, ${turns} turns`);
    });
    worker.unref();
    libc().close(fd);
  },
});
