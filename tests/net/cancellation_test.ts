import { assertEquals } from "@std/assert";
import {
  create_task,
  run,
  sleep_ms,
  type Stream,
  type Task,
  TimeoutError,
  wait_for_ms,
} from "../../mod.ts";
import { connect } from "./loopback.ts";

const CANCELLATIONS = 1000;

/** Numbers that are the same in every run (mulberry32). */
function makeRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6D2B79F5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A stream of bytes that is known: the same as long as both sides begin with the same seed. */
class KnownBytes {
  readonly #random: () => number;
  count = 0;

  constructor(seed: number) {
    this.#random = makeRandom(seed);
  }

  next(): number {
    this.count++;
    // A newline now and then, for readline().
    const byte = Math.floor(this.#random() * 300);
    return byte < 256 ? byte : 10;
  }

  take(count: number): Uint8Array {
    return Uint8Array.from({ length: count }, () => this.next());
  }
}

/** Reads in all ways until it is cancelled, and checks each byte. */
async function read(stream: Stream, expected: KnownBytes, random: () => number): Promise<void> {
  const buffer = new Uint8Array(5000);
  while (true) {
    const size = 1 + Math.floor(random() * buffer.length);
    const way = Math.floor(random() * 4);
    let bytes: Uint8Array;
    const isTimed = random() < 0.3;
    if (isTimed) bytes = await inTime(stream, size, random);
    else if (way === 0) bytes = await stream.read(size);
    else if (way === 1) bytes = await stream.readexactly(size);
    else if (way === 2) bytes = await stream.readline(size);
    else bytes = buffer.subarray(0, await stream.readinto(buffer.subarray(0, size)));
    if (bytes.length === 0) return; // the end
    assertEquals(bytes, expected.take(bytes.length));
  }
}

/** Reads with timeouts, until one of the reads is in time. */
async function inTime(stream: Stream, size: number, random: () => number): Promise<Uint8Array> {
  while (true) {
    try {
      if (random() < 0.5) return await wait_for_ms(stream.read(size), random());
      const buffer = new Uint8Array(size);
      return buffer.subarray(0, await wait_for_ms(stream.readinto(buffer), random()));
    } catch (error) {
      if (!(error instanceof TimeoutError)) throw error;
    }
  }
}

/** Writes until it is cancelled. */
async function write(stream: Stream, bytes: KnownBytes, random: () => number): Promise<void> {
  while (true) {
    stream.write(bytes.take(Math.floor(random() * 20_000)));
    await stream.drain();
  }
}

/** Runs a body again and again, and cancels it at random. */
async function harass(body: () => Promise<void>, random: () => number): Promise<void> {
  for (let i = 0; i < CANCELLATIONS; i++) {
    const task = create_task(body);
    const pause = random();
    if (pause < 0.3) await sleep_ms(0);
    else if (pause < 0.6) { for (let k = 0; k < 20 * pause; k++) await sleep_ms(0); }
    else await sleep_ms(pause * 2 - 1);
    // Again and again: as in MicroPython, a wait_for() that is about to time out swallows one.
    while (task.cancel()) await sleep_ms(0);
    try {
      await task;
    } catch (error) {
      if ((error as Error).name !== "CancelledError") throw error;
    }
  }
}

for (const isSecure of [false, true]) {
  const name = isSecure ? "TLS" : "TCP";
  Deno.test(`Stream, ${name}: cancelled at random, both directions lose and double nothing`, () =>
    run(async () => {
      const pair = await connect(isSecure);
      const jobs: Task<void>[] = [];
      const ends: { sent: KnownBytes; received: KnownBytes; finish: () => Promise<void> }[] = [];
      for (const [i, stream] of pair.entries()) {
        const peer = pair[1 - i]!;
        const sent = new KnownBytes(i);
        const received = new KnownBytes(i);
        const randomWrites = makeRandom(10 + i);
        const randomReads = makeRandom(20 + i);
        jobs.push(
          create_task(() => harass(() => write(stream, sent, randomWrites), makeRandom(30 + i))),
        );
        jobs.push(
          create_task(() => harass(() => read(peer, received, randomReads), makeRandom(40 + i))),
        );
        ends.push({ sent, received, finish: () => drainInto(stream, peer, sent, received) });
      }
      for (const job of jobs) await job;
      for (const { sent, received, finish } of ends) {
        await finish();
        assertEquals(received.count, sent.count);
        assertEquals(sent.count > 100_000, true, `only ${sent.count} bytes`);
      }
      for (const stream of pair) await stream.wait_closed();
    }));
}

/** Reads what is still under way. */
async function drainInto(
  sender: Stream,
  receiver: Stream,
  sent: KnownBytes,
  received: KnownBytes,
): Promise<void> {
  const drained = create_task(sender.drain());
  while (received.count < sent.count) {
    const bytes = await receiver.read(65536);
    assertEquals(bytes, received.take(bytes.length));
  }
  await drained;
}
