import { assertEquals, assertRejects, assertStringIncludes, assertThrows } from "@std/assert";
import {
  type BytesIO,
  run,
  sleep_ms,
  Stream,
  StreamReader,
  StreamWriter,
  wait_for,
} from "../../mod.ts";
import { text } from "./loopback.ts";

const encoder = new TextEncoder();

/** Bytes that come in pieces, each when it is asked for, and what has been written. */
class Pieces implements BytesIO {
  readonly written: string[] = [];
  isClosed = false;
  readonly #pieces: string[];

  constructor(...pieces: string[]) {
    this.#pieces = pieces;
  }

  read(buffer: Uint8Array): Promise<number | null> {
    const piece = this.#pieces.shift();
    if (piece === undefined) return Promise.resolve(null);
    return Promise.resolve(encoder.encodeInto(piece, buffer).written);
  }

  write(bytes: Uint8Array): Promise<number> {
    const some = bytes.subarray(0, 3);
    this.written.push(text(some)!);
    return Promise.resolve(some.length);
  }

  close(): void {
    this.isClosed = true;
  }
}

Deno.test("Stream of an object with read(), write() and close() uses all three", () =>
  run(async () => {
    const pieces = new Pieces("on", "e\ntw", "o");
    const stream = new Stream(pieces);
    assertEquals(text(await stream.readline()), "one\n");
    assertEquals(text(await stream.readline()), "two");
    assertEquals(text(await stream.read()), "");
    stream.write("seven b");
    await stream.drain();
    assertEquals(pieces.written, ["sev", "en ", "b"]);
    assertEquals(`${stream}`, "Stream(a Pieces, open)");
    await stream.wait_closed();
    await sleep_ms(1);
    assertEquals(pieces.isClosed, true);
  }));

Deno.test("Stream of a Deno.FsFile reads its lines", () =>
  run(async () => {
    const file = await Deno.open(new URL("certificates/ca.crt", import.meta.url));
    await using reader = new StreamReader(file);
    const lines: string[] = [];
    for await (const line of reader) lines.push(text(line)!);
    assertEquals(lines[0], "-----BEGIN CERTIFICATE-----\n");
    assertEquals(lines.length > 5, true);
    reader.write("x");
    await assertRejects(async () => await reader.drain(), Error, "Cannot write to a FsFile");
  }));

Deno.test("Stream: a direction that is missing says so when it is used", () =>
  run(async () => {
    const { read, write } = new Pieces("x");
    const reader = new StreamReader({ read });
    assertThrows(() => reader.write("x"), TypeError, "Cannot write to an Object: it takes nothing");
    await reader.drain();
    const writer = new StreamWriter({ write: write.bind(new Pieces()) });
    const nothing = "Cannot read from an Object: it gives nothing to read";
    await assertRejects(async () => await writer.read(1), TypeError, nothing);
    await assertRejects(async () => await writer.readline(), TypeError, nothing);
    const none = "Cannot get an address of an Object: it is no connection, and has none";
    assertThrows(() => writer.get_extra_info("peername"), TypeError, none);
    const sink = new StreamWriter({ writable: new WritableStream<Uint8Array>() });
    await assertRejects(async () => await sink.read(1), TypeError, nothing);
    await sink.wait_closed();
  }));

Deno.test("Stream: what is no source or sink of bytes is refused", async () => {
  const { default: nodeStream } = await import("node:stream");
  const wrong = [
    {},
    [],
    5,
    "text",
    null,
    undefined,
    () => {},
    { read: 5 },
    { readable: 5 },
    { readable: new Pieces() },
    { readable: new ReadableStream(), writable: 5 },
    nodeStream.Readable.from(["x"]),
    new Stream(new Pieces()),
  ];
  for (const thing of wrong) {
    const message = "expected a Deno.Conn, an object with read() or write() that give promises, " +
      "as Deno.stdin, or Web streams as { readable, writable }";
    const error = assertThrows(() => new Stream(thing as BytesIO), TypeError, message);
    assertStringIncludes(error.message, "Cannot make a Stream of ");
  }
});

Deno.test("Stream: a read() or write() that gives nonsense is an error, and no endless loop", () =>
  run(async () => {
    for (const count of [undefined, "5", -1, 1.5, 1e9]) {
      const odd = { read: () => Promise.resolve(count as number) };
      const what = "Cannot read from an Object: its read() gave ";
      const error = await assertRejects(async () => await new Stream(odd).read(5), TypeError, what);
      assertStringIncludes(error.message, "expected a promise of a number of bytes up to ");
      assertStringIncludes(error.message, ", or null at the end");
    }
    for (const count of [undefined, 0, 9]) {
      const stream = new Stream({ write: () => Promise.resolve(count as number) });
      stream.write("five!");
      const what = "Cannot write to an Object: its write() gave ";
      const error = await assertRejects(async () => await stream.drain(), TypeError, what);
      assertStringIncludes(error.message, "expected a promise of a number of bytes from 1 to 5");
    }
    const throws = new Stream({
      read() {
        throw new Error("broken");
      },
    });
    await assertRejects(
      async () => await throws.read(5),
      Error,
      "Cannot read from an Object: broken",
    );
    assertEquals(text(await new Stream({ read: () => Promise.resolve(0) }).read()), "");
  }));

Deno.test("Stream of Web streams passes on bytes, views and strings, larger than a read too", () =>
  run(async () => {
    const { readable, writable } = new TransformStream<BufferSource, BufferSource>();
    const stream = new Stream({ readable, writable });
    const long = "x".repeat(100_000) + "\n";
    stream.write(long);
    assertEquals(text(await stream.readline()), long);
    stream.write("end");
    assertEquals(text(await stream.readexactly(3)), "end"); // it is taken when it is asked for
    await stream.drain();

    const chunks = [encoder.encode("a").buffer, new DataView(encoder.encode("b").buffer), "c"];
    const mixed = ReadableStream.from(chunks) as ReadableStream<BufferSource>;
    assertEquals(text(await new StreamReader({ readable: mixed }).read()), "abc");
    const numbers = ReadableStream.from([1]) as unknown as ReadableStream<string>;
    await assertRejects(
      async () => await new StreamReader({ readable: numbers }).read(),
      TypeError,
      "Cannot read from an Object: its readable gave 1; expected bytes or strings",
    );
  }));

Deno.test("Stream of Web streams closes the one, and cancels the other", () =>
  run(async () => {
    const log: string[] = [];
    const readable = new ReadableStream<Uint8Array>({ cancel: () => void log.push("cancel") });
    const writable = new WritableStream<Uint8Array>({
      write: (chunk) => void log.push(text(chunk)!),
      close: () => void log.push("close"),
    });
    const stream = new Stream({ readable, writable });
    stream.write("last");
    await stream.wait_closed();
    await sleep_ms(1);
    assertEquals(log.sort(), ["cancel", "close", "last"]);
  }));

Deno.test("Stream: a read that is cancelled loses nothing, of whatever it is", () =>
  run(async () => {
    const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
    const reader = new StreamReader({ readable });
    const writer = new StreamWriter({ writable });
    let received = "";
    for (let i = 0; i < 50; i++) {
      try {
        received += text(await wait_for(reader.readexactly(3), 0.001));
      } catch { /* in vain */ }
      writer.write(String(i % 10));
    }
    writer.close();
    received += text(await reader.read());
    assertEquals(received, "0123456789".repeat(5));
  }));
