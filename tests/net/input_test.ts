import { assert, assertEquals } from "@std/assert";
import { create_task, run, sleep_ms } from "../../mod.ts";
import { Input } from "../../src/net/io/input.ts";
import { operate } from "../../src/net/io/operation.ts";
import { READ } from "../../src/net/io/read_operations.ts";
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

Deno.test("Input.putBack() while more is being read comes before what that brings", () =>
  run(async () => {
    const rooms: Uint8Array[] = [];
    const arrivals: ((count: number) => void)[] = [];
    const input = new Input({
      read(room) {
        rooms.push(room);
        return new Promise((resolve) => arrivals.push(resolve));
      },
    }, (error) => error);
    const startRead = () => create_task(operate(READ, input, 65536));

    const first = startRead();
    await sleep_ms(0);
    const length = rooms[0]!.length - 1; // the next read needs a new buffer
    rooms[0]!.fill(1);
    arrivals[0]!(length);
    const bytes = await first;
    const second = startRead();
    await sleep_ms(0);
    input.putBack(bytes);
    assertEquals(await second, new Uint8Array(length).fill(1));
    rooms[1]!.fill(2, 0, 3);
    arrivals[1]!(3);
    assertEquals(await startRead(), new Uint8Array(3).fill(2));
    assertEquals(arrivals.length, 2);
  }));
