// At the end every read gets nothing, as often as it is asked for.
import { open_connection, run, start_server, type Stream } from "../../mod.ts";
import { print } from "./print.ts";

async function serve(_reader: Stream, writer: Stream) {
  writer.write("x");
  await writer.drain();
  writer.close();
  await writer.wait_closed();
}

async function main() {
  await using server = await start_server(serve, "127.0.0.1", 0);
  const [host, port] = server.get_extra_info("sockname");
  const [reader, writer] = await open_connection(host, port);
  print(await reader.read(10));
  for (let i = 0; i < 3; i++) {
    print(await reader.read(10));
    print(await reader.readline());
    print(await reader.readinto(new Uint8Array(10)));
    print(await reader.read());
  }
  writer.close();
  await writer.wait_closed();
}

await run(main);
