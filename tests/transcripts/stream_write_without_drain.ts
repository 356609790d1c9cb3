// What is written arrives even if nobody drains, and if the stream is closed at once.
import { open_connection, run, start_server, type Stream } from "../../mod.ts";
import { print } from "./print.ts";

async function serve(reader: Stream, writer: Stream) {
  print("server got", await reader.readline());
  writer.write("this is ");
  writer.write("the answer");
  writer.close();
  await writer.wait_closed();
}

async function main() {
  await using server = await start_server(serve, "127.0.0.1", 0);
  const [host, port] = server.get_extra_info("sockname");
  const [reader, writer] = await open_connection(host, port);
  writer.write("question\n");
  print("client got", await reader.read());
  writer.close();
  await writer.wait_closed();
}

await run(main);
