// A last line that does not end is a line; after it lines are empty.
import { open_connection, run, start_server, type Stream } from "../../mod.ts";
import { print } from "./print.ts";

async function serve(reader: Stream, writer: Stream) {
  const request = await reader.readline();
  writer.write("first\n\nthird\r\n");
  if (new TextDecoder().decode(request) === "without newline\n") writer.write("last");
  await writer.drain();
  writer.close();
  await writer.wait_closed();
}

async function main() {
  await using server = await start_server(serve, "127.0.0.1", 0);
  const [host, port] = server.get_extra_info("sockname");
  for (const request of ["with newline\n", "without newline\n"]) {
    const [reader, writer] = await open_connection(host, port);
    writer.write(request);
    await writer.drain();
    for (let i = 0; i < 6; i++) {
      print(i, await reader.readline());
    }
    writer.close();
    await writer.wait_closed();
  }
}

await run(main);
