// Server and connections of one run() serve on in the next one.
import { open_connection, run, type Server, start_server, type Stream } from "../../mod.ts";
import { print } from "./print.ts";

const kept: { server: Server; stream: Stream }[] = [];

async function serve(reader: Stream, writer: Stream) {
  for (let i = 0; i < 2; i++) {
    const line = await reader.readline();
    print("server got", line);
    writer.write(line);
    await writer.drain();
  }
  writer.close();
  await writer.wait_closed();
}

async function first() {
  const server = await start_server(serve, "127.0.0.1", 0);
  const [host, port] = server.get_extra_info("sockname");
  const [stream] = await open_connection(host, port);
  stream.write("one\n");
  await stream.drain();
  print("client got", await stream.readline());
  kept.push({ server, stream });
}

async function second() {
  const { server, stream } = kept[0]!;
  stream.write("two\n");
  await stream.drain();
  print("client got", await stream.read());
  stream.close();
  await stream.wait_closed();
  const [host, port] = server.get_extra_info("sockname");
  const [other] = await open_connection(host, port);
  other.write("three\nfour\n");
  await other.drain();
  print("client got", await other.read());
  other.close();
  await other.wait_closed();
  server.close();
  await server.wait_closed();
}

await run(first);
print("between");
await run(second);
