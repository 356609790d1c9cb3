/**
 * A server under connections that come and go, in two runs of a minute: what it
 * takes of memory after the second one must be what it took after the first.
 *
 *   deno task soak:connections [seconds of a run]
 */

import { run, type Server, sleep, sleep_ms, start_server, type Stream } from "../../mod.ts";

const CONNECTIONS = 1000;
const RUNS = 2;
/** How much more the heap may be after the last run, in bytes. */
const TOLERANCE = 500_000;

const seconds = Number(Deno.args[0] ?? 60);
let open = 0;
let served = 0;

async function echo(reader: Stream, writer: Stream): Promise<void> {
  open++;
  try {
    for await (const line of reader) {
      writer.write(line);
      await writer.drain();
      served++;
    }
    await writer.wait_closed();
  } catch {
    writer.close(); // clients reset their connections, too
  } finally {
    open--;
  }
}

async function serveClients(server: Server): Promise<void> {
  const [, port] = server.get_extra_info("sockname");
  const client = new URL("clients.ts", import.meta.url).href;
  const { code } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--allow-net=127.0.0.1", client, `${port}`, `${CONNECTIONS}`, `${seconds}`],
  }).spawn().status;
  if (code !== 0) throw new Error("the clients failed");
  for (let i = 0; open > 0; i++) {
    if (i === 100) throw new Error(`${open} connections are left`);
    await sleep(0.1);
  }
}

function memory(): { heap: number; external: number; rss: number } {
  const { gc } = globalThis as { gc?: () => void };
  if (gc === undefined) throw new Error("Cannot measure: run with --v8-flags=--expose-gc");
  gc();
  gc();
  const { heapUsed, external, rss } = Deno.memoryUsage();
  return { heap: heapUsed, external, rss };
}

const after: ReturnType<typeof memory>[] = [];
for (let i = 0; i < RUNS; i++) {
  await run(async () => {
    await using server = await start_server(echo, "127.0.0.1", 0, CONNECTIONS);
    await serveClients(server);
  });
  await run(sleep_ms(500)); // finalizers
  const { heap, external, rss } = memory();
  after.push({ heap, external, rss });
  const mebibytes = (bytes: number) => (bytes / 2 ** 20).toFixed(2).padStart(8);
  console.log(
    `run ${i + 1}: ${served} lines echoed; MiB of heap ${mebibytes(heap)}, external ` +
      `${mebibytes(external)}, resident ${mebibytes(rss)}`,
  );
}
const growth = after.at(-1)!.heap + after.at(-1)!.external - after[0]!.heap - after[0]!.external;
console.log(`growth from the first run to the last: ${growth} bytes`);
if (growth > TOLERANCE) Deno.exit(1);
