/**
 * Sends 64 bytes to an echo server on 127.0.0.1 and awaits them, over and over:
 * the median round trip in microseconds.
 *
 *   deno run --allow-net=127.0.0.1 tests/bench/echo_client.ts <port> <requests> [pause in ms]
 */

import { median, report } from "./measure.ts";

const [port, requests, pause] = Deno.args.map(Number);
if (port === undefined || requests === undefined) {
  throw new TypeError("Cannot start: a port and a number of requests are needed");
}
/** The first ones are for the compilers on both sides. */
const warmUp = Math.ceil(requests / 5);
const request = new Uint8Array(64).fill(0x75);
const answer = new Uint8Array(64);

using connection = await Deno.connect({ hostname: "127.0.0.1", port });
connection.setNoDelay();
const times: number[] = [];
for (let i = 0; i < warmUp + requests; i++) {
  if (pause !== undefined) await new Promise((resolve) => setTimeout(resolve, pause));
  const start = performance.now();
  await connection.write(request);
  for (let received = 0; received < answer.length;) {
    const count = await connection.read(answer.subarray(received));
    if (count === null) throw new Error("Cannot go on: the server has closed the connection");
    received += count;
  }
  times.push((performance.now() - start) * 1000);
}
report({ round_trip: median(times.slice(warmUp)) });
