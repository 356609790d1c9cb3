// A task that never sleeps does not keep data from arriving.
import {
  create_task,
  open_connection,
  run,
  sleep_ms,
  start_server,
  type Stream,
} from "../../mod.ts";
import { print } from "./print.ts";

async function serve(reader: Stream, writer: Stream) {
  for (let i = 0; i < 3; i++) {
    const line = await reader.readline();
    writer.write(line);
    await writer.drain();
  }
  writer.close();
  await writer.wait_closed();
}

async function busy() {
  while (true) {
    await sleep_ms(0);
  }
}

async function main() {
  const task = create_task(busy);
  {
    await using server = await start_server(serve, "127.0.0.1", 0);
    const [host, port] = server.get_extra_info("sockname");
    const [reader, writer] = await open_connection(host, port);
    for (let i = 0; i < 3; i++) {
      writer.write(`${i}\n`);
      await writer.drain();
      print(await reader.readline());
    }
    print(await reader.read());
    writer.close();
    await writer.wait_closed();
  }
  print(task.cancel());
}

await run(main);
