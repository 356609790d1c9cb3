// Sends lines to a UDP echo server, and prints what comes back. A datagram may get lost
// on its way there or back, so that a line without an answer is sent again.
//
//   deno run --unstable-net --allow-net=127.0.0.1 examples/udp_echo_client.ts
//       what you type, to port 8889
//   deno run --unstable-net --allow-net=127.0.0.1 examples/udp_echo_client.ts 8889 one two
//       these two lines

import { createInterface } from "node:readline";
import process from "node:process";
import { AsyncUDP, OSError, run, TimeoutError, wait_for } from "@uasyncio/uasyncio";

const HOST = "127.0.0.1";
const ATTEMPTS = 3;
/** For so long, in seconds, we wait for an answer to each. */
const TIMEOUT = 1;

class NoAnswerError extends Error {}

async function main(port: number, args: string[]) {
  const lines = args.length > 0 ? args : createInterface({ input: process.stdin });
  for await (const line of lines) console.log(await exchange(line, port));
}

async function exchange(line: string, port: number): Promise<string> {
  // A socket for each line: what comes late is not taken for an answer to the next one.
  await using socket = new AsyncUDP();
  socket.bind(0, HOST);
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    await socket.sendto(line, [HOST, port]);
    try {
      return await wait_for(() => receive(socket, port), TIMEOUT);
    } catch (error) {
      if (!(error instanceof TimeoutError)) throw error;
    }
  }
  throw new NoAnswerError(
    `No answer from ${HOST}:${port} to ${ATTEMPTS} attempts of ${TIMEOUT} s`,
  );
}

/** What the server sends; anybody else may send something, too. */
async function receive(socket: AsyncUDP, port: number): Promise<string> {
  while (true) {
    const [bytes, [, senderPort]] = await socket.recvfrom(65535) ?? [null, [HOST, 0]];
    if (bytes !== null && senderPort === port) return new TextDecoder().decode(bytes);
  }
}

const [port = "8889", ...args] = Deno.args;
try {
  await run(() => main(Number(port), args));
} catch (error) {
  const isExpected = error instanceof OSError || error instanceof NoAnswerError ||
    error instanceof RangeError; // of the port
  if (!isExpected) throw error;
  console.error(error.message);
  Deno.exit(1);
}
