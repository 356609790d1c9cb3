// One task reads from a stream while another one writes to it.
import { create_task, open_connection, run, start_server, type Stream } from "../../mod.ts";
import { print } from "./print.ts";

async function serve(reader: Stream, writer: Stream) {
  while (true) {
    const line = await reader.readline();
    if (new TextDecoder().decode(line) === "end\n") break;
    writer.write("not ");
    writer.write(line);
    await writer.drain();
  }
  writer.close();
  await writer.wait_closed();
}

async function listen(reader: Stream) {
  const lines = [];
  while (true) {
    const line = await reader.readline();
    if (line.length === 0) return lines;
    lines.push(line);
  }
}

async function main() {
  await using server = await start_server(serve, "127.0.0.1", 0);
  const [host, port] = server.get_extra_info("sockname");
  const [reader, writer] = await open_connection(host, port);
  const task = create_task(() => listen(reader));
  for (const word of ["one\n", "two\n", "three\n", "end\n"]) {
    writer.write(word);
    await writer.drain();
  }
  for (const line of await task) {
    print(line);
  }
  writer.close();
  await writer.wait_closed();
}

await run(main);
