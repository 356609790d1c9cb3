// read() and read(-1) get everything until the other side closes.
import { open_connection, run, sleep_ms, start_server, type Stream } from "../../mod.ts";
import { print } from "./print.ts";

async function serve(_reader: Stream, writer: Stream) {
  for (const word of ["one ", "two ", "three"]) {
    writer.write(word);
    await writer.drain();
    await sleep_ms(20);
  }
  writer.close();
  await writer.wait_closed();
}

async function refuse(_reader: Stream, writer: Stream) {
  writer.close();
  await writer.wait_closed();
}

async function main() {
  {
    await using server = await start_server(serve, "127.0.0.1", 0);
    const [host, port] = server.get_extra_info("sockname");
    let [reader, writer] = await open_connection(host, port);
    print(await reader.read());
    writer.close();
    await writer.wait_closed();
    [reader, writer] = await open_connection(host, port);
    print(await reader.read(2));
    print(await reader.read(-1));
    writer.close();
    await writer.wait_closed();
  }
  await using server = await start_server(refuse, "127.0.0.1", 0);
  const [host, port] = server.get_extra_info("sockname");
  const [reader, writer] = await open_connection(host, port);
  print(await reader.read());
  writer.close();
  await writer.wait_closed();
}

await run(main);
