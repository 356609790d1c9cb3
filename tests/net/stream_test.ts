import { assertEquals, assertRejects, assertStringIncludes, assertThrows } from "@std/assert";
import {
  CancelledError,
  type Coroutine,
  create_task,
  EOFError,
  gather,
  OSError,
  run,
  RuntimeError,
  sleep_ms,
  Stream,
  StreamReader,
  StreamWriter,
  type Task,
  TimeoutError,
  wait_for,
  wait_for_ms,
} from "../../mod.ts";
import { FakeConnection } from "./fake_connection.ts";
import { connect, connectToResetter, HOST, testPair, text } from "./loopback.ts";

const encoder = new TextEncoder();

/** Lets what is under way on loopback arrive, without a timer of the test's own. */
async function settle(): Promise<void> {
  await sleep_ms(5);
}

testPair("Stream.read(n) takes what there is, up to n bytes", async (client, server) => {
  client.write("hello world");
  await client.drain();
  assertEquals(text(await server.read(5)), "hello");
  assertEquals(text(await server.read(100)), " world");
});

testPair("Stream.read() reads until the end, also read(-1)", async (client, server) => {
  client.write("a".repeat(100_000));
  await client.drain();
  client.write("b");
  client.close();
  assertEquals((await server.read()).length, 100_001);
  assertEquals((await server.read(-1)).length, 0);
  assertEquals((await server.read(10)).length, 0);
});

testPair("Stream.read(0) waits for nothing", async (_, server) => {
  assertEquals((await server.read(0)).length, 0);
});

testPair(
  "Stream.read() lets the other tasks run although there is something",
  async (client, server) => {
    client.write("ab");
    await client.drain();
    await server.read(1);
    const log: string[] = [];
    const other = create_task(() => log.push("other"));
    await server.read(1);
    log.push("reader");
    await other;
    assertEquals(log, ["other", "reader"]);
  },
);

testPair("Stream.readinto() fills a buffer from its beginning", async (client, server) => {
  client.write("hello");
  await client.drain();
  const buffer = new Uint8Array(3);
  assertEquals(await server.readinto(buffer), 3);
  assertEquals(text(buffer), "hel");
  assertEquals(await server.readinto(buffer), 2);
  assertEquals(text(buffer), "lol");
  assertEquals(await server.readinto(new Uint8Array(0)), 0);
  client.close();
  assertEquals(await server.readinto(buffer), 0);
});

testPair(
  "Stream.read(): what is read stays the reader's, whatever is read later",
  async (client, server) => {
    const kept: Uint8Array[] = [];
    const lines = Array.from({ length: 500 }, (_, i) => `line ${i}\n`);
    for (const line of lines) {
      client.write(line);
      await client.drain();
      kept.push(await server.readline());
      await server.readinto(new Uint8Array(0));
    }
    assertEquals(kept.map(text), lines);
  },
);

testPair("Stream.readexactly() waits for the last byte", async (client, server) => {
  const task = create_task(server.readexactly(6));
  for (const part of ["ab", "cd", "ef!"]) {
    client.write(part);
    await client.drain();
    await settle();
    assertEquals(task.done(), part === "ef!");
  }
  assertEquals(text(await task), "abcdef");
  assertEquals(text(await server.read(9)), "!");
  assertEquals((await server.readexactly(0)).length, 0);
});

testPair(
  "Stream.readexactly() throws an EOFError at the end and loses nothing",
  async (client, server) => {
    client.write("abc");
    client.close();
    const error = await assertRejects(() => promiseOf(server.readexactly(10)), EOFError);
    assertEquals(
      error.message,
      "Cannot read 10 bytes: the stream has ended after 3; read() gives them",
    );
    assertEquals(text(await server.read()), "abc");
  },
);

testPair("Stream.readline() gives lines with their newline", async (client, server) => {
  client.write("one\n\ntwo\nthree");
  client.close();
  assertEquals(text(await server.readline()), "one\n");
  assertEquals(text(await server.readline()), "\n");
  assertEquals(text(await server.readline()), "two\n");
  assertEquals(text(await server.readline()), "three");
  assertEquals(text(await server.readline()), "");
});

testPair("Stream.readline(limit) leaves the rest of a long line", async (client, server) => {
  client.write("123456789\nab\n");
  await client.drain();
  assertEquals(text(await server.readline(4)), "1234");
  assertEquals(text(await server.readline(4)), "5678");
  assertEquals(text(await server.readline(4)), "9\n");
  assertEquals(text(await server.readline(3)), "ab\n");
});

testPair("Stream: a peer may send one byte at a time", async (client, server) => {
  const sender = create_task(async () => {
    for (const letter of "one line\nrest") {
      client.write(letter);
      await client.drain();
      await sleep_ms(0);
    }
    client.close();
  });
  assertEquals(text(await server.readline()), "one line\n");
  assertEquals(text(await server.read()), "rest");
  await sender;
});

testPair(
  "Stream.readline(): a line of 64 MiB without a newline arrives whole",
  async (client, server) => {
    const size = 64 * 2 ** 20;
    const sender = create_task(async () => {
      const block = new Uint8Array(2 ** 20).fill(97);
      for (let sent = 0; sent < size; sent += block.length) {
        client.write(block);
        await client.drain();
      }
      client.close();
    });
    const line = await server.readline();
    assertEquals(line.length, size);
    assertEquals(line[size - 1], 97);
    await sender;
  },
);

testPair("Stream gives the lines until the end by `for await`", async (client, server) => {
  client.write("one\ntwo\nthree");
  client.close();
  const lines: (string | null)[] = [];
  for await (const line of server) lines.push(text(line));
  assertEquals(lines, ["one\n", "two\n", "three"]);
});

testPair("Stream: a half-closed peer still gets what is written", async (client, server) => {
  // Deno's own connection can close one half; a Stream can be made of any.
  const listener = Deno.listen({ hostname: HOST, port: 0 });
  const half = await Deno.connect({ hostname: HOST, port: listener.addr.port });
  const stream = new Stream(await listener.accept());
  listener.close();
  await half.write(encoder.encode("request"));
  await half.closeWrite();
  assertEquals(text(await stream.read()), "request");
  stream.write("answer");
  await stream.drain();
  const buffer = new Uint8Array(10);
  assertEquals(await half.read(buffer), 6);
  half.close();
  stream.close();
  assertEquals(client.get_extra_info("peername"), server.get_extra_info("sockname"));
});

testPair("Stream.write() takes a copy, and strings as UTF-8", async (client, server) => {
  const bytes = encoder.encode("abc");
  client.write(bytes);
  bytes.fill(0);
  client.write("é");
  client.write("ü".repeat(1000));
  client.write("");
  client.close();
  assertEquals(text(await server.read()), "abcé" + "ü".repeat(1000));
});

testPair("Stream.write() arrives without a drain(), as in MicroPython", async (client, server) => {
  client.write("hello");
  assertEquals(text(await server.read(10)), "hello");
});

testPair("Stream.close(): what was written before arrives", async (client, server) => {
  const size = 20_000_000; // more than the kernel takes at once
  client.write(new Uint8Array(size));
  client.close();
  assertEquals((await server.read()).length, size);
  await client.wait_closed();
});

testPair("Stream.drain() with nothing to send lets the other tasks run", async (client) => {
  const log: string[] = [];
  const other = create_task(() => log.push("other"));
  await client.drain();
  log.push("drained");
  await other;
  assertEquals(log, ["other", "drained"]);
});

testPair(
  "Stream.drain() waits for a peer that does not read, and memory stays bounded",
  async (client, server) => {
    const block = new Uint8Array(2 ** 16);
    let written = 0;
    const writer = create_task(async () => {
      while (true) {
        client.write(block);
        await client.drain();
        written += block.length;
      }
    });
    // It comes to rest when the buffers of the kernel are full.
    for (let before = -1; before !== written;) {
      before = written;
      await sleep_ms(50);
    }
    const stuck = written;
    assertEquals(stuck > 0 && stuck < 64 * 2 ** 20, true, `${stuck} bytes`);
    await server.readexactly(stuck);
    await server.readexactly(block.length);
    writer.cancel();
  },
);

testPair("Stream.read() refuses a second task", async (client, server) => {
  const first = create_task(server.read(10));
  await sleep_ms(0);
  for (
    const coroutine of [server.read(1), server.readline(), server.readexactly(1), server.read()]
  ) {
    const error = await assertRejects(() => promiseOf(coroutine), RuntimeError);
    assertStringIncludes(error.message, "Cannot read: another task does that already");
  }
  client.write("for the first");
  assertEquals(text(await first), "for the fi");
  assertEquals(text(await server.read(9)), "rst");
});

testPair(
  "Stream.drain() is for any number of tasks, and nothing is doubled",
  async (client, server) => {
    client.write(new Uint8Array(20_000_000));
    const tasks = [1, 2, 3, 4, 5].map((n) =>
      create_task(async () => {
        client.write(`line ${n}\n`);
        await client.drain();
      })
    );
    await sleep_ms(5);
    tasks[1]!.cancel(); // sending goes on
    await assertRejects(() => promiseOf(tasks[1]!), CancelledError);
    assertEquals(tasks.map((task) => task.done()), [false, true, false, false, false]);
    await server.readexactly(20_000_000);
    for (let n = 1; n <= 5; n++) assertEquals(text(await server.readline()), `line ${n}\n`);
    for (const task of [0, 2, 3, 4].map((i) => tasks[i]!)) await task;
  },
);

testPair(
  "Stream.drain() of two tasks and the Web stream have an error each",
  async (client, server) => {
    client.write(new Uint8Array(20_000_000));
    const tasks = [create_task(client.drain()), create_task(client.drain())];
    await sleep_ms(5);
    const writing = assertRejects(() => client.writable.getWriter().write("x"), OSError);
    client.abort();
    for (const task of tasks) {
      assertEquals((await assertRejects(() => promiseOf(task), OSError)).code, "ECANCELED");
    }
    await writing;
    server.abort();
  },
);

testPair(
  "Stream: what a cancelled task has waited for, another one may have at once",
  async (client, server) => {
    for (const isThere of [false, true]) {
      if (isThere) { // the cancelled task is about to get it
        client.write("hello\nagain\n");
        await sleep_ms(5);
      }
      const task = create_task(server.readline());
      await sleep_ms(0);
      task.cancel();
      if (!isThere) client.write("first\n");
      assertEquals(text(await server.readline()), isThere ? "hello\n" : "first\n");
      await assertRejects(() => promiseOf(task), CancelledError);
    }
    assertEquals(text(await server.readline()), "again\n");
  },
);

for (const way of ["read", "readline", "readexactly", "readinto", "iteration"] as const) {
  testPair(
    `Stream.close() by another task is EBADF to ${way}, also if there was something`,
    async (client, server) => {
      client.write("one\ntwo\n");
      await sleep_ms(5);
      assertEquals(text(await server.readline()), "one\n");
      const reader = create_task(async () => {
        if (way === "iteration") {
          for await (const line of server) throw new Error(`got ${line}`);
        } else if (way === "readinto") await server.readinto(new Uint8Array(4));
        else if (way === "readline") await server.readline();
        else await server[way](4);
      });
      create_task(() => server.close()); // when the reader has begun
      const error = await assertRejects(() => promiseOf(reader), OSError);
      assertEquals(error.code, "EBADF");
      const empty = await assertRejects(() => promiseOf(server.read(0)), OSError);
      assertEquals(empty.code, "EBADF");
    },
  );
}

testPair(
  "Stream.readinto() a buffer that has been transferred loses nothing",
  async (client, server) => {
    const buffer = new Uint8Array(5);
    const reader = create_task(server.readinto(buffer));
    await sleep_ms(0);
    structuredClone(buffer, { transfer: [buffer.buffer] });
    client.write("hello");
    const error = await assertRejects(() => promiseOf(reader), TypeError);
    assertStringIncludes(
      error.message,
      "Cannot read into the buffer: it has been transferred meanwhile",
    );
    assertEquals(text(await server.read(5)), "hello");
  },
);

testPair("Stream: one task may read while another one writes", async (client, server) => {
  const reader = create_task(client.read(10));
  await sleep_ms(0);
  client.write("ping");
  await client.drain();
  assertEquals(text(await server.read(10)), "ping");
  server.write("pong");
  assertEquals(text(await reader), "pong");
});

testPair("Stream.read() that times out loses nothing", async (client, server) => {
  client.write("ab");
  await client.drain();
  await assertRejects(() => promiseOf(wait_for_ms(server.readexactly(4), 5)), TimeoutError);
  client.write("cd\nef");
  await client.drain();
  assertEquals(text(await server.readline()), "abcd\n");
  await assertRejects(() => promiseOf(wait_for_ms(server.readline(), 5)), TimeoutError);
  client.close();
  assertEquals(text(await server.read()), "ef");
});

Deno.test("Stream.read() that is cancelled when its bytes are there leaves them", () =>
  run(async () => {
    const pairs = [await connect(), await connect()] as const;
    for (let round = 0; round < 50; round++) {
      // Both get their bytes in one turn of Deno's; who comes first cancels the other one.
      const readers: Task<Uint8Array>[] = pairs.map(([, server], i) =>
        create_task(async () => {
          const bytes = await server.readexactly(2);
          readers[1 - i]!.cancel();
          return bytes;
        })
      );
      await sleep_ms(0);
      for (const [client] of pairs) client.write("ab");
      for (const [i, [, server]] of pairs.entries()) {
        let bytes: Uint8Array;
        try {
          bytes = await readers[i]!;
        } catch {
          bytes = await server.readexactly(2);
        }
        assertEquals(text(bytes), "ab");
      }
    }
    for (const stream of pairs.flat()) stream.close();
  }));

for (const depth of [0, 1, 2]) {
  testPair(
    `Stream.readline() after the reader was cancelled in ${depth} wait_for and gather reads on at once`,
    async (client, server) => {
      const reading = create_task(async () => {
        let line: Coroutine<unknown> = server.readline();
        for (let i = 0; i < depth; i++) line = gather(wait_for_ms(line, 1000), sleep_ms(1000));
        await line;
      });
      for (let i = 0; i < 9; i++) await sleep_ms(0); // the innermost reads
      reading.cancel();
      client.write("a line\n");
      assertEquals(text(await server.readline()), "a line\n");
      await assertRejects(() => promiseOf(reading), CancelledError);
    },
  );
}

testPair(
  "Stream.readline() while another task reads, whatever is around that, is refused",
  async (_, server) => {
    const reading = create_task(wait_for_ms(wait_for_ms(server.readline(), 1000), 1000));
    for (let i = 0; i < 9; i++) await sleep_ms(0); // the innermost reads
    await assertRejects(() => promiseOf(server.readline()), RuntimeError, "another task does that");
    reading.cancel();
  },
);

testPair("Stream.close() gives the task that reads an OSError", async (_, server) => {
  const reader = create_task(server.read(10));
  await sleep_ms(0);
  server.close();
  const error = await assertRejects(() => promiseOf(reader), OSError);
  assertEquals([error.code, error.errno], ["EBADF", 9]);
  assertEquals(
    error.message,
    "Cannot read: the stream has been closed; close() comes after the last read",
  );
});

testPair(
  "Stream.close(): a closed stream cannot be used, and can be closed again",
  async (client) => {
    client.close();
    client.close();
    await client.wait_closed();
    await client.wait_closed();
    await assertRejects(() => promiseOf(client.read(1)), OSError);
    await assertRejects(() => promiseOf(client.readline()), OSError);
    const error = assertThrows(() => client.write("x"), OSError);
    assertEquals(error.code, "EBADF");
    assertEquals(
      error.message,
      "Cannot write: the stream has been closed; close() comes after the last write",
    );
  },
);

testPair("Stream.abort() closes at once, whatever the peer takes", async (client, server) => {
  client.write(new Uint8Array(20_000_000));
  const drain = create_task(client.drain());
  await sleep_ms(5);
  client.abort();
  const error = await assertRejects(() => promiseOf(drain), OSError);
  assertEquals(error.code, "ECANCELED");
  assertStringIncludes(error.message, "abort() has closed the stream");
  await client.wait_closed();
  client.abort();
  const rest = create_task(server.read());
  assertEquals((await rest).length < 20_000_000, true);
});

testPair("Stream.wait_closed() closes, as in MicroPython", async (client, server) => {
  await client.wait_closed();
  assertEquals((await server.read()).length, 0);
});

testPair(
  "Stream.wait_closed() waits for what is to be sent, for several tasks",
  async (client, server) => {
    const size = 20_000_000;
    client.write(new Uint8Array(size));
    const waiters = [create_task(client.wait_closed()), create_task(client.wait_closed())];
    await sleep_ms(5);
    assertEquals(waiters.map((task) => task.done()), [false, false]);
    await server.readexactly(size);
    for (const task of waiters) await task;
  },
);

Deno.test("Stream: a peer that resets the connection is an OSError to readers and writers", () =>
  run(async () => {
    const [stream, peer] = await connectToResetter();
    const reader = create_task(stream.read());
    await sleep_ms(0);
    peer.resetAndDestroy();
    const reading = await assertRejects(() => promiseOf(reader), OSError);
    assertEquals([reading.code, reading.errno], ["ECONNRESET", 104]);
    assertStringIncludes(reading.message, "Cannot read from 127.0.0.1:");
    stream.write("x");
    const writing = await assertRejects(() => promiseOf(stream.drain()), OSError);
    assertEquals(writing.code, "EPIPE");
    assertStringIncludes(writing.message, "Cannot write to 127.0.0.1:");
    stream.write("is dropped");
    await assertRejects(() => promiseOf(stream.drain()), OSError);
    await stream.wait_closed(); // drain() has said it
  }));

Deno.test("Stream: a reset loses nothing that has arrived before", () =>
  run(async () => {
    const [stream, peer] = await connectToResetter();
    peer.write("abc");
    assertEquals(text(await stream.read(1)), "a");
    peer.resetAndDestroy();
    await assertRejects(() => promiseOf(stream.readexactly(10)), OSError);
    await assertRejects(() => promiseOf(stream.readline()), OSError);
    await assertRejects(() => promiseOf(stream.read()), OSError);
    assertEquals(text(await stream.read(10)), "bc");
    await assertRejects(() => promiseOf(stream.read(10)), OSError);
    stream.close();
  }));

testPair("Stream.get_extra_info() knows the addresses", async (client, server) => {
  assertEquals(client.get_extra_info("peername"), server.get_extra_info("sockname"));
  assertEquals(client.get_extra_info("sockname"), server.get_extra_info("peername"));
  assertEquals(client.get_extra_info("peername")[0], HOST);
  assertEquals(client.get_extra_info("alpn_protocol"), null);
  const error = assertThrows(() => client.get_extra_info("socket" as "peername"), TypeError);
  assertStringIncludes(
    error.message,
    '"socket" is unknown; ask for "peername", "sockname" or "alpn_protocol"',
  );
  await sleep_ms(0);
});

testPair("Stream refuses wrong arguments at once", async (client) => {
  const cases: [() => unknown, new (message: string) => Error, string][] = [
    [() => client.read(1.5), TypeError, "Cannot read 1.5 bytes: expected an integer"],
    [() => client.read("5" as unknown as number), TypeError, 'Cannot read "5" bytes'],
    [() => client.readexactly(-1), RangeError, "Cannot read -1 bytes: expected 0 or more"],
    [() => client.readexactly(NaN), TypeError, "Cannot read NaN bytes"],
    [
      () => client.readline(0),
      RangeError,
      "Cannot read a line of at most 0 bytes: at least 1 is needed",
    ],
    [
      () => client.readline(null as unknown as number),
      TypeError,
      "Cannot read a line of at most null",
    ],
    [
      () => client.readinto([] as unknown as Uint8Array),
      TypeError,
      "Cannot read into an Array: expected a Uint8Array",
    ],
    [
      () => client.write(5 as unknown as string),
      TypeError,
      "Cannot write 5: expected a Uint8Array or a string",
    ],
    [
      () => new Stream({} as Deno.Conn),
      TypeError,
      "Cannot make a Stream of an Object: expected a Deno.Conn",
    ],
  ];
  for (const [call, errorClass, message] of cases) {
    assertStringIncludes(assertThrows(call, errorClass).message, message);
  }
  await sleep_ms(0);
});

testPair(
  "Stream: a coroutine of it can be awaited once, and starts nothing before",
  async (client, server) => {
    const unused = server.read(5);
    const used = server.read(5);
    client.write("hello");
    assertEquals(text(await used), "hello");
    await assertRejects(() => promiseOf(used), RuntimeError);
    client.write("again");
    assertEquals(text(await unused), "again");
  },
);

testPair("Stream.read() that is cancelled throws where it waits", async (_, server) => {
  const reader = create_task(server.read(5));
  await sleep_ms(0);
  reader.cancel();
  await assertRejects(() => promiseOf(reader), CancelledError);
  await assertRejects(() => promiseOf(wait_for(server.readline(), 0)), TimeoutError);
});

Deno.test("Stream.read() outside of a task is refused", async () => {
  const [client, server] = await run(() => connect());
  await assertRejects(() => promiseOf(client.read(1)), RuntimeError);
  await run(async () => {
    client.write("later");
    assertEquals(text(await server.read(9)), "later");
    client.close();
    server.close();
  });
});

Deno.test("StreamReader and StreamWriter are the same class", () => {
  assertEquals([StreamReader, StreamWriter], [Stream, Stream]);
});

testPair("Stream is closed by `await using`", async (client, server) => {
  {
    await using stream = client;
    stream.write("bye");
  }
  assertThrows(() => client.write("x"), OSError);
  assertEquals(text(await server.read()), "bye");
});

testPair(
  "Stream.awrite(), awritestr() and aclose() are there for old programs",
  async (client, server) => {
    await client.awrite("one ");
    await client.awrite(new TextEncoder().encode("two "));
    await client.awritestr("thr\u00e4 four", 0, 5);
    await client.awrite("ignored last", 7);
    await client.aclose();
    assertEquals(text(await server.read()), "one two thr\u00e4 last");
    await assertRejects(() => promiseOf(client.awrite("x")), OSError);
    assertThrows(
      () => client.awrite(5 as unknown as string),
      TypeError,
      "Cannot write 5: expected a",
    );
  },
);

testPair("Stream: an iteration that has timed out goes on afterwards", async (client, server) => {
  const lines = server[Symbol.asyncIterator]();
  client.write("one\n");
  assertEquals(text((await lines.next()).value!), "one\n");
  for (let i = 0; i < 2; i++) {
    await assertRejects(() => promiseOf(wait_for(() => lines.next(), 0.01)), TimeoutError);
  }
  client.write("two\nthree");
  client.close();
  const rest: (string | null)[] = [];
  for await (const line of lines) rest.push(text(line));
  assertEquals(rest, ["two\n", "three"]);
  assertEquals(await lines.next(), { done: true, value: undefined });
});

Deno.test("Stream: a line over the limit is an error, and its bytes stay", () =>
  run(async () => {
    const [client, plain] = await connect();
    const lines = plain[Symbol.asyncIterator]();
    client.write("x".repeat(2 ** 20 - 1) + "\n");
    assertEquals((await lines.next()).value!.length, 2 ** 20);
    client.write("x".repeat(2 ** 20) + "\n");
    await assertRejects(() => lines.next(), RangeError, "it has more than 1048576 bytes");
    await assertRejects(() => lines.next(), RangeError, "it has more than 1048576 bytes");
    assertEquals((await plain.readexactly(2 ** 20 + 1)).at(-1), 10);
    client.write("x".repeat(2 ** 20)); // as long as it may be, without an end
    client.close();
    assertEquals((await lines.next()).value!.length, 2 ** 20);
    assertEquals((await lines.next()).done, true);
    plain.close();
  }));

testPair("Stream shows its peer and its state", async (client, server) => {
  const [host, port] = client.get_extra_info("peername");
  assertEquals(Deno.inspect(client), `Stream(${host}:${port}, open)`);
  await client.wait_closed();
  assertEquals(`${client}`, `Stream(${host}:${port}, closed)`);
  assertEquals((await server.read()).length, 0);
});

Deno.test("Stream is not made with options that it does not know", () => {
  const connection = {
    read: () => {},
    write: () => {},
    remoteAddr: { transport: "tcp", hostname: "127.0.0.1", port: 1 },
  } as unknown as Deno.Conn;
  const unknown = { limits: 5 } as object;
  assertThrows(
    () => new Stream(connection, unknown),
    TypeError,
    'Cannot make a Stream: there is no option "limits"; there are alpn_protocol, limit',
  );
  const none = null as unknown as object;
  assertThrows(
    () => new Stream(connection, none),
    TypeError,
    "Cannot make a Stream: expected an object of options, got null",
  );
});

Deno.test("Stream.read(): memory that the system refuses is an OSError", () =>
  run(async () => {
    const connection = new FakeConnection();
    connection.read = () => Promise.reject(new RangeError("Array buffer allocation failed"));
    const stream = connection.open();
    const error = await assertRejects(() => promiseOf(stream.read(9)), OSError);
    assertEquals([error.code, error.errno], ["ENOMEM", 12]);
    const message = "Cannot read from 127.0.0.1:1: the system refuses the memory for it";
    assertEquals(error.message, message);
    stream.close();
  }));

/** A thenable as a promise, inside the same task. */
async function promiseOf<T>(
  awaitable: PromiseLike<T> | { then(a: (value: T) => void, b: (reason: unknown) => void): void },
): Promise<T> {
  return await awaitable as T;
}

testPair(
  "Stream.readline() of a task that a gather has left running is not disturbed",
  async (client, server) => {
    const reading = create_task(server.readline());
    const gathering = create_task(async () => {
      try {
        await gather(reading, () => Promise.reject(new Error("another one fails")));
      } catch {
        await sleep_ms(1000);
      }
    });
    for (let i = 0; i < 8; i++) await sleep_ms(0);
    gathering.cancel();
    await assertRejects(() => promiseOf(server.readline()), RuntimeError, "another task does that");
    client.write("a line\n");
    assertEquals(text(await reading), "a line\n");
    await assertRejects(() => promiseOf(gathering), CancelledError);
  },
);
