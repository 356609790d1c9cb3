// A line that is sent comes back; reader and writer are the same stream.
import { open_connection, run, start_server, type Stream } from "../../mod.ts";
import { print } from "./print.ts";

async function echo(reader: Stream, writer: Stream) {
  const line = await reader.readline();
  print("server got", line);
  writer.write(line);
  await writer.drain();
  writer.close();
  await writer.wait_closed();
}

async function main() {
  await using server = await start_server(echo, "127.0.0.1", 0);
  const [host, port] = server.get_extra_info("sockname");
  const [reader, writer] = await open_connection(host, port);
  print(reader === writer);
  writer.write("hello\n");
  await writer.drain();
  print("client got", await reader.readline());
  print("client got", await reader.read());
  writer.close();
  await writer.wait_closed();
}

await run(main);
