// A task that sleeps and one that reads take turns as their time and their data come.
import {
  create_task,
  open_connection,
  run,
  sleep_ms,
  start_server,
  type Stream,
} from "../../mod.ts";
import { print } from "./print.ts";

async function serve(_reader: Stream, writer: Stream) {
  for (let i = 0; i < 3; i++) {
    writer.write(`line ${i}\n`);
    await writer.drain();
    await sleep_ms(100);
  }
  writer.close();
  await writer.wait_closed();
}

async function sleeper() {
  await sleep_ms(50);
  for (let i = 0; i < 3; i++) {
    print("sleeper", i);
    await sleep_ms(100);
  }
}

async function main() {
  await using server = await start_server(serve, "127.0.0.1", 0);
  const [host, port] = server.get_extra_info("sockname");
  const [reader, writer] = await open_connection(host, port);
  const task = create_task(sleeper);
  while (true) {
    const line = await reader.readline();
    print("reader", line);
    if (line.length === 0) break;
  }
  await task;
  writer.close();
  await writer.wait_closed();
}

await run(main);
