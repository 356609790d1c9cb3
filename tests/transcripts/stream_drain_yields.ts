// drain() lets the other tasks have a turn, even if there is nothing to be sent.
import {
  Event,
  gather,
  open_connection,
  run,
  sleep_ms,
  start_server,
  type Stream,
} from "../../mod.ts";
import { print } from "./print.ts";

const served = new Event();
async function serve(reader: Stream, writer: Stream) {
  print(await reader.read());
  writer.close();
  await writer.wait_closed();
  served.set();
}

async function drain(name: string, writer: Stream) {
  for (let i = 0; i < 3; i++) {
    print(name, "drains", i);
    await writer.drain();
  }
}

async function other() {
  for (let i = 0; i < 5; i++) {
    print("other", i);
    await sleep_ms(0);
  }
}

async function main() {
  await using server = await start_server(serve, "127.0.0.1", 0);
  const [host, port] = server.get_extra_info("sockname");
  const [, writer] = await open_connection(host, port);
  await gather(() => drain("a", writer), other);
  writer.close();
  await writer.wait_closed();
  await served.wait();
}

await run(main);
