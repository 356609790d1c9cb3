// A port that a server listens on is taken.
import { OSError, run, start_server } from "../../mod.ts";
import { print } from "./print.ts";

async function serve() {}

async function start(port: number) {
  try {
    const server = await start_server(serve, "127.0.0.1", port);
    print("started");
    return server;
  } catch (error) {
    if (!(error instanceof OSError)) throw error;
    print("not started", error.errno);
    return null;
  }
}

async function main() {
  const first = (await start(0))!;
  const [, port] = first.get_extra_info("sockname");
  await start(port);
  first.close();
  await first.wait_closed();
}

await run(main);
