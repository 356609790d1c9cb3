// Connections stay open when the server is closed that has accepted them.
import { Event, open_connection, run, start_server, type Stream } from "../../mod.ts";
import { print } from "./print.ts";

const served = new Event();
async function serve(reader: Stream, writer: Stream) {
  while (true) {
    const line = await reader.readline();
    if (line.length === 0) break;
    writer.write(line);
    await writer.drain();
  }
  writer.write("goodbye");
  await writer.drain();
  writer.close();
  await writer.wait_closed();
  served.set();
}

async function main() {
  const server = await start_server(serve, "127.0.0.1", 0);
  const [host, port] = server.get_extra_info("sockname");
  const [reader, writer] = await open_connection(host, port);
  writer.write("open\n");
  await writer.drain();
  print(await reader.readline());
  server.close();
  await server.wait_closed();
  for (const line of ["closed\n", "really\n"]) {
    writer.write(line);
    await writer.drain();
    print(await reader.readline());
  }
  writer.close();
  await writer.wait_closed();
  await served.wait();
  print("served");
}

await run(main);
