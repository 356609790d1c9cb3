import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { create_task, OSError, run, sleep_ms, type Stream } from "../../mod.ts";
import { FakeConnection } from "./fake_connection.ts";

/** A connection that takes what it is told to take, and nothing before. */
class SlowConnection extends FakeConnection {
  readonly taken: number[] = [];
  #pending: {
    bytes: Uint8Array;
    resolve: (count: number) => void;
    reject: (e: unknown) => void;
  }[] = [];

  override write(bytes: Uint8Array): Promise<number> {
    return new Promise((resolve, reject) => this.#pending.push({ bytes, resolve, reject }));
  }

  /** How many writes are under way. */
  get pending(): number {
    return this.#pending.length;
  }

  take(count: number): void {
    const { bytes, resolve } = this.#pending.shift()!;
    this.taken.push(...bytes.subarray(0, count));
    resolve(Math.min(count, bytes.length));
  }

  fail(code: string): void {
    this.#pending.shift()!.reject(Object.assign(new Error(code), { code }));
  }
}

function make(): [SlowConnection, Stream] {
  const connection = new SlowConnection();
  return [connection, connection.open()];
}

/** The numbers from one to another. */
function range(first: number, last: number): Uint8Array {
  return Uint8Array.from({ length: last - first + 1 }, (_, i) => first + i);
}

Deno.test("Output: pieces go out one after the other, in order, while more is written", () =>
  run(async () => {
    const [connection, stream] = make();
    stream.write(range(1, 100));
    await sleep_ms(1);
    stream.write(range(101, 200));
    assertEquals(connection.pending, 1);
    connection.take(30);
    await sleep_ms(1);
    const drain = create_task(stream.drain());
    stream.write(range(201, 255));
    for (let taken = 30; taken < 255; taken += 25) {
      await sleep_ms(1);
      assertEquals([connection.pending, drain.done()], [1, false]);
      connection.take(25);
    }
    await drain;
    assertEquals(connection.taken, [...range(1, 255)]);
    stream.close();
    assertEquals(connection.isClosed, true);
  }));

Deno.test("Output: what is written is sent when the task waits, all of it together", () =>
  run(async () => {
    const [connection, stream] = make();
    stream.write(range(1, 10));
    stream.write(range(11, 20));
    assertEquals(connection.pending, 0);
    await sleep_ms(1);
    assertEquals(connection.pending, 1);
    connection.take(20);
    await stream.drain();
    assertEquals(connection.taken, [...range(1, 20)]);
    stream.close();
  }));

Deno.test("Stream.close() waits for the rest, and wait_closed() with it", () =>
  run(async () => {
    const [connection, stream] = make();
    stream.write(range(1, 10));
    stream.close();
    const closed = create_task(stream.wait_closed());
    await sleep_ms(1);
    assertEquals([connection.isClosed, closed.done()], [false, false]);
    connection.take(10);
    await closed;
    assertEquals(connection.isClosed, true);
  }));

Deno.test("Stream.drain(): a shortage that passes is an OSError, and the next drain() goes on", () =>
  run(async () => {
    const [connection, stream] = make();
    stream.write(range(1, 10));
    await sleep_ms(1);
    connection.take(4);
    await sleep_ms(1);
    connection.fail("ENOBUFS");
    const error = await assertRejects(async () => await stream.drain(), OSError);
    assertEquals(error.code, "ENOBUFS");
    const again = create_task(stream.drain());
    await sleep_ms(1);
    connection.take(6);
    await again;
    assertEquals(connection.taken, [...range(1, 10)]);
    stream.close();
  }));

Deno.test("Stream.drain() and close() end their waiting when the connection breaks", () =>
  run(async () => {
    const [connection, stream] = make();
    stream.write(range(1, 10));
    const drain = create_task(stream.drain());
    await sleep_ms(1);
    stream.close();
    connection.fail("EPIPE");
    await assertRejects(async () => await drain, OSError);
    await stream.wait_closed(); // drain() has said it
    assertEquals(connection.isClosed, true);
  }));

Deno.test("Stream.wait_closed() throws what no task has heard of", () =>
  run(async () => {
    const [connection, stream] = make();
    stream.write(range(1, 10));
    const closed = create_task(stream.wait_closed());
    await sleep_ms(1);
    connection.fail("EPIPE");
    await assertRejects(async () => await closed, OSError);
    assertEquals(connection.isClosed, true);
  }));

Deno.test("Stream.drain() that is cancelled leaves the sending to go on", () =>
  run(async () => {
    const [connection, stream] = make();
    stream.write(range(1, 10));
    const drain = create_task(stream.drain());
    await sleep_ms(1);
    drain.cancel();
    await sleep_ms(1);
    assertEquals(drain.done(), true);
    connection.take(4);
    await sleep_ms(1);
    stream.write(range(11, 12));
    const again = create_task(stream.drain());
    await sleep_ms(1);
    connection.take(6);
    await sleep_ms(1);
    assertEquals(again.done(), false);
    connection.take(2);
    await again;
    assertEquals(connection.taken, [...range(1, 12)]);
    stream.close();
  }));

Deno.test("Stream.write(): memory that is refused is an OSError, and what was written before is sent", () =>
  run(async () => {
    const [connection, stream] = make();
    const real = Uint8Array;
    const tooMuch = new Uint8Array(20_000);
    stream.write(range(1, 10));
    globalThis.Uint8Array = new Proxy(real, {
      construct(target, args, self) {
        if (Number(args[0]) > 10_000) throw new RangeError("Array buffer allocation failed");
        return Reflect.construct(target, args, self);
      },
    });
    try {
      assertEquals(assertThrows(() => stream.write(tooMuch), OSError).code, "ENOMEM");
    } finally {
      globalThis.Uint8Array = real;
    }
    const drained = create_task(stream.drain());
    await sleep_ms(5);
    connection.take(10);
    await drained;
    assertEquals(connection.taken, [...range(1, 10)]);
    stream.close();
  }));
