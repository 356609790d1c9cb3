import { assert, assertEquals, assertMatch, assertNotEquals } from "@std/assert";
import type { Outcome } from "./run_program.ts";

/** For so long, in ms, a test waits for a program at most. */
const PATIENCE = 10_000;

/** Runs an example with the permissions that it documents. */
function spawn(signal: AbortSignal, name: string, ...args: (string | number)[]): Deno.ChildProcess {
  return new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-prompt", "--allow-net=127.0.0.1", `examples/${name}`, ...args.map(String)],
    cwd: new URL("../../", import.meta.url),
    env: { NO_COLOR: "1" },
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
    signal,
  }).spawn();
}

/** Runs the client and gives it something to read. */
async function runClient(stdin: string, ...args: (string | number)[]): Promise<Outcome> {
  const client = spawn(AbortSignal.timeout(PATIENCE), "echo_client.ts", ...args);
  const [{ code, stdout, stderr }] = await Promise.all([
    client.output(),
    new Blob([stdin]).stream().pipeTo(client.stdin).catch(() => {}), // it may have ended
  ]);
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}

/** The server in a process of its own, which is killed if a test takes too long. */
class ServerProcess implements AsyncDisposable {
  readonly port: number;
  readonly #process: Deno.ChildProcess;
  readonly #rest: Promise<Outcome>;

  private constructor(process: Deno.ChildProcess, port: number, rest: Promise<string>) {
    this.#process = process;
    this.port = port;
    const stderr = new Response(process.stderr).text();
    this.#rest = Promise.all([process.status, rest, stderr])
      .then(([{ code }, stdout, stderr]) => ({ code, stdout, stderr }));
  }

  static async start(): Promise<ServerProcess> {
    const process = spawn(AbortSignal.timeout(PATIENCE), "echo_server.ts", 0);
    const output = process.stdout.pipeThrough(new TextDecoderStream()).getReader();
    const { value: first = "" } = await output.read();
    if (!/^Listening on 127\.0\.0\.1:\d+\n$/.test(first)) {
      process.kill("SIGKILL");
      throw new Error(`The server does not say where it listens, but ${JSON.stringify(first)}`);
    }
    const port = Number(first.split(":")[1]);
    const rest = (async () => {
      let text = "";
      for (let next = await output.read(); !next.done; next = await output.read()) {
        text += next.value;
      }
      return text;
    })();
    return new ServerProcess(process, port, rest);
  }

  connect(): Promise<Deno.TcpConn> {
    return Deno.connect({ hostname: "127.0.0.1", port: this.port });
  }

  /** Presses Ctrl-C; how the server has ended, and what it has printed meanwhile. */
  interrupt(): Promise<Outcome> {
    this.#process.kill("SIGINT");
    return this.#rest;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    try {
      this.#process.kill("SIGKILL");
    } catch { // it has ended
    }
    await this.#rest;
  }
}

/** Waits for something that may never come, but not too long. */
async function soon<T>(promise: Promise<T>, patience = PATIENCE): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Error("nothing comes")), patience);
  try {
    return await Promise.race([promise, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}

async function send(connection: Deno.Conn, bytes: Uint8Array): Promise<void> {
  for (let sent = 0; sent < bytes.length;) sent += await connection.write(bytes.subarray(sent));
}

/** Reads so many bytes; fewer if the connection ends. */
async function receive(connection: Deno.Conn, size: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(size);
  let received = 0;
  while (received < size) {
    const count = await connection.read(bytes.subarray(received));
    if (count === null) break;
    received += count;
  }
  return bytes.subarray(0, received);
}

async function exchange(connection: Deno.Conn, bytes: Uint8Array): Promise<void> {
  const [echo] = await Promise.all([receive(connection, bytes.length), send(connection, bytes)]);
  assertEquals(echo, bytes);
}

const ended: Outcome = { code: 130, stdout: "Closed\n", stderr: "" };

Deno.test("examples/echo_server.ts sends back whatever bytes come, also to several clients", async () => {
  await using server = await ServerProcess.start();
  using _silent = await server.connect();
  using one = await server.connect();
  using two = await server.connect();
  await exchange(one, Uint8Array.of(0, 10, 255, 128)); // neither a line nor UTF-8
  const many = Uint8Array.from({ length: 300_000 }, (_, i) => i % 251);
  await Promise.all([exchange(one, many), exchange(two, many.toReversed())]);
  assertEquals(await server.interrupt(), ended);
});

Deno.test("examples/echo_server.ts finds a port that is free if it is given 0", async () => {
  await using one = await ServerProcess.start();
  await using two = await ServerProcess.start();
  assertNotEquals(one.port, two.port);
});

Deno.test("examples/echo_server.ts closes a connection that its client has finished with", async () => {
  await using server = await ServerProcess.start();
  using connection = await server.connect();
  await connection.write(Uint8Array.of(1, 2));
  await connection.closeWrite();
  assertEquals(await receive(connection, 3), Uint8Array.of(1, 2));
  assertEquals(await server.interrupt(), ended); // it has not been killed meanwhile
});

Deno.test("examples/echo_server.ts outlives a client that breaks off", async () => {
  await using server = await ServerProcess.start();
  const broken = await server.connect();
  await send(broken, new Uint8Array(100_000));
  await receive(broken, 1);
  broken.close(); // with the echo unread, so that the server gets an error
  using next = await server.connect();
  await exchange(next, Uint8Array.of(1, 2, 3));
  assertEquals(await server.interrupt(), ended);
});

Deno.test("examples/echo_server.ts reads no more from a client that does not read", async () => {
  await using server = await ServerProcess.start();
  using connection = await server.connect();
  const bytes = new Uint8Array(2 ** 20);
  let sent = 0;
  const sending = (async () => {
    while (sent < 64 * bytes.length) sent += await connection.write(bytes);
  })();
  let before = -1;
  while (sent > before) { // until it comes to a halt
    before = sent;
    await soon(sending, 150).catch(() => {});
  }
  assert(sent < 64 * bytes.length, `it has read ${sent} bytes`);
  // Nor does such a client keep the server from its end.
  assertEquals(await server.interrupt(), ended);
  await sending.catch(() => {});
});

Deno.test("examples/echo_server.ts ends by Ctrl-C and closes its connections", async () => {
  await using server = await ServerProcess.start();
  using connection = await server.connect();
  await exchange(connection, Uint8Array.of(1));
  const [outcome, rest] = await Promise.all([server.interrupt(), receive(connection, 1)]);
  assertEquals(outcome, ended);
  assertEquals(rest.length, 0);
});

Deno.test("examples/echo_client.ts sends its arguments to the echo server, each as a line", async () => {
  await using server = await ServerProcess.start();
  const outcome = await runClient("not read", server.port, "one", "", "three and ü");
  assertEquals(outcome, { code: 0, stdout: "one\n\nthree and ü\n", stderr: "" });
});

Deno.test("examples/echo_client.ts without lines as arguments sends its standard input", async () => {
  await using server = await ServerProcess.start();
  const long = "long ".repeat(3_000_000);
  const outcome = await runClient(`first\n${long}\nlast, unfinished`, server.port);
  assertEquals([outcome.code, outcome.stderr], [0, ""]);
  assert(outcome.stdout === `first\n${long}\nlast, unfinished\n`, "something else came back");
});

Deno.test("examples/echo_client.ts prints what comes back, and not what it has sent", async () => {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const client = runClient("", listener.addr.port, "ping");
  using connection = await soon(listener.accept());
  assertEquals(await receive(connection, 5), new TextEncoder().encode("ping\n"));
  await send(connection, new TextEncoder().encode("pong\n"));
  assertEquals(await client, { code: 0, stdout: "pong\n", stderr: "" });
});

Deno.test("examples/echo_client.ts says so if the server hangs up or is not there", async () => {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  const client = runClient("", port, "ping");
  const connection = await soon(listener.accept());
  await receive(connection, 5);
  connection.close();
  listener.close();
  const cut = await client;
  assertEquals([cut.code, cut.stdout], [1, ""]);
  assertMatch(cut.stderr, /^Cannot read .+: the stream has ended .+\n$/);

  const refused = await runClient("", port, "ping");
  assertEquals([refused.code, refused.stdout], [1, ""]);
  assertMatch(refused.stderr, /^Cannot connect to 127\.0\.0\.1:\d+: .+\n$/);
});
