// A read of what has arrived already lets the other tasks have a turn.
import { gather, open_connection, run, sleep_ms, start_server, type Stream } from "../../mod.ts";
import { print } from "./print.ts";

async function serve(_reader: Stream, writer: Stream) {
  writer.write("0\n1\n2\n3\nabcdef");
  await writer.drain();
  writer.close();
  await writer.wait_closed();
}

async function other() {
  for (let i = 0; i < 8; i++) {
    print("other", i);
    await sleep_ms(0);
  }
}

async function read(reader: Stream) {
  for (let i = 0; i < 3; i++) {
    print(await reader.readline());
  }
  print(await reader.readexactly(2));
  print(await reader.read(2));
  print(await reader.readinto(new Uint8Array(2)));
}

async function main() {
  await using server = await start_server(serve, "127.0.0.1", 0);
  const [host, port] = server.get_extra_info("sockname");
  const [reader, writer] = await open_connection(host, port);
  print(await reader.readline());
  await gather(() => read(reader), other);
  writer.close();
  await writer.wait_closed();
}

await run(main);
