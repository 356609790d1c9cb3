import { assertEquals, assertRejects, assertStringIncludes, assertThrows } from "@std/assert";
import {
  get_event_loop,
  open_connection,
  OSError,
  run,
  sleep_ms,
  start_server,
  type Stream,
} from "../../mod.ts";
import { VirtualClock } from "../../src/testing/mod.ts";
import { clientTls, HOST, portOf, serverTls, testPair, text } from "./loopback.ts";

async function echo(reader: Stream, writer: Stream): Promise<void> {
  for await (const line of reader) {
    writer.write(line);
    await writer.drain();
  }
  writer.close();
}

/** Runs a body and collects what goes to the exception handler meanwhile. */
async function collectExceptions(body: () => Promise<void>): Promise<unknown[]> {
  const loop = get_event_loop();
  const exceptions: unknown[] = [];
  loop.set_exception_handler((_, { exception }) => exceptions.push(exception));
  try {
    await run(body);
  } finally {
    loop.set_exception_handler(null);
  }
  return exceptions;
}

testPair("Stream, TLS: bytes are carried both ways", async (client, server) => {
  client.write("ping\n");
  assertEquals(text(await server.readline()), "ping\n");
  server.write("x".repeat(1_000_000));
  server.close();
  assertEquals((await client.read()).length, 1_000_000);
}, true);

Deno.test("open_connection(), TLS: the name that is asked for is checked, not only the host", () =>
  run(async () => {
    await using server = await start_server(echo, HOST, 0, 5, serverTls);
    const [reader, writer] = await open_connection(HOST, portOf(server), clientTls, "localhost");
    writer.write("hello\n");
    assertEquals(text(await reader.readline()), "hello\n");
    writer.close();
    await writer.wait_closed();
    await sleep_ms(5);
  }));

Deno.test("Stream.get_extra_info(), TLS: both sides learn the protocol that ALPN has chosen", () =>
  run(async () => {
    const seen: (string | null)[] = [];
    await using server = await start_server(
      (_, writer) => {
        seen.push(writer.get_extra_info("alpn_protocol"));
        writer.close();
      },
      HOST,
      0,
      5,
      { ...serverTls, alpnProtocols: ["two", "one"] },
    );
    const options = { ...clientTls, alpnProtocols: ["one"] };
    const [reader, writer] = await open_connection(HOST, portOf(server), options);
    assertEquals(writer.get_extra_info("alpn_protocol"), "one");
    await reader.read();
    writer.close();
    assertEquals(seen, ["one"]);
  }));

Deno.test("open_connection(), TLS: a certificate that is not accepted is an OSError on both sides, and the server serves on", async () => {
  const exceptions = await collectExceptions(async () => {
    await using server = await start_server(echo, HOST, 0, 5, serverTls);
    const port = portOf(server);
    for (
      const [ssl, name, reason] of [
        [true, null, "UnknownIssuer; ssl.caCerts takes the certificates to trust besides"],
        [clientTls, "other.test", 'not valid for name "other.test"'],
      ] as const
    ) {
      const error = await assertRejects(
        async () => await open_connection(HOST, port, ssl, name),
        OSError,
      );
      assertEquals([error.code, error.errno], ["EPROTO", 71]);
      assertStringIncludes(error.message, `Cannot connect to 127.0.0.1:${port}: `);
      assertStringIncludes(error.message, reason);
      assertEquals(error.cause instanceof Deno.errors.InvalidData, true);
    }
    const [reader, writer] = await open_connection(HOST, port, clientTls);
    writer.write("still here\n");
    assertEquals(text(await reader.readline()), "still here\n");
    writer.close();
    await writer.wait_closed();
    await sleep_ms(5);
  });
  assertEquals(exceptions.map((error) => (error as OSError).code), ["EPROTO", "EPROTO"]);
  assertStringIncludes((exceptions[0] as Error).message, "Cannot agree on TLS with 127.0.0.1:");
});

Deno.test("open_connection(), TLS: a peer that does not speak TLS is an OSError", async () => {
  const exceptions = await collectExceptions(async () => {
    await using plain = await start_server(
      async (_, writer) => {
        writer.write("220 hello\r\n");
        await writer.wait_closed();
      },
      HOST,
      0,
    );
    await assertRejects(
      async () => await open_connection(HOST, portOf(plain), clientTls),
      OSError,
    );
    await using secure = await start_server(echo, HOST, 0, 5, serverTls);
    const [reader, writer] = await open_connection(HOST, portOf(secure));
    writer.write("GET / HTTP/1.0\r\n\r\n");
    await reader.read(); // an alert of TLS
    writer.close();
  });
  assertEquals(exceptions.map((error) => (error as OSError).code), ["EPROTO"]);
});

Deno.test("open_connection(), TLS: a handshake without an answer ends after a minute", async () => {
  using listener = Deno.listen({ hostname: HOST, port: 0 });
  using clock = new VirtualClock();
  await run(async () => {
    const start = clock.time;
    const error = await assertRejects(
      async () => await open_connection(HOST, listener.addr.port, clientTls),
      OSError,
    );
    assertEquals(error.code, "ETIMEDOUT");
    assertStringIncludes(
      error.message,
      "no answer to the TLS handshake in 60 s; does the peer use TLS?",
    );
    assertEquals(clock.time - start, 60_000);
  });
});

Deno.test("open_connection(), TLS: a client's own certificate goes with the host's name alone", () => {
  const options = { ...clientTls, cert: serverTls.cert, key: serverTls.key };
  const error = assertThrows(() => open_connection(HOST, 443, options, "localhost"), TypeError);
  assertStringIncludes(error.message, "server_hostname must be the host");
});

Deno.test("open_connection(), TLS: a client may have a certificate of its own", () =>
  run(async () => {
    await using server = await start_server(echo, HOST, 0, 5, serverTls);
    const options = { ...clientTls, cert: serverTls.cert, key: serverTls.key };
    const [reader, writer] = await open_connection(HOST, portOf(server), options);
    writer.write("hello\n");
    assertEquals(text(await reader.readline()), "hello\n");
    writer.close();
    await writer.wait_closed();
    await sleep_ms(5);
  }));
