import { assertEquals, assertRejects, assertStringIncludes, assertThrows } from "@std/assert";
import {
  CancelledError,
  create_task,
  Event,
  gather,
  get_event_loop,
  open_connection,
  OSError,
  run,
  RuntimeError,
  Server,
  sleep_ms,
  start_server,
  type Stream,
  type Task,
  TimeoutError,
  wait_for_ms,
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

Deno.test("Server.wait_closed() that is cancelled, or times out, closes the server and frees its port", () =>
  run(async () => {
    let port = 0;
    for (const way of ["cancel", "timeout"]) {
      const server = await start_server(echo, HOST, port);
      port = portOf(server);
      if (way === "timeout") {
        await assertRejects(async () => await wait_for_ms(server.wait_closed(), 5), TimeoutError);
      } else {
        const waiting = create_task(server.wait_closed());
        await sleep_ms(5);
        waiting.cancel();
        await assertRejects(async () => await waiting, CancelledError);
      }
      await server.wait_closed(); // it is closed, and says no more
      assertEquals(String(server), `Server(127.0.0.1:${port}, closed)`);
    }
    await using next = await start_server(echo, HOST, port);
    assertEquals(await ask(portOf(next), "hello"), "hello\n");
  }));

Deno.test("Server: a cancellation is heard although the server is being closed", () =>
  run(async () => {
    const server = await start_server(echo, HOST, 0);
    const waiting = create_task(server.wait_closed());
    await sleep_ms(1);
    server.close();
    waiting.cancel();
    await assertRejects(async () => await waiting, CancelledError);
    await server.wait_closed();
  }));

Deno.test("Server: what serves until it is cancelled ends with a CancelledError, in its block, too", () =>
  run(async () => {
    for (const wait of ["wait_closed", "serve_forever"] as const) {
      const serving = create_task(async () => {
        await using server = await start_server(echo, HOST, 0);
        await server[wait]();
      });
      await sleep_ms(5);
      serving.cancel();
      const error = await assertRejects(async () => await serving, CancelledError);
      assertEquals(error.constructor, CancelledError); // and no SuppressedError
    }
  }));

Deno.test("Server.serve_forever() is for one task, ends when the server is closed, and not after", () =>
  run(async () => {
    const server = await start_server(echo, HOST, 0);
    const serving = create_task(server.serve_forever());
    await sleep_ms(0);
    const second = await assertRejects(async () => await server.serve_forever(), RuntimeError);
    assertEquals(
      second.message,
      "Cannot serve: another task waits in serve_forever() already",
    );
    assertEquals(await ask(portOf(server), "hello"), "hello\n");
    server.close();
    const ended = await assertRejects(async () => await serving, CancelledError);
    assertEquals(ended.message, "Cannot serve any longer: the server has been closed");
    const late = await assertRejects(async () => await server.serve_forever(), RuntimeError);
    assertEquals(late.message, "Cannot serve: the server has been closed; start another one");
  }));

Deno.test("Server.close_clients() closes what it has accepted, and sends what was written", () =>
  run(async () => {
    const ended: string[] = [];
    await using server = await start_server(
      async (reader, writer) => {
        writer.write("bye\n");
        try {
          await reader.readline();
        } catch (error) {
          ended.push((error as OSError).code);
        }
      },
      HOST,
      0,
    );
    const clients: Stream[] = [];
    for (let i = 0; i < 3; i++) clients.push((await open_connection(HOST, portOf(server)))[0]);
    clients.pop()!.abort(); // one has gone by itself
    await sleep_ms(10);
    server.close();
    server.close_clients();
    server.close_clients();
    for (const client of clients) {
      assertEquals(text(await client.read()), "bye\n");
      await client.wait_closed();
    }
    await sleep_ms(0);
    assertEquals(ended.filter((code) => code === "EBADF").length, 2);
  }));

Deno.test("Server calls the callback without `this`", () =>
  run(async () => {
    let self: unknown = "never called";
    await using server = await start_server(
      function (this: unknown, _, writer) {
        self = this;
        writer.close();
      },
      HOST,
      0,
    );
    assertEquals(await ask(portOf(server), "x"), "");
    assertEquals(self, undefined);
  }));

Deno.test("start_server() takes the rest by keyword, and refuses what it does not know", () =>
  run(async () => {
    const lengths: unknown[] = [];
    await using server = await start_server(
      async (reader, writer) => {
        try {
          for await (const line of reader) lengths.push(line.length);
        } catch (error) {
          lengths.push((error as Error).name);
        }
        writer.abort();
      },
      HOST,
      0,
      { backlog: 20, limit: 4, ssl: null },
    );
    await assertRejects(() => ask(portOf(server), "abc\nabcdef"), OSError).catch(() => {});
    assertEquals(lengths, [4, "RangeError"]);
    const cases: [Record<string, unknown>, new (message: string) => Error, string][] = [
      [{ blacklog: 9 }, TypeError, 'there is no option "blacklog"; there are backlog, ssl, limit'],
      [{ backlog: 0 }, RangeError, "the backlog must be 1 to 65535, got 0"],
      [{ limit: 0 }, RangeError, "the limit must be a positive number of bytes, got 0"],
      [{ limit: "9" }, RangeError, 'the limit must be a positive number of bytes, got "9"'],
    ];
    for (const [options, errorClass, message] of cases) {
      const error = assertThrows(() => start_server(echo, HOST, 0, options), errorClass);
      assertStringIncludes(error.message, `Cannot start a server: ${message}`);
    }
  }));
