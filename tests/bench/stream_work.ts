/**
 * What an echo of 64 bytes costs in JavaScript, without a kernel and its noise: connections
 * whose reads complete 1 or 50 at once, echoed by our streams and by plain async functions.
 * Microseconds for each echo, the least of some passes.
 */

import { setImmediate } from "node:timers";
import { create_task, gather, run } from "../../mod.ts";
import { FakeConnection } from "../net/fake_connection.ts";
import { isQuick, report } from "./measure.ts";

const BYTES = 64;
const MOST_READ = 65536;
const ECHOES = isQuick ? 50_000 : 200_000;
const PASSES = isQuick ? 3 : 8;

/** Connections whose reads complete together, in a macrotask, once all of them wait. */
class Peers {
  readonly connections: EchoingConnection[];
  readonly #waiting: ((count: number | null) => void)[] = [];
  #turnsLeft: number;

  constructor(count: number) {
    this.connections = Array.from({ length: count }, () => new EchoingConnection(this));
    this.#turnsLeft = Math.ceil(ECHOES / count);
  }

  wait(): Promise<number | null> {
    return new Promise((resolve) => {
      if (this.#waiting.push(resolve) === this.connections.length) setImmediate(this.#complete);
    });
  }

  readonly #complete = (): void => {
    const result = this.#turnsLeft-- > 0 ? BYTES : null;
    for (const resolve of this.#waiting.splice(0)) resolve(result);
  };
}

/** With as many async functions as a `Deno.Conn` has. */
class EchoingConnection extends FakeConnection {
  readonly #peers: Peers;

  constructor(peers: Peers) {
    super();
    this.#peers = peers;
  }

  override async read(_buffer: Uint8Array): Promise<number | null> {
    return await this.#peers.wait();
  }

  override async write(bytes: Uint8Array): Promise<number> {
    return await Promise.resolve(bytes.length);
  }
}

async function echo(connection: EchoingConnection): Promise<void> {
  const stream = connection.open();
  while (true) {
    const data = await stream.read(MOST_READ);
    if (data.length === 0) return stream.close();
    stream.write(data);
    await stream.drain();
  }
}

async function echoBare(connection: EchoingConnection): Promise<void> {
  const buffer = new Uint8Array(MOST_READ);
  for (let count = await connection.read(buffer); count !== null;) {
    await connection.write(buffer.subarray(0, count));
    count = await connection.read(buffer);
  }
}

async function time(count: number, serve: (peers: Peers) => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await serve(new Peers(count));
  return (performance.now() - start) * 1000 / ECHOES;
}

function serveBare({ connections }: Peers): Promise<unknown> {
  return Promise.all(connections.map(echoBare));
}

function serve({ connections }: Peers): Promise<unknown> {
  return run(() => gather(...connections.map((connection) => create_task(() => echo(connection)))));
}

const figures: Record<string, number> = {};
for (const count of [1, 50]) {
  const ours: number[] = [];
  const bare: number[] = [];
  for (let pass = 0; pass < PASSES; pass++) {
    bare.push(await time(count, serveBare));
    ours.push(await time(count, serve));
  }
  figures[`work_${count}`] = Math.min(...ours);
  figures[`bare_work_${count}`] = Math.min(...bare);
}
report(figures);
