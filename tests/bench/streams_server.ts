/**
 * An echo server of ours for streams.ts: prints its port.
 *
 *   deno run --allow-net=127.0.0.1 tests/bench/streams_server.ts [readinto]
 */

import { OSError, run, sleep, start_server, type Stream } from "../../mod.ts";

const MOST_READ = 65536;
const BACKLOG = 1024;
/** It is killed before, unless whoever started it was. In seconds. */
const LIFETIME = 60;

async function echo(reader: Stream, writer: Stream): Promise<void> {
  while (true) {
    const data = await reader.read(MOST_READ);
    if (data.length === 0) return;
    writer.write(data);
    await writer.drain();
  }
}

async function echoByBuffer(reader: Stream, writer: Stream): Promise<void> {
  const buffer = new Uint8Array(MOST_READ);
  while (true) {
    const count = await reader.readinto(buffer);
    if (count === 0) return;
    writer.write(buffer.subarray(0, count));
    await writer.drain();
  }
}

const serve = Deno.args.includes("readinto") ? echoByBuffer : echo;

await run(async () => {
  const server = await start_server(
    async (reader, writer) => {
      try {
        await serve(reader, writer);
      } catch (error) {
        if (!(error instanceof OSError)) throw error; // the load ends amid its requests
      }
      writer.close();
    },
    "127.0.0.1",
    0,
    BACKLOG,
  );
  console.log(server.get_extra_info("sockname")[1]);
  await sleep(LIFETIME);
});
Deno.exit(1);
