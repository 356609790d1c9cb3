// An echo server: whatever a client sends comes back to it. Ctrl-C ends it.
//
//   deno run --allow-net=127.0.0.1 examples/echo_server.ts       at port 8888
//   deno run --allow-net=127.0.0.1 examples/echo_server.ts 0     at a port that is free

import { OSError, run, start_server, type Stream } from "@uasyncio/uasyncio";

const connections = new Set<Stream>();

// Each connection has a task of its own, which runs this.
async function echo(reader: Stream, writer: Stream) {
  connections.add(writer);
  try {
    while (true) {
      const bytes = await reader.read(4096);
      if (bytes.length === 0) break; // the client has nothing more to say
      writer.write(bytes);
      await writer.drain(); // who does not read what comes back is not read from either
    }
  } catch (error) {
    if (!(error instanceof OSError)) throw error; // the connection is broken, or closed below
  } finally {
    connections.delete(writer);
    writer.close();
  }
}

async function main(port: number) {
  const server = await start_server(echo, "127.0.0.1", port);
  console.log("Listening on", server.get_extra_info("sockname").join(":"));
  try {
    await server.serve_forever();
  } finally {
    server.close();
    for (const connection of connections) connection.close();
    await server.wait_closed();
    console.log("Closed");
  }
}

await run(() => main(Number(Deno.args[0] ?? 8888)), { signals: ["SIGINT", "SIGTERM"] });
