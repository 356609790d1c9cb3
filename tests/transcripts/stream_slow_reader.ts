// drain() holds up a task that writes more than the other side takes.
import {
  create_task,
  Event,
  open_connection,
  run,
  sleep_ms,
  start_server,
  type Stream,
} from "../../mod.ts";
import { print } from "./print.ts";

const may_read = new Event();
const served = new Event();
const SIZE = 65536;
const COUNT = 256;

async function serve(reader: Stream, writer: Stream) {
  await may_read.wait();
  let total = 0;
  while (true) {
    const data = await reader.read(SIZE);
    if (data.length === 0) break;
    total += data.length;
  }
  print("server got", total);
  writer.close();
  await writer.wait_closed();
  served.set();
}

async function fill(writer: Stream) {
  const block = new Uint8Array(SIZE);
  for (let i = 0; i < COUNT; i++) {
    writer.write(block);
    await writer.drain();
  }
}

async function main() {
  await using server = await start_server(serve, "127.0.0.1", 0);
  const [host, port] = server.get_extra_info("sockname");
  const [, writer] = await open_connection(host, port);
  const task = create_task(() => fill(writer));
  await sleep_ms(200);
  print("all is sent:", task.done());
  may_read.set();
  await task;
  print("all is sent:", task.done());
  writer.close();
  await writer.wait_closed();
  await served.wait();
}

await run(main);
