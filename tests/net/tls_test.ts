import { assertEquals, assertRejects, assertStringIncludes, assertThrows } from "@std/assert";
import {
  create_task,
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

const folder = new URL("certificates/", import.meta.url);

Deno.test("start_server(), TLS: a handshake that fails is told of in one line", () =>
  run(async () => {
    await using server = await start_server(echo, HOST, 0, { ssl: serverTls });
    const lines: string[] = [];
    const { error } = console;
    console.error = (...args: unknown[]) => lines.push(args.join(" "));
    try {
      await assertRejects(async () => await open_connection(HOST, portOf(server), true), OSError);
      await sleep_ms(10);
    } finally {
      console.error = error;
    }
    assertEquals(lines.length, 1);
    assertStringIncludes(lines[0]!, "OSError: Cannot agree on TLS with 127.0.0.1:");
    assertEquals(lines[0]!.includes("\n"), false);
  }));

Deno.test("Server.close_clients(), TLS: a client that says nothing is given up, too", async () => {
  const exceptions = await collectExceptions(async () => {
    await using server = await start_server(echo, HOST, 0, { ssl: serverTls });
    const [, writer] = await open_connection(HOST, portOf(server)); // without TLS
    await sleep_ms(10);
    server.close_clients();
    await sleep_ms(10);
    writer.close(); // Deno keeps the connection until then
  });
  assertEquals(exceptions.map((error) => (error as OSError).code), ["EBADF"]);
});

Deno.test("open_connection() and start_server(), TLS: options that are not known are refused by name", () => {
  const client = (ssl: unknown) => () => open_connection(HOST, 443, ssl as true);
  const server = (ssl: unknown) => () => start_server(echo, HOST, 0, 5, ssl as null);
  const cases: [() => unknown, string][] = [
    [client({ verify_mode: 0 }), 'Cannot connect: there is no option "verify_mode"; there are ssl'],
    [client({ ssl: true, caCerts: [] }), 'there is no option "caCerts"; there are ssl, server_'],
    [
      client({ ssl: { cacerts: [] } }),
      'Cannot use TLS as a client: there is no option "cacerts"; there are caCerts, cert, key,',
    ],
    [client({ caCerts: clientTls.caCerts![0] }), "ssl.caCerts must be an array of strings, got"],
    [client({ alpnProtocols: [5] }), "ssl.alpnProtocols must be an array of strings"],
    [
      server({ ...serverTls, caCerts: [] }),
      "Cannot use TLS as a server: there is no option caCerts, as Deno cannot ask clients",
    ],
    [server({ ...serverTls, verify_mode: 2 }), 'there is no option "verify_mode"'],
  ];
  for (const [call, message] of cases) {
    assertStringIncludes(assertThrows(call, TypeError).message, message);
  }
});

Deno.test("open_connection() and start_server(), TLS: what cannot be read is the options' fault, and not the peer's", () =>
  run(async () => {
    await using server = await start_server((_, writer) => writer.close(), HOST, 0);
    const port = portOf(server);
    const pem = (label: string) => `-----BEGIN ${label}-----\n!!!!\n-----END ${label}-----\n`;
    const key = pem("PRIVATE KEY");
    const cert = pem("CERTIFICATE");
    const otherKey = Deno.readTextFileSync(new URL("self_signed.key", folder));
    const cases: [() => PromiseLike<unknown>, string][] = [
      [
        async () => await open_connection(HOST, port, { caCerts: [cert] }),
        "ssl.caCerts cannot be read",
      ],
      [
        async () => await open_connection(HOST, port, { ...clientTls, cert: serverTls.cert, key }),
        "Cannot use TLS: ssl.key cannot be read",
      ],
      [
        async () => await open_connection(HOST, port, true, "not a name!"),
        "Cannot use TLS: server_hostname is neither the name of a host nor an IP address (Invalid hostname",
      ],
      [
        async () => await start_server(echo, HOST, 0, { ssl: { ...serverTls, cert } }),
        "Cannot use TLS: a certificate cannot be read",
      ],
      [
        async () => await start_server(echo, HOST, 0, { ssl: { ...serverTls, key: otherKey } }),
        "Cannot use TLS: ssl.key is not the key of ssl.cert",
      ],
    ];
    for (const [call, message] of cases) {
      const error = await assertRejects(call, TypeError);
      assertStringIncludes(error.message, message);
    }
    await sleep_ms(5); // what is left open fails the test by Deno's sanitizer
  }));

Deno.test("open_connection(), TLS: a certificate for an authority, or for another name, says what to do", async () => {
  const [cert, key] = ["crt", "key"].map((ending) =>
    Deno.readTextFileSync(new URL(`self_signed.${ending}`, folder))
  );
  await collectExceptions(async () => {
    await using server = await start_server(echo, HOST, 0, { ssl: { cert: cert!, key: key! } });
    const error = await assertRejects(
      async () => await open_connection(HOST, portOf(server), { ssl: { caCerts: [cert!] } }),
      OSError,
    );
    assertStringIncludes(
      error.message,
      "; the server's certificate is one for an authority, as",
    );
    assertStringIncludes(error.message, "-addext basicConstraints=critical,CA:FALSE");
    await using other = await start_server(echo, HOST, 0, { ssl: serverTls });
    const name = await assertRejects(
      async () =>
        await open_connection(HOST, portOf(other), { ssl: clientTls, server_hostname: "a" }),
      OSError,
    );
    assertStringIncludes(
      name.message,
      "; server_hostname is the name that the certificate has (its subjectAltName; CN is not read)",
    );
  });
});

Deno.test("open_connection(), TLS: cancelled at any time it leaves no connection behind", async () => {
  let open = 0;
  await collectExceptions(async () => {
    await using server = await start_server(
      async (reader, writer) => {
        open++;
        try {
          await reader.read();
        } catch {
          // reset
        }
        open--;
        writer.abort();
      },
      HOST,
      0,
      { backlog: 200, ssl: serverTls },
    );
    const port = portOf(server);
    for (let i = 0; i < 150; i++) {
      const task = create_task(open_connection(HOST, port, clientTls));
      const end = performance.now() + (i % 50) / 10; // ms; a handshake takes two or three
      while (performance.now() < end && !task.done()) await sleep_ms(0);
      task.cancel();
      try {
        (await task)[1].abort();
      } catch (error) {
        assertEquals((error as Error).name, "CancelledError");
      }
    }
    for (let i = 0; i < 100 && open > 0; i++) await sleep_ms(20);
  });
  assertEquals(open, 0);
});
