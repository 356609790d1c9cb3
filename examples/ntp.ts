// Asks a time server what time it is, by SNTP (RFC 4330), and how far this machine's clock is off.
//
//   deno run --unstable-net --allow-net=0.0.0.0,pool.ntp.org examples/ntp.ts
//   deno run --unstable-net --allow-net=0.0.0.0,127.0.0.1 examples/ntp.ts 127.0.0.1 1123
//
// 0.0.0.0 is where the answer arrives; for a server by its IPv6 address, it is [::].

import { AF_INET, AF_INET6, AsyncUDP, OSError, run } from "@uasyncio/uasyncio";

const ATTEMPTS = 3;
/** For so long, in seconds, we wait for an answer to each. */
const TIMEOUT = 1;
/** No message is shorter, in bytes. */
const SIZE = 48;
/** Where the timestamps are in a message. */
const ORIGINATE = 24;
const RECEIVE = 32;
const TRANSMIT = 40;
const CLIENT = 3;
const SERVER = 4;

/** There is no answer that is of use. */
class NtpError extends Error {}

interface Answer {
  /** The server's clock when it got the request and when it answered, in ms since 1970. */
  received: number;
  transmitted: number;
}

async function main(host: string, port: number) {
  await using socket = new AsyncUDP(host.includes(":") ? AF_INET6 : AF_INET);
  let complaint = "";
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const sent = now();
    const request = makeRequest(sent);
    await socket.sendto(request, [host, port]);
    const deadline = now() + 1000 * TIMEOUT;
    for (let left = TIMEOUT; left > 0; left = (deadline - now()) / 1000) {
      const bytes = await socket.recv(65535, left);
      const arrived = now();
      if (bytes === null) continue;
      const answer = parse(bytes, request);
      if (typeof answer !== "string") return report(answer, sent, arrived);
      complaint = `; what came is no answer: ${answer}`; // but one may come yet
    }
  }
  throw new NtpError(`No answer to ${ATTEMPTS} attempts of ${TIMEOUT} s${complaint}`);
}

/** Milliseconds since 1970, with fractions. */
function now(): number {
  return performance.timeOrigin + performance.now();
}

function makeRequest(time: number): Uint8Array<ArrayBuffer> {
  const request = new Uint8Array(SIZE);
  const view = new DataView(request.buffer);
  view.setUint8(0, 4 << 3 | CLIENT); // version 4
  const seconds = Math.floor(time / 1000);
  view.setUint32(TRANSMIT, seconds + SECONDS_TO_1970);
  view.setUint32(TRANSMIT + 4, (time / 1000 - seconds) * 2 ** 32);
  // Finer than the clock: who has not seen the request cannot guess it.
  crypto.getRandomValues(request.subarray(TRANSMIT + 6));
  return request;
}

/** The times in an answer, or why it is none. */
function parse(bytes: Uint8Array, request: Uint8Array): Answer | string {
  if (bytes.length < SIZE) return `it has ${bytes.length} bytes, fewer than ${SIZE}`;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const mode = view.getUint8(0) & 7;
  if (mode !== SERVER) return `its mode is ${mode}, not a server's, which is ${SERVER}`;
  for (let i = 0; i < 8; i++) {
    if (bytes[ORIGINATE + i] !== request[TRANSMIT + i]) return "it is to another request";
  }
  const stratum = view.getUint8(1);
  if (stratum === 0) {
    const code = new TextDecoder().decode(bytes.subarray(12, 16)).replace(/[^A-Z]/g, "?");
    throw new NtpError(`The server refuses to answer: ${code}`);
  }
  if (stratum > 15) return `its stratum is ${stratum}, not 1 to 15`;
  if (view.getUint8(0) >> 6 === 3) return "the server's clock is not synchronized";
  return { received: readTime(view, RECEIVE), transmitted: readTime(view, TRANSMIT) };
}

const SECONDS_TO_1970 = 2_208_988_800; // from 1900

/** A timestamp in ms since 1970. The seconds overflow in 2036; from then on they are small. */
function readTime(view: DataView, offset: number): number {
  const seconds = view.getUint32(offset);
  const era = seconds < 2 ** 31 ? 2 ** 32 : 0;
  const fraction = view.getUint32(offset + 4) / 2 ** 32;
  return (seconds + era - SECONDS_TO_1970 + fraction) * 1000;
}

function report({ received, transmitted }: Answer, sent: number, arrived: number) {
  const offset = (received - sent + (transmitted - arrived)) / 2;
  const delay = arrived - sent - (transmitted - received);
  console.log("time   ", new Date(transmitted).toISOString());
  console.log("offset ", offset.toFixed(3), "ms");
  console.log("delay  ", delay.toFixed(3), "ms");
}

const [host = "pool.ntp.org", port = "123"] = Deno.args;
try {
  await run(() => main(host, Number(port)));
} catch (error) {
  const isExpected = error instanceof OSError || error instanceof NtpError ||
    error instanceof RangeError; // of the port
  if (!isExpected) throw error;
  console.error(`Cannot get the time from ${host}, port ${port}: ${error.message}`);
  Deno.exit(1);
}
