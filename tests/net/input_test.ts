import { assert, assertEquals, assertRejects } from "@std/assert";
import { create_task, run, sleep_ms } from "../../mod.ts";
import { Input } from "../../src/net/io/input.ts";
import { operate } from "../../src/net/io/operation.ts";
import { LineSearch, READ, READ_LINE } from "../../src/net/io/read_operations.ts";
import { FakeConnection } from "./fake_connection.ts";

/** A connection whose peer sends pieces of these sizes; each read brings one at most. */
class PiecewiseConnection extends FakeConnection {
  /** How much room there was for each. */
  readonly rooms: number[] = [];
  readonly #sizes: number[];

  constructor(sizes: number[]) {
    super();
    this.#sizes = sizes;
  }

  override read(room: Uint8Array): Promise<number | null> {
    this.rooms.push(room.length);
    const size = this.#sizes.shift();
    if (size === undefined) return Promise.resolve(null);
    const count = Math.min(size, room.length);
    room.fill(this.rooms.length, 0, count);
    if (count < size) this.#sizes.unshift(size - count);
    return Promise.resolve(count);
  }
}

async function readAll(sizes: number[]): Promise<{ rooms: number[]; parts: Uint8Array[] }> {
  const connection = new PiecewiseConnection(sizes);
  const stream = connection.open();
  const parts: Uint8Array[] = [];
  while (true) {
    const part = await stream.read(65536);
    if (part.length === 0) break;
    parts.push(part);
  }
  stream.close();
  return { rooms: connection.rooms, parts };
}

Deno.test("Input: short messages share a buffer, and stay as they are", () =>
  run(async () => {
    const { rooms, parts } = await readAll(new Array(200).fill(64));
    parts.forEach((part, i) => assertEquals(part, new Uint8Array(64).fill(i + 1 & 255)));
    const buffers = new Set(parts.map(({ buffer }) => buffer));
    assert(buffers.size <= 5, `${buffers.size} buffers`);
    assert(Math.max(...rooms) <= 4096, `room for ${Math.max(...rooms)}`);
  }));

Deno.test("Input: a message that came in two parts does not split the ones after it", () =>
  run(async () => {
    const message = 65536;
    const warmUp = new Array(5).fill(message);
    // As loopback has it: its longest segment is a little shorter than the message.
    const { rooms } = await readAll([...warmUp, 65483, 53, ...new Array(5).fill(message)]);
    assertEquals(rooms.slice(-6), new Array(6).fill(message));
  }));

/** A source that brings what it is told to bring. */
class FedSource {
  readonly rooms: Uint8Array[] = [];
  readonly #arrivals: ((count: number) => void)[] = [];

  read(room: Uint8Array): Promise<number> {
    this.rooms.push(room);
    return new Promise((resolve) => this.#arrivals.push(resolve));
  }

  /** So many bytes of this value arrive. */
  bring(value: number, count: number): void {
    this.rooms.at(-1)!.fill(value, 0, count);
    this.#arrivals.shift()!(count);
  }
}

function transfer(bytes: Uint8Array): void {
  structuredClone(bytes, { transfer: [bytes.buffer as ArrayBuffer] }); // as postMessage() does
}

for (const size of [0, 1, 100, 1000, 3000, 4096]) {
  Deno.test(`Input: ${size} bytes that a task has taken may be transferred at any time`, () =>
    run(async () => {
      const source = new FedSource();
      const input = new Input(source, (error) => error);
      const read = (most: number) => create_task(operate(READ, input, most));
      const first = read(size);
      if (size > 0) {
        await sleep_ms(0);
        source.bring(1, 4096);
      }
      const bytes = await first;
      const next = size === 0 || size === 4096 ? read(5) : null; // it is read for while...
      await sleep_ms(0);
      transfer(bytes);
      if (next !== null) {
        source.bring(2, 5);
        assertEquals(await next, new Uint8Array(5).fill(2));
      } else { // ...or the rest is there already
        assertEquals(await read(4096), new Uint8Array(4096 - size).fill(1));
      }
    }));
}

Deno.test("Input: memory that is refused is an error of the task that reads, and the bytes stay", () =>
  run(async () => {
    const real = Uint8Array;
    globalThis.Uint8Array = new Proxy(real, {
      construct(target, args, self) {
        if (Number(args[0]) > 10_000) throw new RangeError("Array buffer allocation failed");
        return Reflect.construct(target, args, self);
      },
    });
    try {
      const source = new FedSource();
      const refused = new Error("refused");
      const input = new Input(source, () => refused);
      const line = create_task(operate(READ_LINE, input, new LineSearch(Infinity)));
      await sleep_ms(0);
      for (let i = 0; i < 3; i++) {
        source.bring(i, source.rooms.at(-1)!.length); // fills what there is, more each time
        await sleep_ms(0);
        if (line.done()) break;
      }
      assertEquals(await assertRejects(async () => await line), refused);
      // Its callback has not thrown, and the one after it goes on.
      const { size } = input;
      assertEquals(size >= 4096, true);
      const rest = await operate(READ, input, size);
      assertEquals(rest.length, size);
    } finally {
      globalThis.Uint8Array = real;
    }
  }));
