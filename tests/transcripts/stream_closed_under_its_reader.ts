// A task that reads from a stream which another task closes gets an OSError.
import {
  create_task,
  Event,
  open_connection,
  OSError,
  run,
  sleep_ms,
  start_server,
  type Stream,
} from "../../mod.ts";
import { print } from "./print.ts";

const served = new Event();

async function serve(reader: Stream, writer: Stream) {
  await reader.read();
  writer.close();
  await writer.wait_closed();
  served.set();
}

async function read(reader: Stream) {
  try {
    print(await reader.read(1));
  } catch (error) {
    if (!(error instanceof OSError)) throw error;
    print("reader failed", error.errno);
  }
}

async function main() {
  await using server = await start_server(serve, "127.0.0.1", 0);
  const [host, port] = server.get_extra_info("sockname");
  const [reader, writer] = await open_connection(host, port);
  const task = create_task(() => read(reader));
  await sleep_ms(20);
  print("closes");
  writer.close();
  await writer.wait_closed();
  await task;
  await served.wait();
}

await run(main);
