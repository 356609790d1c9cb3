/**
 * What raw_round_trip.c measures, over our raw sockets: the median round trip of an
 * echo on 127.0.0.1, in microseconds. The first fifth does not count.
 *
 *   deno run -A tests/bench/raw_round_trip.ts <protocol> <round trips>
 */

import { AF_INET, AsyncRAW, run } from "../../mod.ts";
import { median, report } from "./measure.ts";

const MESSAGE_SIZE = 64;
const MOST_READ = 1500;
const REPLY = 0;
const REQUEST = 8;

const [protocol, count] = Deno.args.map(Number);
if (protocol === undefined || count === undefined) {
  console.error("usage: raw_round_trip.ts <protocol> <round trips>");
  Deno.exit(2);
}

const request = new Uint8Array(MESSAGE_SIZE).fill(0x75);
const fields = new DataView(request.buffer);
fields.setUint16(0, REQUEST << 8);
fields.setUint16(4, Deno.pid & 0xffff);

function seal(): void {
  fields.setUint16(2, 0);
  let sum = 0;
  for (let i = 0; i < MESSAGE_SIZE; i += 2) sum += fields.getUint16(i);
  sum = (sum & 0xffff) + (sum >> 16);
  fields.setUint16(2, ~(sum + (sum >> 16)) & 0xffff);
}

function isReply(packet: Uint8Array | null): boolean {
  if (packet === null || packet.length < 20 + MESSAGE_SIZE) return false;
  const start = (packet[0]! & 15) * 4;
  if (packet[start] !== REPLY) return false;
  for (let i = 4; i < 8; i++) if (packet[start + i] !== request[i]) return false;
  return true;
}

const times: number[] = [];
await run(async () => {
  await using socket = new AsyncRAW(AF_INET, protocol);
  await socket.connect("127.0.0.1");
  for (let i = 0; i < count; i++) {
    const start = performance.now();
    fields.setUint16(6, i & 0xffff);
    seal();
    await socket.send(request);
    while (!isReply(await socket.recv(MOST_READ))); // it gets its own request, too
    times.push((performance.now() - start) * 1000);
  }
});
report({ round_trip: median(times.slice(Math.floor(count / 5))) });
