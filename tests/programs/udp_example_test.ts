import { assertEquals, assertMatch } from "@std/assert";
import type { Outcome } from "./run_program.ts";

/** For so long, in ms, a test waits for a program at most. */
const PATIENCE = 15_000;

const root = new URL("../../", import.meta.url);
const decoder = new TextDecoder();
const encoder = new TextEncoder();

/** Runs an example with the permissions that it documents. */
function spawn(name: string, ...args: (string | number)[]): Deno.ChildProcess {
  return new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", "--no-prompt", "--unstable-net", "--allow-net=127.0.0.1", `examples/${name}`],
      ...args.map(String),
    ],
    cwd: root,
    env: { NO_COLOR: "1" },
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
    signal: AbortSignal.timeout(PATIENCE),
  }).spawn();
}

function kill(process: Deno.ChildProcess): void {
  try {
    process.kill("SIGKILL");
  } catch { // it has ended
  }
}

async function runClient(stdin: string, ...args: (string | number)[]): Promise<Outcome> {
  const client = spawn("udp_echo_client.ts", ...args);
  const [{ code, stdout, stderr }] = await Promise.all([
    client.output(),
    new Blob([stdin]).stream().pipeTo(client.stdin).catch(() => {}), // it may have ended
  ]);
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}

/** Runs the server at a port that is free, and Ctrl-C after the body; how it has ended. */
async function withServer(body: (port: number) => Promise<void>): Promise<Outcome> {
  const server = spawn("udp_echo_server.ts", 0);
  await server.stdin.close();
  const stderr = new Response(server.stderr).text();
  const output = server.stdout.pipeThrough(new TextDecoderStream()).getReader();
  try {
    const { value: first = "" } = await output.read();
    assertMatch(first, /^Listening on 127\.0\.0\.1:\d+\n$/);
    await body(Number(first.split(":")[1]));
    server.kill("SIGINT");
    let stdout = "";
    for (let next = await output.read(); !next.done; next = await output.read()) {
      stdout += next.value;
    }
    return { code: (await server.status).code, stdout, stderr: await stderr };
  } finally {
    kill(server);
    await server.status;
    await stderr;
    await output.cancel();
  }
}

/** A server of the test's own, which answers to each datagram with what `answer` gives. */
async function withOwnServer<T>(
  answer: (text: string, count: number) => string[],
  body: (port: number) => Promise<T>,
): Promise<T> {
  const socket = Deno.listenDatagram({ transport: "udp", hostname: "127.0.0.1", port: 0 });
  let count = 0;
  const serving = (async () => {
    for await (const [bytes, sender] of socket) {
      const answers = answer(decoder.decode(bytes), count++);
      for (const text of answers) await socket.send(encoder.encode(text), sender);
    }
  })();
  try {
    return await body((socket.addr as Deno.NetAddr).port);
  } finally {
    socket.close();
    await serving;
  }
}

const ended: Outcome = { code: 130, stdout: "Closed\n", stderr: "" };

Deno.test("examples/udp_echo_server.ts answers to the client, and ends by Ctrl-C", async () => {
  const outcome = await withServer(async (port) => {
    const both = await Promise.all([
      runClient("not read", port, "one", "", "three and ü"),
      runClient("first\nlast, unfinished", port),
    ]);
    assertEquals(both[0], { code: 0, stdout: "one\n\nthree and ü\n", stderr: "" });
    assertEquals(both[1], { code: 0, stdout: "first\nlast, unfinished\n", stderr: "" });
  });
  assertEquals(outcome, ended);
});

Deno.test("examples/udp_echo_server.ts sends back whatever bytes come", async () => {
  const outcome = await withServer(async (port) => {
    const socket = Deno.listenDatagram({ transport: "udp", hostname: "127.0.0.1", port: 0 });
    const timer = setTimeout(() => socket.close(), PATIENCE); // which ends receive(), too
    try {
      const longest = Uint8Array.from({ length: 65507 }, (_, i) => i % 251);
      for (const bytes of [Uint8Array.of(0, 10, 255, 128), new Uint8Array(), longest]) {
        await socket.send(bytes, { transport: "udp", hostname: "127.0.0.1", port });
        const [echo] = await socket.receive(new Uint8Array(65536));
        assertEquals(echo, bytes);
      }
    } finally {
      clearTimeout(timer);
      socket.close();
    }
  });
  assertEquals(outcome, ended);
});

Deno.test("examples/udp_echo_client.ts sends again what gets no answer, and prints what comes", async () => {
  const heard: string[] = [];
  const outcome = await withOwnServer((text, count) => {
    heard.push(text);
    return count < 2 ? [] : ["pong"];
  }, (port) => runClient("", port, "ping"));
  assertEquals(outcome, { code: 0, stdout: "pong\n", stderr: "" });
  assertEquals(heard, ["ping", "ping", "ping"]);
});

Deno.test("examples/udp_echo_client.ts does not take a second answer for one to the next line", async () => {
  const answer = (text: string) => [text, `${text} again`];
  const outcome = await withOwnServer(answer, (port) => runClient("", port, "one", "two"));
  assertEquals(outcome, { code: 0, stdout: "one\ntwo\n", stderr: "" });
});

Deno.test("examples/udp_echo_client.ts gives up after three attempts", async () => {
  let attempts = 0;
  const outcome = await withOwnServer(() => {
    attempts++;
    return [];
  }, (port) => runClient("", port, "ping"));
  assertEquals([outcome.code, outcome.stdout, attempts], [1, "", 3]);
  assertMatch(outcome.stderr, /^No answer from 127\.0\.0\.1:\d+ to 3 attempts of 1 s\n$/);
});

Deno.test("examples/udp_echo_client.ts says what is wrong with a port or a line", async () => {
  const badPort = await runClient("", 70_000, "ping");
  assertEquals([badPort.code, badPort.stdout], [1, ""]);
  assertMatch(badPort.stderr, /^Cannot send: the port must be 1 to 65535, got 70000\n$/);
  const tooLong = await runClient("x".repeat(65508), 8889);
  assertEquals([tooLong.code, tooLong.stdout], [1, ""]);
  assertMatch(tooLong.stderr, /^Cannot send 65508 bytes to .+; a datagram has 65507 at most\n$/);
});
