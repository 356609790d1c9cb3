// readexactly(n) raises an EOFError if the stream ends before.
import { EOFError, open_connection, run, start_server, type Stream } from "../../mod.ts";
import { print } from "./print.ts";

async function serve(_reader: Stream, writer: Stream) {
  writer.write("abcd");
  await writer.drain();
  writer.close();
  await writer.wait_closed();
}

async function main() {
  await using server = await start_server(serve, "127.0.0.1", 0);
  const [host, port] = server.get_extra_info("sockname");
  for (const sizes of [[2, 2, 1, 1], [3, 2], [5]]) {
    const [reader, writer] = await open_connection(host, port);
    for (const n of sizes) {
      try {
        print(n, await reader.readexactly(n));
      } catch (error) {
        if (!(error instanceof EOFError)) throw error;
        print(n, error);
      }
    }
    writer.close();
    await writer.wait_closed();
  }
}

await run(main);
