// A task that is cancelled while it reads leaves what comes then to the next one.
import {
  CancelledError,
  create_task,
  open_connection,
  run,
  sleep_ms,
  start_server,
  type Stream,
} from "../../mod.ts";
import { print } from "./print.ts";

async function serve(reader: Stream, writer: Stream) {
  await reader.readline();
  writer.write("all of it");
  await writer.drain();
  writer.close();
  await writer.wait_closed();
}

async function read(reader: Stream, name: string) {
  try {
    print(name, "got", await reader.read(100));
  } catch (error) {
    if (error instanceof CancelledError) print(name, "is cancelled");
    throw error;
  }
}

async function main() {
  await using server = await start_server(serve, "127.0.0.1", 0);
  const [host, port] = server.get_extra_info("sockname");
  const [reader, writer] = await open_connection(host, port);
  for (const name of ["first", "second"]) {
    const task = create_task(() => read(reader, name));
    await sleep_ms(20);
    print(task.cancel());
    try {
      await task;
    } catch (error) {
      if (!(error instanceof CancelledError)) throw error;
      print("it was");
    }
  }
  const third = create_task(() => read(reader, "third"));
  writer.write("send\n");
  await writer.drain();
  await third;
  writer.close();
  await writer.wait_closed();
}

await run(main);
