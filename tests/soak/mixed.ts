/**
 * All of the network at once, in one process: echo servers by TCP, TLS and UDP, under clients whose
 * tasks are cancelled and time out at random. What the process holds at the end, descriptors and
 * heap, must be what it held after the first sixth of the time.
 *
 *   deno task soak [seconds]
 */

import {
  type Address,
  AsyncUDP,
  CancelledError,
  create_task,
  open_connection,
  OSError,
  run,
  sleep_ms,
  start_server,
  type Stream,
  TCPClient,
  TimeoutError,
  wait_for_ms,
} from "../../mod.ts";

const seconds = Number(Deno.args[0] ?? 180);
/** How much more there may be at the end: bytes of heap, and descriptors. */
const TOLERANCE = { heap: 1_000_000, descriptors: 2 };

const folder = new URL("../net/certificates/", import.meta.url);
const read = (name: string) => Deno.readTextFileSync(new URL(name, folder));
const serverTls = { cert: read("server.crt"), key: read("server.key") };
const clientTls = { caCerts: [read("ca.crt")] };

/** What has been done, by name. */
const counts: Record<string, number> = {};
/** Streams of the servers that are open. */
let open = 0;

function count(name: string): void {
  counts[name] = (counts[name] ?? 0) + 1;
}

async function echo(reader: Stream, writer: Stream): Promise<void> {
  open++;
  try {
    for await (const line of reader) {
      writer.write(line);
      await writer.drain();
    }
  } catch (error) {
    if (!(error instanceof OSError)) throw error;
  } finally {
    open--;
    writer.abort();
  }
}

async function talk(port: number, ssl: typeof clientTls | null): Promise<void> {
  const [reader, writer] = await open_connection("127.0.0.1", port, { ssl });
  try {
    for (let i = Math.random() * 10; i > 0; i--) {
      writer.write("x".repeat(Math.random() * 2000) + "\n");
      await wait_for_ms(writer.drain(), 20);
      await wait_for_ms(reader.readline(), Math.random() * 5);
    }
    if (Math.random() < 0.5) await writer.wait_closed();
  } finally {
    writer.abort();
  }
}

async function talkAsClient(port: number): Promise<void> {
  await using client = new TCPClient("127.0.0.1", port);
  await client.connect();
  await client.send("x".repeat(5000) + "\n");
  await wait_for_ms(client.recv(), Math.random() * 5);
}

async function sendDatagrams(address: Address): Promise<void> {
  await using socket = new AsyncUDP();
  for (let i = 0; i < 5; i++) {
    await socket.sendto("x".repeat(Math.random() * 1000), address);
    await socket.recv(2000, { wait: Math.random() * 0.004 });
  }
}

async function echoDatagrams(socket: AsyncUDP): Promise<void> {
  while (true) {
    const datagram = await socket.recvfrom(2000);
    if (datagram !== null) await socket.sendto(...datagram);
  }
}

/** What becomes of some work, in a word. */
async function outcomeOf(work: () => Promise<void>): Promise<string> {
  try {
    await work();
    return "done";
  } catch (error) {
    if (error instanceof CancelledError) return "cancelled";
    if (error instanceof TimeoutError) return "timed out";
    if (error instanceof OSError) return error.code;
    throw error;
  }
}

/** Does something again and again until a time, and cancels it at random. */
async function harass(name: string, work: () => Promise<void>, end: number): Promise<void> {
  while (performance.now() < end) {
    const task = create_task(() => outcomeOf(work));
    if (Math.random() < 0.4) {
      await sleep_ms(Math.random() * 6);
      task.cancel();
    }
    try {
      count(`${name} ${await task}`);
    } catch (error) {
      if (!(error instanceof CancelledError)) throw error;
      count(`${name} never begun`);
    }
    await sleep_ms(Math.random() * 5);
  }
}

async function phase(duration: number): Promise<void> {
  const end = performance.now() + duration * 1000;
  await using plain = await start_server(echo, "127.0.0.1", 0, { backlog: 100 });
  await using secure = await start_server(echo, "127.0.0.1", 0, { backlog: 100, ssl: serverTls });
  await using socket = new AsyncUDP();
  socket.bind(0, "127.0.0.1");
  const { port } = socket.socket()!.addr as Deno.NetAddr;
  const echoing = create_task(() => echoDatagrams(socket));
  const [plainPort, securePort] = [plain, secure].map((it) => it.get_extra_info("sockname")[1]);
  const works: [string, () => Promise<void>, tasks: number][] = [
    ["TCP", () => talk(plainPort!, null), 10],
    ["TLS", () => talk(securePort!, clientTls), 4],
    ["TCPClient", () => talkAsClient(plainPort!), 4],
    ["UDP", () => sendDatagrams(["127.0.0.1", port]), 4],
  ];
  const tasks = works.flatMap(([name, work, tasks]) =>
    Array.from({ length: tasks }, () => create_task(() => harass(name, work, end)))
  );
  for (const task of tasks) await task;
  echoing.cancel();
  for (let i = 0; open > 0; i++) {
    if (i === 100) throw new Error(`${open} connections are left`);
    await sleep_ms(50);
  }
}

function measure(): { heap: number; descriptors: number } {
  const { gc } = globalThis as { gc?: () => void };
  if (gc === undefined) throw new Error("Cannot measure: run with --v8-flags=--expose-gc");
  gc();
  gc();
  const { heapUsed, external } = Deno.memoryUsage();
  const descriptors = [...Deno.readDirSync("/proc/self/fd")].length;
  return { heap: heapUsed + external, descriptors };
}

const { error } = console;
console.error = (...args: unknown[]) => { // of handshakes that clients have given up
  if (String(args[0]).includes("agree on TLS")) count("handshakes given up");
  else error(...args);
};
const held: ReturnType<typeof measure>[] = [];
for (const duration of [seconds / 6, seconds * 5 / 6]) {
  await run(() => phase(duration));
  await run(sleep_ms(500)); // finalizers, and what Deno closes in the background
  held.push(measure());
  console.log(`after ${Math.round(duration)} s:`, held.at(-1), counts);
}
const [first, last] = [held[0]!, held[1]!];
const growth = {
  heap: last.heap - first.heap,
  descriptors: last.descriptors - first.descriptors,
};
console.log("growth from the first sixth to the end:", growth);
if (growth.heap > TOLERANCE.heap || growth.descriptors > TOLERANCE.descriptors) Deno.exit(1);
