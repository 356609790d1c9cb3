// A server knows the address of each of its clients.
import { type Address, open_connection, run, start_server, type Stream } from "../../mod.ts";
import { print } from "./print.ts";

const peers: Address[] = [];

async function serve(reader: Stream, writer: Stream) {
  const [host, port] = writer.get_extra_info("peername");
  peers.push([host, port]);
  print(String(reader.get_extra_info("peername")) === String([host, port]));
  writer.close();
  await writer.wait_closed();
}

async function main() {
  {
    await using server = await start_server(serve, "127.0.0.1", 0);
    const [host, port] = server.get_extra_info("sockname");
    for (let i = 0; i < 2; i++) {
      const [reader, writer] = await open_connection(host, port);
      print(await reader.read());
      writer.close();
      await writer.wait_closed();
    }
  }
  for (const [host, port] of peers) {
    print(host, 1024 < port && port < 65536);
  }
}

await run(main);
