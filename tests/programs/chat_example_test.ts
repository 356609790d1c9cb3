import { assert, assertEquals, assertNotEquals } from "@std/assert";
import type { Outcome } from "./run_program.ts";

/** For so long, in ms, a test waits for the server at most. */
const PATIENCE = 10_000;

/** Text that arrives, line by line. */
class Lines {
  readonly #chunks: ReadableStreamDefaultReader<string>;
  #text = "";

  constructor(bytes: ReadableStream<Uint8Array<ArrayBuffer>>) {
    this.#chunks = bytes.pipeThrough(new TextDecoderStream()).getReader();
  }

  /** The next line without its end; null at the end. */
  async next(): Promise<string | null> {
    let end = this.#text.indexOf("\n");
    while (end < 0) {
      const { value, done } = await this.#chunks.read();
      if (done) return null;
      this.#text += value;
      end = this.#text.indexOf("\n");
    }
    const line = this.#text.slice(0, end);
    this.#text = this.#text.slice(end + 1);
    return line;
  }

  /** Everything until the end. */
  async rest(): Promise<string[]> {
    const lines = [];
    for (let line = await this.next(); line !== null; line = await this.next()) lines.push(line);
    return lines;
  }
}

/** Somebody who is connected to the server. */
class Guest implements Disposable {
  readonly #connection: Deno.TcpConn;
  readonly #lines: Lines;

  constructor(connection: Deno.TcpConn) {
    this.#connection = connection;
    this.#lines = new Lines(connection.readable);
  }

  async say(text: string): Promise<void> {
    const bytes = new TextEncoder().encode(text + "\n");
    for (let sent = 0; sent < bytes.length;) {
      sent += await this.#connection.write(bytes.subarray(sent));
    }
  }

  /** Says no more, as one who presses Ctrl-D. */
  finish(): Promise<void> {
    return this.#connection.closeWrite();
  }

  /** The next line; null if the server has closed the connection. */
  hear(): Promise<string | null> {
    return this.#lines.next();
  }

  /** Makes sure that these are the next lines. */
  async hears(...lines: (string | null)[]): Promise<void> {
    for (const line of lines) assertEquals(await this.hear(), line);
  }

  rest(): Promise<string[]> {
    return this.#lines.rest();
  }

  [Symbol.dispose](): void {
    try {
      this.#connection.close();
    } catch { // it is closed, as its end has been read
    }
  }
}

/** The server in a process of its own, which is killed if a test takes too long. */
class ServerProcess implements AsyncDisposable {
  readonly #process: Deno.ChildProcess;
  readonly #output: Lines;
  readonly #stderr: Promise<string>;
  port = NaN;

  private constructor() {
    // With the permission that it documents.
    this.#process = new Deno.Command(Deno.execPath(), {
      args: ["run", "--no-prompt", "--allow-net=127.0.0.1", "examples/chat_server.ts", "0"],
      cwd: new URL("../../", import.meta.url),
      env: { NO_COLOR: "1" },
      stdout: "piped",
      stderr: "piped",
      signal: AbortSignal.timeout(PATIENCE),
    }).spawn();
    this.#output = new Lines(this.#process.stdout);
    this.#stderr = new Response(this.#process.stderr).text();
  }

  static async start(): Promise<ServerProcess> {
    const server = new ServerProcess();
    const line = await server.#output.next() ?? "nothing";
    const [, port] = /^Listening on 127\.0\.0\.1:(\d+)$/.exec(line) ?? [];
    if (port === undefined) {
      await server[Symbol.asyncDispose]();
      throw new Error(`The server does not say where it listens, but ${line}`);
    }
    server.port = Number(port);
    return server;
  }

  /** A bare connection. */
  reach(): Promise<Deno.TcpConn> {
    return Deno.connect({ hostname: "127.0.0.1", port: this.port });
  }

  async connect(): Promise<Guest> {
    return new Guest(await this.reach());
  }

  /** Somebody who has joined, and has heard the welcome. */
  async join(nick: string, others = "none but you"): Promise<Guest> {
    const guest = await this.connect();
    await guest.say(nick);
    await guest.hears("* Your nickname?", `* Welcome, ${nick}. Here are: ${others}`);
    return guest;
  }

  /** Presses Ctrl-C; how the server has ended, and what it has printed meanwhile. */
  async interrupt(): Promise<Outcome> {
    this.#process.kill("SIGINT");
    const [{ code }, stdout, stderr] = await Promise.all([
      this.#process.status,
      this.#output.rest(),
      this.#stderr,
    ]);
    return { code, stdout: stdout.join("\n"), stderr };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    try {
      this.#process.kill("SIGKILL");
    } catch { // it has ended
    }
    await Promise.all([this.#process.status, this.#output.rest(), this.#stderr]);
  }
}

const ended: Outcome = { code: 130, stdout: "Closed", stderr: "" };

Deno.test("examples/chat_server.ts passes a line on to everybody else", async () => {
  await using server = await ServerProcess.start();
  using stranger = await server.connect();
  using ann = await server.join("ann");
  using bob = await server.join("bob", "ann");
  using eve = await server.join("eve", "ann, bob");
  await ann.hears("* bob has joined", "* eve has joined");
  await bob.hears("* eve has joined");

  await ann.say("hello\n\nhow are you? ü");
  await bob.hears("ann: hello", "ann: how are you? ü");
  await eve.hears("ann: hello", "ann: how are you? ü");
  await bob.say("fine");
  await ann.hears("bob: fine"); // and not what she has said herself
  await eve.hears("bob: fine");

  await stranger.say("zoe"); // who has heard nothing of that
  await stranger.hears("* Your nickname?", "* Welcome, zoe. Here are: ann, bob, eve");
  assertEquals(await server.interrupt(), ended);
});

Deno.test("examples/chat_server.ts asks for a nickname until it gets one that is free", async () => {
  await using server = await ServerProcess.start();
  using ann = await server.join("ann");
  using guest = await server.connect();
  await guest.say(`\n \n${"x".repeat(21)}\n* ann\nann\n bob \r`);
  const please = "* Up to 20 letters and digits, please. Your nickname?";
  await guest.hears("* Your nickname?", please, please, please, please);
  await guest.hears("* ann is here already. Your nickname?", "* Welcome, bob. Here are: ann");
  await ann.hears("* bob has joined");
});

Deno.test("examples/chat_server.ts finds a port that is free if it is given 0", async () => {
  await using one = await ServerProcess.start();
  await using two = await ServerProcess.start();
  assertNotEquals(one.port, two.port);
});

Deno.test("examples/chat_server.ts: a nickname is free again when its owner has left", async () => {
  await using server = await ServerProcess.start();
  using ann = await server.join("ann");
  using bob = await server.join("bob", "ann");
  await bob.say("/quit");
  await bob.hears(null);
  await ann.hears("* bob has joined", "* bob has left");
  using _again = await server.join("bob", "ann");
  await ann.hears("* bob has joined");
});

Deno.test("examples/chat_server.ts tells everybody who leaves, in whatever way", async () => {
  await using server = await ServerProcess.start();
  using ann = await server.join("ann");
  const ways: ((guest: Guest) => Promise<void> | void)[] = [
    (guest) => guest.say("/quit\nnot heard"),
    (guest) => guest.finish(),
    (guest) => guest[Symbol.dispose](),
  ];
  for (const leave of ways) {
    using bob = await server.join("bob", "ann");
    await ann.hears("* bob has joined");
    await leave(bob);
    await ann.hears("* bob has left");
  }
  using stranger = await server.connect();
  await stranger.say("/quit"); // nobody hears of one without a nickname
  await stranger.hears("* Your nickname?", null);
  using _eve = await server.join("eve", "ann");
  await ann.hears("* eve has joined");
  assertEquals(await server.interrupt(), ended);
});

Deno.test("examples/chat_server.ts goes on when a connection breaks", async () => {
  await using server = await ServerProcess.start();
  using ann = await server.join("ann");
  using broken = await server.reach();
  await broken.write(new TextEncoder().encode("bob\n"));
  await ann.hears("* bob has joined");
  using eve = await server.join("eve", "ann, bob");
  broken.close(); // with something unread, so that the server gets an error
  await ann.hears("* eve has joined", "* bob has left");
  await eve.hears("* bob has left");
  await eve.say("hello");
  await ann.hears("eve: hello");
  assertEquals(await server.interrupt(), ended);
});

Deno.test("examples/chat_server.ts: a client that leaves gets what was said before", async () => {
  await using server = await ServerProcess.start();
  using ann = await server.join("ann");
  using bob = await server.join("bob", "ann");
  await ann.hears("* bob has joined");
  await ann.say("one\ntwo\n/quit");
  await bob.hears("ann: one", "ann: two", "* ann has left");
  await bob.say("/quit");
  await bob.hears(null);
  assertEquals(await server.interrupt(), ended); // it has not been killed meanwhile
});

Deno.test("examples/chat_server.ts leaves out a line that is too long", async () => {
  await using server = await ServerProcess.start();
  using ann = await server.join("ann");
  using bob = await server.join("bob", "ann");
  await ann.hears("* bob has joined");
  const longest = "x".repeat(999);
  await ann.say(`${longest}\n${longest}y\n${"long ".repeat(1000)}\nshort`);
  await bob.hears(`ann: ${longest}`, "ann: short");
  const complaint = "* Left out: a line may have 1000 bytes";
  await ann.hears(complaint, complaint);
});

Deno.test("examples/chat_server.ts passes on nothing that a terminal would obey", async () => {
  await using server = await ServerProcess.start();
  using ann = await server.join("ann");
  using bob = await server.join("bob", "ann");
  await ann.say("\x1b[2Jred\x07\r");
  await bob.hears("ann: [2Jred");
});

Deno.test("examples/chat_server.ts: a client that does not read neither holds up the chat nor stays in it", async () => {
  await using server = await ServerProcess.start();
  using ann = await server.join("ann");
  using bob = await server.join("bob", "ann");
  using slow = await server.join("slow", "ann, bob");
  await ann.hears("* bob has joined", "* slow has joined");
  await bob.hears("* slow has joined");

  const text = "chatter ".repeat(100);
  let hasLeft = false;
  for (let said = 0; !hasLeft && said < 100_000; said += 100) {
    await ann.say(Array(100).fill(text).join("\n"));
    for (let heard = 0; heard < 100;) {
      const line = await bob.hear();
      if (line === "* slow has left") {
        hasLeft = true;
      } else {
        assertEquals(line, "ann: " + text);
        heard++;
      }
    }
  }
  assert(hasLeft);
  await ann.hears("* slow has left");

  const lines = await slow.rest();
  assertEquals(lines.at(-1), "* You are too far behind");
  assertEquals(lines.slice(0, -1).every((line) => line === "ann: " + text), true);
  using _again = await server.join("slow", "ann, bob");
  assertEquals(await server.interrupt(), ended);
});

Deno.test("examples/chat_server.ts: a client that reads is not thrown out by a flood of short lines", async () => {
  await using server = await ServerProcess.start();
  using ann = await server.join("ann");
  using bob = await server.join("bob", "ann");
  await ann.hears("* bob has joined");
  const count = 20_000;
  const saying = ann.say("x\n".repeat(count) + "/quit");
  for (let i = 0; i < count; i++) await bob.hears("ann: x");
  await bob.hears("* ann has left");
  await saying;
});

Deno.test("examples/chat_server.ts ends by Ctrl-C and closes its connections", async () => {
  await using server = await ServerProcess.start();
  using ann = await server.join("ann");
  using stranger = await server.connect();
  await stranger.hears("* Your nickname?");
  const [outcome, rest] = await Promise.all([server.interrupt(), ann.rest(), stranger.rest()]);
  assertEquals(outcome, ended);
  assertEquals(rest, ["* The server is closing"]);
});
