import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { runText } from "./run_program.ts";

const NET = "--allow-net=127.0.0.1";

Deno.test("run() lets the process end although connections are open and tasks wait in them", async () => {
  const { code, stdout, stderr } = await runText(
    `
    import { create_task, open_connection, run, sleep_ms, start_server } from "./mod.ts";
    await run(async () => {
      const server = await start_server(async (reader) => { await reader.read(); }, "127.0.0.1", 0);
      const [host, port] = server.get_extra_info("sockname");
      for (let i = 0; i < 10; i++) {
        const [reader] = await open_connection(host, port);
        create_task(reader.readline());
      }
      await sleep_ms(10);
    });
    console.log("end");
  `,
    NET,
  );
  assertEquals([code, stdout, stderr], [0, "end\n", ""]);
});

Deno.test("run() lets the process end a second later if a peer does not take what is written", async () => {
  const { code, stdout, stderr } = await runText(
    `
    import { create_task, open_connection, run, sleep_ms, start_server } from "./mod.ts";
    await run(async () => {
      const server = await start_server(() => {}, "127.0.0.1", 0);
      const [, writer] = await open_connection(...server.get_extra_info("sockname"));
      writer.write(new Uint8Array(50_000_000));
      create_task(writer.drain());
      await sleep_ms(10);
    });
    const end = performance.now();
    addEventListener("unload", () => console.log(Math.round((performance.now() - end) / 100)));
  `,
    NET,
  );
  assertEquals([code, stderr], [0, ""]);
  assert(Number(stdout) >= 9 && Number(stdout) < 40, `${stdout} tenths of a second`);
});

Deno.test("Stream.write() is sent even if run() ends straight after it", async () => {
  const { code, stdout } = await runText(
    `
    import { open_connection, run, start_server } from "./mod.ts";
    const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    const accepting = listener.accept();
    await run(async () => {
      const [, writer] = await open_connection("127.0.0.1", listener.addr.port);
      writer.write("x".repeat(10_000_000));
      writer.close();
    });
    const connection = await accepting;
    let size = 0;
    for await (const chunk of connection.readable) size += chunk.length;
    console.log(size);
    listener.close();
  `,
    NET,
  );
  assertEquals([code, stdout], [0, "10000000\n"]);
});

Deno.test("run(): connections go on in the next one", async () => {
  const { code, stdout } = await runText(
    `
    import { create_task, open_connection, run, sleep_ms, start_server } from "./mod.ts";
    let client;
    await run(async () => {
      const server = await start_server(async (reader, writer) => {
        for await (const line of reader) { writer.write(line); await writer.drain(); }
        writer.close();
      }, "127.0.0.1", 0);
      [client] = await open_connection(...server.get_extra_info("sockname"));
      create_task(client.readline());
      await sleep_ms(1);
    });
    await new Promise((resolve) => setTimeout(resolve, 50));
    await run(async () => {
      client.write("one\\ntwo\\n");
      await sleep_ms(20);
      console.log(new TextDecoder().decode(await client.readline()));
    });
  `,
    NET,
  );
  assertEquals([code, stdout], [0, "two\n\n"]);
});

Deno.test("open_connection() that is under way does not hold the process", async () => {
  // An address of documentation (RFC 5737): nobody answers, or nobody is allowed to.
  const { code, stdout } = await runText(
    `
    import { create_task, open_connection, run, sleep_ms } from "./mod.ts";
    await run(async () => {
      create_task(open_connection("203.0.113.1", 9));
      await sleep_ms(10);
    });
    console.log("end");
  `,
    "--allow-net=203.0.113.1",
  );
  assertEquals([code, stdout.split("\n")[0]], [0, "end"]);
});

Deno.test("run(): what it left under way a second ago says so in the next one", async () => {
  const { stdout } = await runText(
    `
    import { create_task, open_connection, run, sleep_ms } from "./mod.ts";
    const { addr } = Deno.listen({ hostname: "127.0.0.1", port: 0, tcpBacklog: 1 });
    let writer, connecting;
    await run(async () => {
      [, writer] = await open_connection("127.0.0.1", addr.port);
      writer.write(new Uint8Array(50_000_000));
      for (let i = 0; i < 5; i++) Deno.connect(addr).catch(() => {}); // nobody accepts: it is full
      await sleep_ms(100);
      connecting = create_task(open_connection("127.0.0.1", addr.port));
      await sleep_ms(100);
    });
    await new Promise((resolve) => setTimeout(resolve, 1500));
    for (const use of [async () => await writer.drain(), async () => await connecting]) {
      try {
        await run(use);
      } catch (error) {
        console.log(error.name, error.code, error.message.replaceAll(addr.port, "PORT"));
      }
    }
    Deno.exit();
  `,
    NET,
  );
  assertEquals(stdout.split("\n"), [
    "OSError ECANCELED Cannot write to 127.0.0.1:PORT: run() has ended, and the peer did not take " +
    "the rest; await drain() first",
    "OSError ECANCELED Cannot connect to 127.0.0.1:PORT: run() has ended; connect again",
    "",
  ]);
});

Deno.test("open_connection() and others without --allow-net: the error is Deno's own and names the flag", async () => {
  const { stdout } = await runText(`
    import { open_connection, run, start_server, TCPClient } from "./mod.ts";
    for (const coroutine of [
      open_connection("127.0.0.1", 80),
      start_server(() => {}, "127.0.0.1", 8080),
      new TCPClient("127.0.0.1", 80).connect(),
    ]) {
      try {
        await run(coroutine);
      } catch (error) {
        console.log(error instanceof Deno.errors.NotCapable, error.message);
      }
    }
  `);
  const lines = stdout.trimEnd().split("\n");
  assertEquals(lines.length, 3);
  for (const line of lines) {
    assertStringIncludes(line, "true Requires net access to");
    assertStringIncludes(line, "run again with the --allow-net flag");
  }
});

Deno.test("open_connection() and others: addresses that do not exist or are out of reach are an OSError at once", async () => {
  const { stdout } = await runText(
    `
    import { AsyncUDP, open_connection, OSError, run, start_server } from "./mod.ts";
    for (const coroutine of [
      open_connection("255.255.255.255", 9),
      open_connection("x".repeat(64), 9),
      open_connection("not a host", 9),
      start_server(() => {}, "203.0.113.1", 0),
      start_server(() => {}, "x".repeat(64), 0),
      AsyncUDP.udp_send("x", ["x".repeat(64), 9]),
    ]) {
      try {
        await run(coroutine);
      } catch (error) {
        console.log(error instanceof OSError, error.code, error.errno, error.message);
      }
    }
  `,
    "--allow-net",
    "--unstable-net",
  );
  const lines = stdout.trimEnd().split("\n");
  const long = "x".repeat(64);
  assertEquals(lines.length, 6);
  for (
    const [i, start] of [
      "true ENETUNREACH 101 Cannot connect to 255.255.255.255:9: ",
      `true ENOTFOUND -2 Cannot connect to ${long}:9: `,
      "true ENOTFOUND -2 Cannot connect to not a host:9: ",
      "true EADDRNOTAVAIL 99 Cannot listen on 203.0.113.1:0: ",
      `true ENOTFOUND -2 Cannot listen on ${long}:0: `,
      `true ENOTFOUND -2 Cannot send 1 bytes to ${long}:9: `,
    ].entries()
  ) assertStringIncludes(lines[i]!, start);
  assertStringIncludes(`${lines[1]}\n`, "; is the name of the host right?\n");
});

Deno.test("AsyncUDP without --unstable-net says where to put it", async () => {
  const { stdout } = await runText(`
    import { AsyncUDP, run } from "./mod.ts";
    for (const use of [() => new AsyncUDP(), () => run(AsyncUDP.udp_send("x", ["127.0.0.1", 9]))]) {
      try {
        await use();
      } catch (error) {
        console.log(error.name, error.message);
      }
    }
  `);
  const lines = stdout.trimEnd().split("\n");
  assertEquals(lines.length, 2);
  for (const line of lines) {
    assertStringIncludes(
      line,
      "RuntimeError Cannot make a UDP socket: Deno.listenDatagram is missing",
    );
    assertStringIncludes(line, '--unstable-net`, or put "unstable": ["net"] into deno.json');
  }
});

Deno.test("AsyncUDP that sends to this machine alone needs no right to more", async () => {
  const { stdout, stderr } = await runText(
    `
    import { AsyncUDP, run } from "./mod.ts";
    await run(async () => {
      const receiver = new AsyncUDP();
      receiver.bind(0, "127.0.0.1");
      await AsyncUDP.udp_send("hello", ["127.0.0.1", receiver.socket().addr.port]);
      console.log(new TextDecoder().decode(await receiver.recv(10)));
      try {
        new AsyncUDP().bind(0);
      } catch (error) {
        console.log(error instanceof Deno.errors.NotCapable);
      }
    });
  `,
    "--unstable-net",
    NET,
  );
  assertEquals([stdout, stderr], ["hello\ntrue\n", ""]);
});
