// A first read of what has arrived meanwhile lets the other tasks have one turn.
import { gather, open_connection, run, sleep_ms, start_server, type Stream } from "../../mod.ts";
import { print } from "./print.ts";

async function serve(_reader: Stream, writer: Stream) {
  writer.write("there");
  await writer.drain();
  writer.close();
  await writer.wait_closed();
}

async function read(reader: Stream) {
  print("reads");
  print(await reader.read(5));
  print(await reader.read(5));
}

async function other() {
  for (let i = 0; i < 5; i++) {
    print("other", i);
    await sleep_ms(0);
  }
}

async function main() {
  await using server = await start_server(serve, "127.0.0.1", 0);
  const [host, port] = server.get_extra_info("sockname");
  const [reader, writer] = await open_connection(host, port);
  await sleep_ms(50);
  await gather(() => read(reader), other);
  writer.close();
  await writer.wait_closed();
}

await run(main);
