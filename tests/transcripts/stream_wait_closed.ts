// A stream that is closed takes nothing any more; to close it again does no harm.
import { Event, open_connection, OSError, run, start_server, type Stream } from "../../mod.ts";
import { print } from "./print.ts";

const served = new Event();
async function serve(reader: Stream, writer: Stream) {
  print("server got", await reader.read());
  writer.close();
  await writer.wait_closed();
  served.set();
}

async function main() {
  await using server = await start_server(serve, "127.0.0.1", 0);
  const [host, port] = server.get_extra_info("sockname");
  const [, writer] = await open_connection(host, port);
  writer.write("that is all");
  await writer.drain();
  writer.close();
  await writer.wait_closed();
  await served.wait();
  try {
    writer.write("and one thing more");
  } catch (error) {
    if (!(error instanceof OSError)) throw error;
    print(error.errno);
  }
  writer.close();
  await writer.wait_closed();
  print("closed twice");
}

await run(main);
