import { assert } from "@std/assert";
import { create_task, new_event_loop, run, sleep_ms } from "../../mod.ts";

// Deno looks for I/O only now and then while it has macrotasks to do, so a loop
// that leaves it nothing but those would hold up I/O by 60 ms and more.

/** The median time, in ms, of round trips on a connection to this very process. */
async function medianRoundTrip(): Promise<number> {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const accepted = listener.accept();
  using client = await Deno.connect({ hostname: "127.0.0.1", port: listener.addr.port });
  using server = await accepted;
  const byte = new Uint8Array(1);
  const times: number[] = [];
  for (let i = 0; i < 21; i++) {
    const start = performance.now();
    await client.write(byte);
    await server.read(byte);
    await server.write(byte);
    await client.read(byte);
    times.push(performance.now() - start);
  }
  return times.sort((a, b) => a - b)[10]!;
}

async function yieldForever(): Promise<never> {
  while (true) await sleep_ms(0);
}

async function sleepForever(): Promise<never> {
  while (true) await sleep_ms(1);
}

for (
  const [behaviour, bodies] of [
    ["tasks yield in a tight loop", [yieldForever, yieldForever]],
    ["a task sleeps 1 ms in a loop", [sleepForever]],
  ] as const
) {
  Deno.test({
    name: `the host's I/O is served while ${behaviour}`,
    permissions: { net: ["127.0.0.1"] },
    async fn() {
      new_event_loop();
      const median = await run(() => {
        for (const body of bodies) create_task(body);
        return medianRoundTrip();
      });
      new_event_loop();
      assert(median < 30, `a round trip takes ${median} ms`);
    },
  });
}
