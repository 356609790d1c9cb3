// Sends echo requests to a host, and prints what answers come: once a second, until Ctrl-C
// or --count. A host name stands for its IPv4 address, with -6 for its IPv6 address.
//
//   deno task build:ffi       once: it compiles what raw sockets need
//   deno run --allow-ffi --allow-env=XDG_CACHE_HOME,HOME examples/ping.ts --count=3 127.0.0.1
//
// It takes Linux, and root or the capability CAP_NET_RAW. For a name, add --allow-net=<name>.

import { parseArgs } from "node:util";
import {
  AF_INET,
  AF_INET6,
  AsyncRAW,
  create_task,
  IPPROTO_ICMP,
  IPPROTO_ICMPV6,
  OSError,
  run,
  ThreadSafeFlag,
  TimeoutError,
  wait_for,
} from "@uasyncio/uasyncio";

/** For so long, in seconds, we wait for the last answer. */
const TIMEOUT = 1;
/** So many bytes a request has, of which the header takes 8. */
const SIZE = 24;

const V4 = { family: AF_INET, protocol: IPPROTO_ICMP, request: 8, reply: 0 } as const;
const V6 = { family: AF_INET6, protocol: IPPROTO_ICMPV6, request: 128, reply: 129 } as const;

interface Options {
  version: typeof V4 | typeof V6;
  count: number;
  interval: number;
}

/** Echo requests to one host, and the answers to them. */
class Pinger {
  readonly #socket: AsyncRAW;
  readonly #host: string;
  readonly #version: typeof V4 | typeof V6;
  /** Tells our requests from those of other programs. */
  readonly #identifier = crypto.getRandomValues(new Uint16Array(1))[0]!;
  /** When the requests were sent whose answers have not come. */
  readonly #pending = new Map<number, number>();
  #sent = 0;
  /** How long the answers took, in ms. */
  readonly #times: number[] = [];

  constructor(socket: AsyncRAW, host: string, version: typeof V4 | typeof V6) {
    this.#socket = socket;
    this.#host = host;
    this.#version = version;
  }

  async run(count: number, interval: number) {
    for (let i = 0; i < count; i++) {
      await this.#send(i & 0xffff);
      if (i < count - 1) await this.#receive(interval, false);
    }
    await this.#receive(TIMEOUT, true);
  }

  summarize(): boolean {
    const counts = `${this.#sent} sent, ${this.#times.length} received`;
    if (this.#times.length === 0) {
      console.log(counts);
      return false;
    }
    const average = this.#times.reduce((sum, time) => sum + time) / this.#times.length;
    const summary = [Math.min(...this.#times), average, Math.max(...this.#times)];
    const text = summary.map((time) => time.toFixed(3)).join("/");
    console.log(`${counts}, min/avg/max ${text} ms`);
    return true;
  }

  async #send(sequence: number) {
    const message = new Uint8Array(SIZE).map((_, i) => i);
    const view = new DataView(message.buffer);
    view.setUint8(0, this.#version.request);
    view.setUint8(1, 0);
    view.setUint16(2, 0);
    view.setUint16(4, this.#identifier);
    view.setUint16(6, sequence);
    if (this.#version === V4) view.setUint16(2, checksum(message)); // the kernel does IPv6's
    this.#pending.set(sequence, performance.now());
    try {
      await this.#socket.send(message);
      this.#sent++;
    } catch (error) {
      this.#pending.delete(sequence);
      if (!(error instanceof OSError) || error.code === "EBADF") throw error; // it was closed
      console.error(error.message); // the way there may come back
    }
  }

  /** Receives answers for so long, in seconds; if `isLast`, until all of them have come. */
  async #receive(duration: number, isLast: boolean) {
    const deadline = performance.now() + 1000 * duration;
    for (let left = duration; left > 0; left = (deadline - performance.now()) / 1000) {
      if (isLast && this.#pending.size === 0) return;
      try {
        const packet = await wait_for(this.#socket.recv(65535), left);
        if (packet !== null) this.#take(packet, performance.now());
      } catch (error) {
        if (!(error instanceof TimeoutError)) throw error;
        return;
      }
    }
  }

  /** Prints an answer to us; there are also our requests to this machine, and others' answers. */
  #take(packet: Uint8Array, now: number) {
    const isV4 = this.#version === V4;
    const message = packet.subarray(isV4 ? 4 * (packet[0]! & 15) : 0); // after the IP header
    if (message.length < 8 || message[0] !== this.#version.reply) return;
    if (isV4 && checksum(message) !== 0) return; // the kernel has looked at IPv6's
    const view = new DataView(message.buffer, message.byteOffset, message.byteLength);
    const sequence = view.getUint16(6);
    const start = this.#pending.get(sequence);
    if (view.getUint16(4) !== this.#identifier || start === undefined) return;
    this.#pending.delete(sequence);
    this.#times.push(now - start);
    const sender = isV4 ? packet.subarray(12, 16).join(".") : this.#host;
    const time = (now - start).toFixed(3);
    console.log(`${message.length} bytes from ${sender}: seq=${sequence} time=${time} ms`);
  }
}

/** The Internet's checksum (RFC 1071); 0 for a message that has the right one. */
function checksum(message: Uint8Array): number {
  let sum = 0;
  message.forEach((byte, i) => sum += i % 2 === 0 ? byte << 8 : byte);
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
  return ~sum & 0xffff;
}

async function main(host: string, { version, count, interval }: Options): Promise<boolean> {
  const interrupted = new ThreadSafeFlag();
  Deno.addSignalListener("SIGINT", () => interrupted.set());

  await using socket = new AsyncRAW(version.family, version.protocol);
  await socket.connect(host);
  const pinger = new Pinger(socket, host, version);
  create_task(async () => {
    await interrupted.wait();
    await socket.close(); // which ends run(), too
  });
  try {
    await pinger.run(count, interval);
  } catch (error) {
    if (!(error instanceof OSError && error.code === "EBADF")) throw error;
  }
  return pinger.summarize();
}

function parse(args: string[]): [host: string, options: Options] {
  const { values, positionals } = parseArgs({
    args,
    options: {
      count: { type: "string", default: "Infinity" },
      interval: { type: "string", default: "1" },
      ipv6: { type: "boolean", short: "6", default: false },
    },
    allowPositionals: true,
  });
  const [host, ...more] = positionals;
  const count = Number(values.count);
  const interval = Number(values.interval);
  if (host === undefined || more.length > 0) throw new TypeError("expected one host");
  if (!(count === Infinity || Number.isInteger(count)) || count < 1) {
    throw new TypeError(`--count must be a positive integer, got ${values.count}`);
  }
  if (!Number.isFinite(interval) || interval <= 0) {
    throw new TypeError(`--interval must be a positive number of seconds, got ${values.interval}`);
  }
  const version = values.ipv6 || host.includes(":") ? V6 : V4;
  return [host, { version, count, interval }];
}

function fail(message: string): never {
  console.error(message);
  Deno.exit(1);
}

let host: string;
let options: Options;
try {
  [host, options] = parse(Deno.args);
} catch (error) {
  if (!(error instanceof TypeError)) throw error;
  fail(`Cannot ping: ${error.message}`);
}
try {
  if (!await run(() => main(host, options))) Deno.exit(1);
} catch (error) {
  if (!(error instanceof OSError)) throw error;
  fail(`Cannot ping ${host}: ${error.message}`);
}
