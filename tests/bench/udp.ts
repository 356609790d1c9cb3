/**
 * Datagrams of 64 bytes between a client and an echo server in one process, on
 * loopback, over our sockets and over Deno's: the median round trip in microseconds,
 * and how many a second come back while 20 are under way.
 */

import { AsyncUDP, create_task, run } from "../../mod.ts";
import { isQuick, median, report } from "./measure.ts";

const HOST = "127.0.0.1";
const BYTES = 64;
const WINDOW = 20;
const ROUND_TRIPS = isQuick ? 1000 : 3000;
const DATAGRAMS = isQuick ? 5000 : 15_000;
const PASSES = isQuick ? 4 : 6; // even, so that each is as often the first

interface Result {
  /** The median, in us. */
  roundTrip: number;
  /** Per second. */
  rate: number;
}

function open(): AsyncUDP {
  const socket = new AsyncUDP();
  socket.bind(0, HOST);
  return socket;
}

async function echo(socket: AsyncUDP): Promise<void> {
  while (true) {
    const [data, sender] = (await socket.recvfrom(BYTES))!;
    await socket.sendto(data, sender);
  }
}

async function timeOurs(): Promise<Result> {
  await using server = open();
  await using client = open();
  const { port } = server.socket()!.addr as Deno.NetAddr;
  const serving = create_task(() => echo(server));
  const message = new Uint8Array(BYTES).fill(0x75);

  const times: number[] = [];
  for (let i = 0; i < ROUND_TRIPS; i++) {
    const start = performance.now();
    await client.sendto(message, [HOST, port]);
    await client.recvfrom(BYTES);
    times.push((performance.now() - start) * 1000);
  }

  const start = performance.now();
  for (let i = 0; i < WINDOW; i++) await client.sendto(message, [HOST, port]);
  for (let i = 0; i < DATAGRAMS; i++) {
    await client.recvfrom(BYTES);
    if (i < DATAGRAMS - WINDOW) await client.sendto(message, [HOST, port]);
  }
  const seconds = (performance.now() - start) / 1000;
  serving.cancel();
  return { roundTrip: median(times), rate: DATAGRAMS / seconds };
}

function openBare(): Deno.DatagramConn {
  return Deno.listenDatagram({ transport: "udp", hostname: HOST, port: 0 });
}

async function echoBare(socket: Deno.DatagramConn): Promise<void> {
  const buffer = new Uint8Array(BYTES);
  try {
    while (true) {
      const [data, sender] = await socket.receive(buffer);
      await socket.send(data, sender);
    }
  } catch (error) {
    if (!(error instanceof Deno.errors.BadResource || error instanceof Deno.errors.Interrupted)) {
      throw error; // otherwise, it has been closed
    }
  }
}

async function timeBare(): Promise<Result> {
  const server = openBare();
  const client = openBare();
  const serving = echoBare(server);
  const address: Deno.NetAddr = {
    transport: "udp",
    hostname: HOST,
    port: (server.addr as Deno.NetAddr).port,
  };
  const message = new Uint8Array(BYTES).fill(0x75);
  const buffer = new Uint8Array(BYTES);

  const times: number[] = [];
  for (let i = 0; i < ROUND_TRIPS; i++) {
    const start = performance.now();
    await client.send(message, address);
    await client.receive(buffer);
    times.push((performance.now() - start) * 1000);
  }

  const start = performance.now();
  for (let i = 0; i < WINDOW; i++) await client.send(message, address);
  for (let i = 0; i < DATAGRAMS; i++) {
    await client.receive(buffer);
    if (i < DATAGRAMS - WINDOW) await client.send(message, address);
  }
  const seconds = (performance.now() - start) / 1000;
  server.close();
  client.close();
  await serving;
  return { roundTrip: median(times), rate: DATAGRAMS / seconds };
}

const ours: Result[] = [];
const bare: Result[] = [];
for (let pass = -1; pass < PASSES; pass++) {
  const measureOurs = async () => ours.push(await run(timeOurs));
  const measureBare = async () => bare.push(await timeBare());
  for (const measure of pass % 2 === 0 ? [measureOurs, measureBare] : [measureBare, measureOurs]) {
    await measure();
  }
}
ours.shift(); // the first pass was for the compiler
bare.shift();
report({
  round_trip: median(ours.map(({ roundTrip }) => roundTrip)),
  rate: median(ours.map(({ rate }) => rate)),
  bare_round_trip: median(bare.map(({ roundTrip }) => roundTrip)),
  bare_rate: median(bare.map(({ rate }) => rate)),
});
