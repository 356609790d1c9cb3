// readinto() fills a buffer from its beginning and leaves the rest of it as it was.
import { open_connection, run, start_server, type Stream } from "../../mod.ts";
import { print } from "./print.ts";

async function serve(_reader: Stream, writer: Stream) {
  writer.write("abcdefghij");
  await writer.drain();
  writer.close();
  await writer.wait_closed();
}

async function main() {
  await using server = await start_server(serve, "127.0.0.1", 0);
  const [host, port] = server.get_extra_info("sockname");
  const [reader, writer] = await open_connection(host, port);
  const buffer = new Uint8Array(4);
  for (let i = 0; i < 4; i++) {
    const count = await reader.readinto(buffer);
    print(count, buffer);
  }
  writer.close();
  await writer.wait_closed();
}

await run(main);
