// readexactly(n) puts together what several writes have brought, and takes no more.
import { open_connection, run, sleep_ms, start_server, type Stream } from "../../mod.ts";
import { print } from "./print.ts";

async function serve(reader: Stream, writer: Stream) {
  for (const n of [4, 1, 0, 3]) {
    print("server got", await reader.readexactly(n));
    writer.write(".");
    await writer.drain();
  }
  writer.close();
  await writer.wait_closed();
}

async function main() {
  await using server = await start_server(serve, "127.0.0.1", 0);
  const [host, port] = server.get_extra_info("sockname");
  const [reader, writer] = await open_connection(host, port);
  for (const part of ["ab", "c"]) {
    writer.write(part);
    await writer.drain();
    await sleep_ms(20);
  }
  print("client sends what is missing, and more");
  writer.write("def");
  await writer.drain();
  print("client got", await reader.readexactly(3));
  print("client sends the rest");
  writer.write("gh");
  await writer.drain();
  print("client got", await reader.read());
  writer.close();
  await writer.wait_closed();
}

await run(main);
