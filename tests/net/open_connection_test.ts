import { assertEquals, assertRejects, assertStringIncludes, assertThrows } from "@std/assert";
import {
  create_task,
  open_connection,
  OSError,
  run,
  sleep_ms,
  start_server,
  type Stream,
  TimeoutError,
  wait_for_ms,
} from "../../mod.ts";
import { HOST, portOf, text } from "./loopback.ts";

async function greet(_: Stream, writer: Stream): Promise<void> {
  writer.write("hello\n");
  writer.close();
  await writer.wait_closed();
}

for (
  const [kind, listenOn, connectTo] of [
    ["IPv4", "127.0.0.1", "127.0.0.1"],
    ["IPv6", "::1", "::1"],
    ["a host name", "127.0.0.1", "localhost"],
  ] as const
) {
  Deno.test(`open_connection() connects to ${kind}`, () =>
    run(async () => {
      await using server = await start_server(greet, listenOn, 0);
      const [reader, writer] = await open_connection(connectTo, portOf(server));
      assertEquals(reader, writer);
      assertEquals(text(await reader.read()), "hello\n");
      assertEquals(writer.get_extra_info("peername"), [listenOn, portOf(server)]);
      writer.close();
    }));
}

Deno.test("open_connection() that is refused throws an OSError with errno, code and cause", () =>
  run(async () => {
    let port = 0;
    {
      using probe = Deno.listen({ hostname: HOST, port: 0 });
      port = probe.addr.port;
    }
    const error = await assertRejects(async () => await open_connection(HOST, port), OSError);
    assertEquals([error.name, error.code, error.errno], ["OSError", "ECONNREFUSED", 111]);
    const reason = "Connection refused; does the server run?";
    assertEquals(error.message, `Cannot connect to 127.0.0.1:${port}: ${reason}`);
    assertEquals(error.cause instanceof Deno.errors.ConnectionRefused, true);
  }));

Deno.test("open_connection() refuses wrong arguments at once", () => {
  type Arguments = Parameters<typeof open_connection>;
  const cases: [unknown[], new (message: string) => Error, string][] = [
    [[null, 80], TypeError, "expected a host name or an IP address, got null"],
    [["", 80], RangeError, "Cannot connect: the host is empty"],
    [[HOST, 0], RangeError, "Cannot connect: the port must be 1 to 65535, got 0"],
    [[HOST, 1.5], RangeError, "got 1.5"],
    [[HOST, 80, "yes"], TypeError, 'ssl must be true or an object of options, got "yes"'],
    [[HOST, 80, { caCerts: ["x"] }], TypeError, "ssl.caCerts must be in PEM format"],
    [[HOST, 80, { cert: "-----BEGIN CERTIFICATE-----" }], TypeError, "ssl.key must be in PEM"],
    [
      [HOST, 80, { cert: "-----BEGIN CERTIFICATE-----", key: "-----BEGIN PRIVATE KEY-----" }, "x"],
      TypeError,
      "Cannot use TLS: with ssl.cert, server_hostname must be the host",
    ],
    [[HOST, 80, true, ""], RangeError, "Cannot use TLS: the host is empty"],
  ];
  for (const [args, errorClass, message] of cases) {
    const error = assertThrows(() => open_connection(...args as Arguments), errorClass);
    assertStringIncludes(error.message, message);
  }
});

Deno.test("open_connection() that is not awaited makes no connection", () =>
  run(async () => {
    let connections = 0;
    await using server = await start_server(
      (_, writer) => {
        connections++;
        writer.close();
      },
      HOST,
      0,
    );
    open_connection(HOST, portOf(server));
    await sleep_ms(10);
    assertEquals(connections, 0);
  }));

Deno.test("open_connection() that is cancelled leaves no connection behind", () =>
  run(async () => {
    const peers: Stream[] = [];
    await using server = await start_server((_, writer) => peers.push(writer), HOST, 0, 100);
    const port = portOf(server);
    // Wherever it is cancelled; what leaks fails the test by Deno's sanitizer.
    for (let i = 0; i < 100; i++) {
      const task = create_task(open_connection(HOST, port));
      for (let k = 0; k < i % 20; k++) await sleep_ms(0);
      task.cancel();
      try {
        const [stream] = await task;
        stream.close();
      } catch (error) {
        assertEquals((error as Error).name, "CancelledError");
      }
    }
    await sleep_ms(50);
    for (const peer of peers) {
      assertEquals((await peer.read()).length, 0);
      peer.close();
    }
  }));

Deno.test("open_connection() to a server that says nothing is up to wait_for()", () =>
  run(async () => {
    using listener = Deno.listen({ hostname: HOST, port: 0 });
    const [reader, writer] = await open_connection(HOST, listener.addr.port);
    await assertRejects(async () => await wait_for_ms(reader.readline(), 10), TimeoutError);
    writer.close();
  }));

Deno.test("open_connection() takes the rest by keyword", () =>
  run(async () => {
    await using server = await start_server(greet, HOST, 0);
    const [reader, writer] = await open_connection(HOST, portOf(server), { ssl: false, limit: 3 });
    const lines = reader[Symbol.asyncIterator]();
    const error = await assertRejects(() => lines.next(), RangeError);
    assertEquals(
      error.message,
      "Cannot read a line: it has more than 3 bytes, the limit of the stream; read() gives them, " +
        "and the option limit is for longer lines",
    );
    assertEquals(text(await reader.read()), "hello\n");
    writer.close();
    const wrong = assertThrows(() => open_connection(HOST, 80, { limit: -1 }), RangeError);
    assertStringIncludes(wrong.message, "Cannot connect: the limit must be a positive number");
    const unknown = assertThrows(
      () => open_connection(HOST, 80, { sll: true } as object),
      TypeError,
    );
    assertStringIncludes(
      unknown.message,
      'Cannot connect: there is no option "sll"; there are ssl, server_hostname, limit, caCerts,',
    );
  }));

Deno.test("open_connection(): what the kernel refuses is an OSError, EINVAL too", () =>
  run(async () => {
    const { connect } = Deno;
    const refused = Object.assign(new TypeError("Invalid argument (os error 22)"), {
      code: "EINVAL",
    });
    Deno.connect = (() => Promise.reject(refused)) as unknown as typeof connect; // fe80::1 without its link
    try {
      const error = await assertRejects(async () => await open_connection("fe80::1", 9), OSError);
      assertEquals([error.code, error.errno], ["EINVAL", 22]);
      assertEquals(error.message, "Cannot connect to [fe80::1]:9: Invalid argument");
    } finally {
      Deno.connect = connect;
    }
  }));
