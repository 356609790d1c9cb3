// A server that is closed refuses connections; to close it again does no harm.
import { open_connection, OSError, run, start_server, type Stream } from "../../mod.ts";
import { print } from "./print.ts";

async function serve(_reader: Stream, writer: Stream) {
  writer.write("hello");
  await writer.drain();
  writer.close();
  await writer.wait_closed();
}

async function visit(port: number) {
  try {
    const [reader, writer] = await open_connection("127.0.0.1", port);
    print(await reader.read());
    writer.close();
    await writer.wait_closed();
  } catch (error) {
    if (!(error instanceof OSError)) throw error;
    print("refused");
  }
}

async function main() {
  const server = await start_server(serve, "127.0.0.1", 0);
  const [, port] = server.get_extra_info("sockname");
  await visit(port);
  server.close();
  await server.wait_closed();
  await visit(port);
  server.close();
  await server.wait_closed();
  print("closed twice");
}

await run(main);
