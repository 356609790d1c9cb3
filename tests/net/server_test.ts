import { assertEquals, assertRejects, assertStringIncludes, assertThrows } from "@std/assert";
import {
  create_task,
  Event,
  gather,
  get_event_loop,
  open_connection,
  OSError,
  run,
  Server,
  sleep_ms,
  start_server,
  type Stream,
  type Task,
} from "../../mod.ts";
import { HOST, portOf, text } from "./loopback.ts";

async function echo(reader: Stream, writer: Stream): Promise<void> {
  for await (const line of reader) {
    writer.write(line);
    await writer.drain();
  }
  writer.close();
}

async function ask(port: number, line: string): Promise<string | null> {
  const [reader, writer] = await open_connection(HOST, port);
  writer.write(line + "\n");
  const answer = text(await reader.readline());
  writer.close();
  await writer.wait_closed();
  return answer;
}

Deno.test("Server serves many clients at once, each in a task of its own", () =>
  run(async () => {
    await using server = await start_server(echo, HOST, 0);
    const port = portOf(server);
    const answers = await gather(
      ...Array.from({ length: 50 }, (_, i) => () => ask(port, `hello ${i}`)),
    );
    assertEquals(answers, Array.from({ length: 50 }, (_, i) => `hello ${i}\n`));
  }));

Deno.test("start_server() takes a coroutine function or any other", () =>
  run(async () => {
    const seen = new Event();
    await using server = await start_server(
      (_, writer) => {
        writer.close();
        seen.set();
      },
      HOST,
      0,
    );
    assertEquals(await ask(portOf(server), "x"), "");
    await seen.wait();
  }));

Deno.test("Server: what a callback throws goes to the exception handler, closes the connection, and the server serves on", () =>
  run(async () => {
    const loop = get_event_loop();
    const reported: unknown[] = [];
    loop.set_exception_handler((_, { exception }) => reported.push(exception));
    try {
      const failure = new Error("in the callback");
      let calls = 0;
      await using server = await start_server(
        async (reader, writer) => {
          if (++calls === 1) throw failure;
          await echo(reader, writer);
        },
        HOST,
        0,
      );
      assertEquals(await ask(portOf(server), "first"), "");
      assertEquals(await ask(portOf(server), "second"), "second\n");
      assertEquals(reported, [failure]);
    } finally {
      loop.set_exception_handler(null);
    }
  }));

Deno.test("Server.close() stops accepting, and open connections stay", () =>
  run(async () => {
    const server = await start_server(echo, HOST, 0);
    const port = portOf(server);
    const [reader, writer] = await open_connection(HOST, port);
    writer.write("before\n");
    assertEquals(text(await reader.readline()), "before\n");
    server.close();
    server.close();
    await server.wait_closed();
    await server.wait_closed();
    const error = await assertRejects(() => ask(port, "x"), OSError);
    assertEquals(error.code, "ECONNREFUSED");
    writer.write("after\n");
    assertEquals(text(await reader.readline()), "after\n");
    writer.close();
    await writer.wait_closed();
  }));

Deno.test("Server is closed by `await using`, and its port is free again", () =>
  run(async () => {
    let port = 0;
    {
      await using server = await start_server(echo, HOST, 0);
      port = portOf(server);
      assertEquals(await ask(port, "one"), "one\n");
    }
    await using server = await start_server(echo, HOST, port);
    assertEquals(await ask(portOf(server), "two"), "two\n");
  }));

Deno.test("Server with 1,000 open connections closes in under a second", () =>
  run(async () => {
    const server = await start_server(echo, HOST, 0, 1000);
    const port = portOf(server);
    const clients: Stream[] = [];
    for (let i = 0; i < 1000; i++) clients.push((await open_connection(HOST, port))[0]);
    const start = performance.now();
    server.close();
    await server.wait_closed();
    const took = performance.now() - start;
    assertEquals(took < 1000, true, `${took} ms`);
    for (const client of clients) client.close();
    for (const client of clients) await client.wait_closed();
    await sleep_ms(100); // the other sides close when they read the end
  }));

Deno.test("start_server() at a port that is taken is an OSError", () =>
  run(async () => {
    await using server = await start_server(echo, HOST, 0);
    const port = portOf(server);
    const error = await assertRejects(async () => await start_server(echo, HOST, port), OSError);
    assertEquals([error.code, error.errno], ["EADDRINUSE", 98]);
    assertEquals(
      error.message,
      `Cannot listen on 127.0.0.1:${port}: Address already in use; ` +
        "end the program that has the port, or take another one",
    );
    assertEquals(error.cause instanceof Deno.errors.AddrInUse, true);
  }));

Deno.test("start_server() that is cancelled leaves no server", () =>
  run(async () => {
    let port = 0;
    {
      using probe = Deno.listen({ hostname: HOST, port: 0 });
      port = probe.addr.port;
    }
    const starter: Task<Server> = create_task(start_server(echo, HOST, port));
    const canceller = create_task(() => starter.cancel());
    await assertRejects(async () => await starter);
    await canceller;
    await using server = await start_server(echo, HOST, port);
    assertEquals(portOf(server), port);
  }));

Deno.test("start_server() refuses wrong arguments at once", () => {
  type Arguments = Parameters<typeof start_server>;
  const cases: [unknown[], new (message: string) => Error, string][] = [
    [
      ["callback", HOST, 0],
      TypeError,
      'expected a function of a reader and a writer, got "callback"',
    ],
    [[echo, 5, 0], TypeError, "expected a host name or an IP address, got 5"],
    [[echo, "", 0], RangeError, 'the host is empty; use "127.0.0.1" for this machine'],
    [[echo, HOST, "80"], TypeError, 'expected a port number, got "80"'],
    [[echo, HOST, 65536], RangeError, "the port must be 0 to 65535, got 65536"],
    [[echo, HOST, 0, 0], RangeError, "the backlog must be 1 to 65535, got 0"],
    [[echo, HOST, 0, 5, true], TypeError, "ssl must be an object with cert and key, got true"],
    [[echo, HOST, 0, 5, {}], TypeError, 'ssl.cert must be in PEM format ("-----BEGIN CERTIFICATE'],
    [[echo, HOST, 0, 5, { cert: "garbage" }], TypeError, "got some other text"],
  ];
  for (const [args, errorClass, message] of cases) {
    const error = assertThrows(() => start_server(...args as Arguments), errorClass);
    assertStringIncludes(error.message, "Cannot ");
    assertStringIncludes(error.message, message);
  }
});

Deno.test("Server.get_extra_info() knows where it listens, and nothing else", () =>
  run(async () => {
    await using server = await start_server(echo, HOST, 0);
    assertEquals(server.get_extra_info("sockname")[0], HOST);
    const message = 'Cannot get extra info: "peername" is unknown; ask for "sockname"';
    assertThrows(() => server.get_extra_info("peername" as "sockname"), TypeError, message);
    assertEquals(server instanceof Server, true);
  }));

Deno.test("Server that cannot accept reports it and tries again", async () => {
  const loop = get_event_loop();
  const messages: string[] = [];
  loop.set_exception_handler((_, { message, exception }) => {
    messages.push(message, (exception as OSError).code);
  });
  const listen = Deno.listen;
  let failures = 1;
  // As if the process had too many open files.
  Deno.listen = ((options: Deno.TcpListenOptions) => {
    const listener = listen(options);
    const accept = listener.accept.bind(listener);
    listener.accept = () =>
      failures-- > 0
        ? Promise.reject(Object.assign(new Error("Too many open files"), { code: "EMFILE" }))
        : accept();
    return listener;
  }) as typeof Deno.listen;
  try {
    await run(async () => {
      await using server = await start_server(echo, HOST, 0);
      assertEquals(await ask(portOf(server), "still here"), "still here\n");
    });
    assertEquals(messages, ["Server cannot accept a connection, and tries again", "EMFILE"]);
  } finally {
    Deno.listen = listen;
    loop.set_exception_handler(null);
  }
});
