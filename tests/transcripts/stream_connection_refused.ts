// Where nobody listens, one who connects and reads gets an OSError that says so.
import { gather, open_connection, OSError, run } from "../../mod.ts";
import { print } from "./print.ts";

async function ask(port: number) {
  const [reader] = await open_connection("127.0.0.1", port);
  return await reader.read(1);
}

async function main() {
  try {
    print(await ask(1));
  } catch (error) {
    if (!(error instanceof OSError)) throw error;
    print(error.errno);
  }
  print(((await gather(() => ask(1), { return_exceptions: true }))[0] as Error).name);
}

await run(main);
