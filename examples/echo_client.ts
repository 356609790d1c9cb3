// Sends lines to an echo server, and prints what comes back.
//
//   deno run --allow-net=127.0.0.1 examples/echo_client.ts               what you type, to port 8888
//   deno run --allow-net=127.0.0.1 examples/echo_client.ts 8888 one two  these two lines

import { createInterface } from "node:readline";
import process from "node:process";
import { EOFError, gather, open_connection, OSError, run } from "@uasyncio/uasyncio";

async function main(port: number, args: string[]) {
  const [reader, writer] = await open_connection("127.0.0.1", port);
  const lines = args.length > 0 ? args : createInterface({ input: process.stdin });
  for await (const line of lines) {
    const bytes = new TextEncoder().encode(line + "\n");
    writer.write(bytes);
    // Both at once: the server sends the beginning of a long line before it has read the end.
    const [, echo] = await gather(writer.drain(), reader.readexactly(bytes.length));
    console.log(new TextDecoder().decode(echo.subarray(0, -1)));
  }
  await writer.wait_closed();
}

const [port = "8888", ...args] = Deno.args;
try {
  await run(() => main(Number(port), args));
} catch (error) {
  if (!(error instanceof OSError || error instanceof EOFError)) throw error;
  console.error(error.message);
  Deno.exit(1);
}
