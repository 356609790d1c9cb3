// To start a server, and to await its end, let the other tasks have a turn; close() does not.
import { create_task, run, sleep_ms, start_server } from "../../mod.ts";
import { print } from "./print.ts";

async function serve() {}

async function other() {
  for (let i = 0; i < 4; i++) {
    print("other", i);
    await sleep_ms(0);
  }
}

async function main() {
  const task = create_task(other);
  print("starts");
  const server = await start_server(serve, "127.0.0.1", 0);
  print("started");
  server.close();
  print("closed");
  await server.wait_closed();
  print("ended");
  await task;
}

await run(main);
