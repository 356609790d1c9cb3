// A server is closed when its block is left, however that is.
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
  let port = 0;
  {
    await using server = await start_server(serve, "127.0.0.1", 0);
    [, port] = server.get_extra_info("sockname");
    await visit(port);
    print("leaves");
  }
  await visit(port);
  try {
    await using _server = await start_server(serve, "127.0.0.1", port);
    await visit(port);
    throw new RangeError("leaves in a hurry");
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    print(error.message);
  }
  await visit(port);
}

await run(main);
