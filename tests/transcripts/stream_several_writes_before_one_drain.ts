// What several writes append is sent in their order; text, bytes and buffers alike.
import { open_connection, run, start_server, type Stream } from "../../mod.ts";
import { print } from "./print.ts";

async function serve(reader: Stream, writer: Stream) {
  print(await reader.readline());
  print(await reader.readline());
  writer.close();
  await writer.wait_closed();
}

async function main() {
  await using server = await start_server(serve, "127.0.0.1", 0);
  const [host, port] = server.get_extra_info("sockname");
  const [reader, writer] = await open_connection(host, port);
  const buffer = new TextEncoder().encode("abc ");
  writer.write("text ");
  writer.write(new Uint8Array([98, 121, 116, 101, 115, 32]));
  writer.write(buffer);
  writer.write(buffer.subarray(1, 3));
  writer.write("");
  writer.write("\n");
  await writer.drain();
  for (let i = 0; i < 10; i++) {
    writer.write(String(i));
  }
  writer.write("\n");
  await writer.drain();
  print(await reader.read());
  writer.close();
  await writer.wait_closed();
}

await run(main);
