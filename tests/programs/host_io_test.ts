import { assert, assertEquals } from "@std/assert";
import { create_task, new_event_loop, run, sleep_ms } from "../../mod.ts";
import { runProgram } from "./run_program.ts";

// Deno looks for I/O only now and then while it has macrotasks to do, so a loop
// that leaves it nothing but those would hold up I/O by 25 to 60 ms.

/** The median time, in ms, in which an echo server of this process answers another one. */
async function medianRoundTrip(): Promise<number> {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const client = runProgram([
    "--allow-net=127.0.0.1",
    "tests/programs/echo_client.ts",
    `${listener.addr.port}`,
  ]);
  using connection = await listener.accept();
  const byte = new Uint8Array(1);
  while (await connection.read(byte) !== null) await connection.write(byte);
  const { code, stdout } = await client;
  assertEquals(code, 0);
  return Number(stdout);
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
  Deno.test(`run(): the host's I/O is served while ${behaviour}`, async () => {
    new_event_loop();
    const median = await run(() => {
      for (const body of bodies) create_task(body);
      return medianRoundTrip();
    });
    new_event_loop();
    assert(median < 12, `a round trip takes ${median} ms`);
  });
}
