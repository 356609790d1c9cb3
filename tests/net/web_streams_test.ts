import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { OSError, run, RuntimeError, sleep_ms } from "../../mod.ts";
import { FakeConnection } from "./fake_connection.ts";
import { connect, testPair, text } from "./loopback.ts";

testPair("Stream.readable gives what arrives, until the end", async (client, server) => {
  client.write("a".repeat(100_000));
  client.close();
  assertEquals((await new Response(server.readable).text()).length, 100_000);
  assertEquals(server.readable, server.readable);
});

testPair("Stream.readable reads no more than is asked for", async (client, server) => {
  client.write("hello");
  const reader = server.readable.getReader();
  assertEquals(text((await reader.read()).value!), "hello");
  client.write("for the stream");
  await sleep_ms(5);
  reader.releaseLock();
  assertEquals(text(await server.read(100)), "for the stream");
});

testPair("Stream.readable fills a buffer of one's own", async (client, server) => {
  client.write("hello");
  client.close();
  const reader = server.readable.getReader({ mode: "byob" });
  let bytes = await reader.read(new Uint8Array(3));
  assertEquals(text(bytes.value!), "hel");
  bytes = await reader.read(new Uint8Array(3));
  assertEquals(text(bytes.value!), "lo");
  bytes = await reader.read(new Uint8Array(3));
  assertEquals(bytes.done, true);
});

testPair("Stream.readable that is cancelled closes the stream", async (client, server) => {
  await server.readable.cancel();
  assertEquals((await client.read()).length, 0);
  await assertRejects(async () => await server.read(1), OSError);
});

testPair("Stream.readable and a task cannot read at once", async (client, server) => {
  const reading = server.readable.getReader().read();
  await sleep_ms(1);
  await assertRejects(async () => await server.read(1), RuntimeError);
  client.write("for the Web stream");
  assertEquals(text((await reading).value!), "for the Web stream");
});

testPair("Stream.writable sends what it is given, and closes", async (client, server) => {
  const writer = server.writable.getWriter();
  await writer.write(new TextEncoder().encode("hello"));
  await writer.close();
  assertEquals(text(await client.read()), "hello");
});

testPair("Stream.writable holds a fast writer up", async (client, server) => {
  const size = 20_000_000;
  const writer = server.writable.getWriter();
  const writing = writer.write(new Uint8Array(size));
  let isWritten = false;
  writing.then(() => isWritten = true);
  await sleep_ms(20);
  assertEquals(isWritten, false);
  await client.readexactly(size);
  await writing;
});

Deno.test("Stream.readable and writable have an error when the connection breaks", () =>
  run(async () => {
    const broken = new Deno.errors.BrokenPipe("Broken pipe (os error 32)");
    const connection = new FakeConnection();
    connection.read = connection.write = () => Promise.reject(broken);
    const stream = connection.open();
    const reading = await assertRejects(() => stream.readable.getReader().read(), OSError);
    assertEquals(reading.message, "Cannot read from 127.0.0.1:1: Broken pipe");
    await assertRejects(() => stream.writable.getWriter().write(new Uint8Array(1)), OSError);
    stream.close();
  }));

Deno.test("Stream.readable echoes a stream to its end by pipeTo()", () =>
  run(async () => {
    const [client, server] = await connect();
    const piping = server.readable.pipeTo(server.writable);
    client.write("there and back");
    assertEquals(text(await client.readexactly(14)), "there and back");
    client.close();
    await piping;
    await client.wait_closed();
  }));

testPair(
  "Stream.writable takes bytes in any form, and strings, and refuses the rest",
  async (client, server) => {
    const writer = server.writable.getWriter();
    const bytes = new Uint8Array([1, 2, 3, 4]);
    const chunks = [
      bytes,
      bytes.buffer,
      new Uint16Array(bytes.buffer, 2),
      new DataView(bytes.buffer, 1, 2),
      new SharedArrayBuffer(1),
      "\u00e4",
    ];
    for (const chunk of chunks) await writer.write(chunk);
    assertEquals([...await client.readexactly(15)], [
      1,
      2,
      3,
      4,
      1,
      2,
      3,
      4,
      3,
      4,
      2,
      3,
      0,
      195,
      164,
    ]);
    const refused = await assertRejects(() => writer.write(65 as unknown as string), TypeError);
    assertStringIncludes(refused.message, "Cannot send 65: expected bytes (a Uint8Array, a buffer");
  },
);

for (const chunk of [null, { data: 1 }, [1, 2]]) {
  testPair(`Stream.writable refuses ${JSON.stringify(chunk)}`, async (_, server) => {
    const writing = () => server.writable.getWriter().write(chunk as unknown as string);
    await assertRejects(writing, TypeError, "expected bytes");
  });
}
