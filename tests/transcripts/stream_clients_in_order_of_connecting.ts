// A server serves its clients in the order in which they have connected, each in a task.
import { open_connection, run, start_server, type Stream } from "../../mod.ts";
import { print } from "./print.ts";

let count = 0;

async function serve(reader: Stream, writer: Stream) {
  count += 1;
  const number = count;
  const name = await reader.readline();
  writer.write(`client ${number} is `);
  writer.write(name);
  await writer.drain();
  writer.close();
  await writer.wait_closed();
}

async function main() {
  await using server = await start_server(serve, "127.0.0.1", 0);
  const [host, port] = server.get_extra_info("sockname");
  const ann = await open_connection(host, port);
  const bob = await open_connection(host, port);
  const eve = await open_connection(host, port);
  for (
    const [[reader, writer], name] of [[eve, "eve\n"], [ann, "ann\n"], [bob, "bob\n"]] as const
  ) {
    writer.write(name);
    await writer.drain();
    print(await reader.read());
    writer.close();
    await writer.wait_closed();
  }
}

await run(main);
