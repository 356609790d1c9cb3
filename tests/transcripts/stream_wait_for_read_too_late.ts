// Bytes that come too late for one read are there for the next one.
import {
  open_connection,
  run,
  start_server,
  type Stream,
  TimeoutError,
  wait_for,
  wait_for_ms,
} from "../../mod.ts";
import { print } from "./print.ts";

async function serve(reader: Stream, writer: Stream) {
  for (const answer of ["first answer\n", "second answer\n", "third answer\n"]) {
    print("server got", await reader.readline());
    writer.write(answer);
    await writer.drain();
  }
  writer.close();
  await writer.wait_closed();
}

async function main() {
  await using server = await start_server(serve, "127.0.0.1", 0);
  const [host, port] = server.get_extra_info("sockname");
  const [reader, writer] = await open_connection(host, port);
  for (const read of [() => reader.read(5), () => reader.readline(), () => reader.readexactly(7)]) {
    try {
      print(await wait_for_ms(read(), 20));
    } catch (error) {
      if (!(error instanceof TimeoutError)) throw error;
      print("too late");
    }
    writer.write("now\n");
    await writer.drain();
    print("client got", await wait_for(reader.readline(), 10));
  }
  writer.close();
  await writer.wait_closed();
}

await run(main);
