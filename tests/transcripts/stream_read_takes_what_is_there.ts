// read(n) gets no more than n bytes, and the rest later; it does not wait for more.
import { open_connection, run, start_server, type Stream } from "../../mod.ts";
import { print } from "./print.ts";

async function serve(reader: Stream, writer: Stream) {
  writer.write("abcdefgh");
  await writer.drain();
  print("server got", await reader.readline());
  writer.write("ij");
  await writer.drain();
  writer.close();
  await writer.wait_closed();
}

async function main() {
  await using server = await start_server(serve, "127.0.0.1", 0);
  const [host, port] = server.get_extra_info("sockname");
  const [reader, writer] = await open_connection(host, port);
  print(await reader.read(3));
  print(await reader.read(1));
  print(await reader.read(100));
  writer.write("more\n");
  await writer.drain();
  print(await reader.read(100));
  print(await reader.read(100));
  writer.close();
  await writer.wait_closed();
}

await run(main);
