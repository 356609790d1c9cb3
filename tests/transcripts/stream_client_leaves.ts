// A server that is reading when its client leaves reads the end.
import { Event, open_connection, run, sleep_ms, start_server, type Stream } from "../../mod.ts";
import { print } from "./print.ts";

const served = new Event();
async function serve(reader: Stream, writer: Stream) {
  while (true) {
    const data = await reader.read(100);
    print("server got", data);
    if (data.length === 0) break;
    writer.write("ok");
    await writer.drain();
  }
  writer.close();
  await writer.wait_closed();
  served.set();
}

async function main() {
  await using server = await start_server(serve, "127.0.0.1", 0);
  const [host, port] = server.get_extra_info("sockname");
  const [reader, writer] = await open_connection(host, port);
  for (const word of ["once", "twice"]) {
    writer.write(word);
    await writer.drain();
    print("client got", await reader.readexactly(2));
  }
  await sleep_ms(20);
  print("client leaves");
  writer.close();
  await writer.wait_closed();
  await served.wait();
}

await run(main);
