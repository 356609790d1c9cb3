import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import type { Outcome } from "./run_program.ts";

/** For so long, in ms, a test waits for the example at most. */
const PATIENCE = 10_000;

const root = new URL("../../", import.meta.url);
const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** Starts the example with the permission that it documents. */
function spawn(url: string, ...flags: string[]): Deno.ChildProcess {
  const { hostname } = URL.parse(url) ?? { hostname: "127.0.0.1" };
  return new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", "--no-prompt", `--allow-net=${hostname}`],
      ...flags,
      ...["examples/http_get.ts", url],
    ],
    cwd: root,
    env: { NO_COLOR: "1" },
    stdout: "piped",
    stderr: "piped",
    signal: AbortSignal.timeout(PATIENCE),
  }).spawn();
}

/** Runs the example. */
async function get(url: string, ...flags: string[]): Promise<Outcome> {
  const { code, stdout, stderr } = await spawn(url, ...flags).output();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}

/** What a server does once it has the request. */
type Answer = (connection: Deno.TcpConn) => Promise<void>;

/** The outcome of a request to a server that gives one answer, and the request. */
async function ask(
  answer: Answer,
  { scheme = "http", path = "/", flags = [] as string[] } = {},
): Promise<Outcome & { request: string }> {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const outcome = get(`${scheme}://127.0.0.1:${listener.addr.port}${path}`, ...flags);
  const serving = serve(listener, answer);
  const ended = await outcome;
  listener.close();
  return { ...ended, request: await serving };
}

async function serve(listener: Deno.TcpListener, answer: Answer): Promise<string> {
  let request = "";
  try {
    using connection = await listener.accept();
    const buffer = new Uint8Array(4096);
    while (!request.endsWith("\r\n\r\n")) {
      const count = await connection.read(buffer);
      if (count === null) return request;
      request += decoder.decode(buffer.subarray(0, count));
      if (request.startsWith("\x16")) break; // the beginning of TLS
    }
    await answer(connection);
  } catch { // the example has not come, or has gone
  }
  return request;
}

/** Sends parts and closes the connection. */
function closing(...parts: string[]): Answer {
  return async (connection) => {
    for (const part of parts.map((part) => encoder.encode(part))) {
      for (let sent = 0; sent < part.length;) sent += await connection.write(part.subarray(sent));
    }
  };
}

/** Sends parts and leaves it to the client to close the connection. */
function staying(...parts: string[]): Answer {
  return async (connection) => {
    await closing(...parts)(connection);
    while (await connection.read(new Uint8Array(1)) !== null);
  };
}

Deno.test("examples/http_get.ts asks for path and query of the URL, and for the end of the connection", async () => {
  const { code, request } = await ask(closing("HTTP/1.1 200 OK\r\n\r\n"), {
    path: "/a%20b/c?d=e&f#g",
  });
  assertEquals(code, 0);
  const [requestLine, ...headers] = request.trimEnd().split("\r\n");
  assertEquals(requestLine, "GET /a%20b/c?d=e&f HTTP/1.1");
  assertEquals(headers.filter((header) => /^Host: 127\.0\.0\.1:\d+$/.test(header)).length, 1);
  assertEquals(headers.includes("Connection: close"), true);
});

Deno.test("examples/http_get.ts prints status and headers to stderr, and a body of known length to stdout", async () => {
  // It is the length that ends the body: the connection stays, and more comes.
  const { code, stdout, stderr } = await ask(staying(
    "HTTP/1.1 404 Not ",
    "Found\r\nContent-Type: text/plain\r\ncontent-LENGTH: 12\r\n",
    "\r\nnot h",
    "ere\r\n\r\nand more",
  ));
  assertEquals(code, 0);
  assertEquals(stdout, "not here\r\n\r\n");
  assertEquals(
    stderr,
    "HTTP/1.1 404 Not Found\nContent-Type: text/plain\ncontent-LENGTH: 12\n",
  );
});

Deno.test("examples/http_get.ts prints a body of chunks", async () => {
  const { code, stdout, stderr } = await ask(staying(
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n\r\n",
    "5\r\n12345\r\n1",
    "0;extension=1\r\n0123456789abcd\r\n\r\n",
    "a\r\n0123456789\r\n",
    "0\r\nTrailer: one\r\n\r\nand more",
  ));
  assertEquals(code, 0);
  assertEquals(stdout, "123450123456789abcd\r\n0123456789");
  assertEquals(stderr, "HTTP/1.1 200 OK\nTransfer-Encoding: Chunked\nTrailer: one\n");
});

Deno.test("examples/http_get.ts prints a body that goes on until the end", async () => {
  const body = "line\n".repeat(50_000);
  const { code, stdout } = await ask(closing("HTTP/1.0 200 OK\r\n\r\n", body));
  assertEquals(code, 0);
  assertEquals(stdout, body);
});

Deno.test("examples/http_get.ts ends without complaint if the rest of the body is not wanted", async () => {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const example = spawn(`http://127.0.0.1:${listener.addr.port}/`);
  const serving = serve(listener, async (connection) => {
    await closing("HTTP/1.1 200 OK\r\n\r\n")(connection);
    while (true) await closing("line\n")(connection);
  });
  const stdout = example.stdout.getReader();
  assertEquals((await stdout.read()).done, false);
  await stdout.cancel();
  const [{ code }, stderr] = await Promise.all([
    example.status,
    new Response(example.stderr).text(),
  ]);
  assertEquals([code, stderr], [0, "HTTP/1.1 200 OK\n"]);
  await serving;
});

Deno.test("examples/http_get.ts prints no body where there is none", async () => {
  const { code, stdout } = await ask(staying("HTTP/1.1 204 No Content\r\n\r\nand more"));
  assertEquals([code, stdout], [0, ""]);
});

Deno.test("examples/http_get.ts waits for the answer behind an early hint", async () => {
  const { code, stdout, stderr } = await ask(closing(
    "HTTP/1.1 103 Early Hints\r\nLink: </style.css>\r\n\r\n",
    "HTTP/1.1 200 OK\r\n\r\nbody",
  ));
  assertEquals([code, stdout], [0, "body"]);
  assertStringIncludes(stderr, "HTTP/1.1 200 OK\n");
});

for (
  const [flaw, answer, complaint, printed = ""] of [
    ["that is not HTTP", staying("SSH-2.0-server\r\n"), 'not HTTP: "SSH-2.0-server"'],
    ["that does not come", closing(), "the server has hung up"],
    ["without an end of its headers", closing("HTTP/1.1 200 OK\r\nA: b\r\n"), "has hung up"],
    ["with an endless line", staying("HTTP/1.1 200 ".padEnd(100_000, "x")), "line is too long"],
    [
      "with endless headers",
      staying("HTTP/1.1 200 OK\r\n" + "A: b\r\n".repeat(1000)),
      "more than 100 headers",
    ],
    ["with a line among the headers", staying("HTTP/1.1 200 OK\r\nhello\r\n"), "not a header"],
    [
      "with an unknown transfer encoding",
      staying("HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n"),
      "gzip, chunked",
    ],
    [
      "whose length is no number",
      staying("HTTP/1.1 200 OK\r\nContent-Length: 1f\r\n\r\n12345"),
      'not a size: "1f"',
    ],
    [
      "that is too short",
      closing("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n12345"),
      "ends 4 bytes too early",
      "12345",
    ],
    [
      "without its last chunk",
      closing("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n12345\r\n"),
      "the server has hung up",
      "12345",
    ],
    [
      "with a chunk that is too long",
      staying("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n123456\r\n"),
      "a chunk is too long",
      "12345",
    ],
  ] as [string, Answer, string, string?][]
) {
  Deno.test(`examples/http_get.ts fails at an answer ${flaw}`, async () => {
    const { code, stdout, stderr } = await ask(answer);
    assertEquals([code, stdout], [1, printed]);
    const last = stderr.trimEnd().split("\n").at(-1) ?? "";
    assertMatch(last, /^Cannot get http:\/\/127\.0\.0\.1:\d+\/: /);
    assertStringIncludes(last, complaint);
  });
}

// A clock for the example that runs so many times faster.
const quickly = "--preload=data:application/typescript," + encodeURIComponent(`
  import { SystemClock } from "${root.href}src/core/clock.ts";
  import { setClock } from "${root.href}src/core/scheduler.ts";
  const RATE = 20;
  class QuickClock extends SystemClock {
    override at(host: number) {
      return super.at(host) * RATE;
    }
    override arm(due: number, ring: () => void, demand: () => number) {
      super.arm(due / RATE, ring, demand);
    }
  }
  setClock(new QuickClock());
`);

Deno.test("examples/http_get.ts gives up after ten seconds of silence", async () => {
  const start = "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n12345";
  for (const [answer, body] of [[staying(), ""], [staying(start), "12345"]] as const) {
    const started = performance.now();
    const { code, stdout, stderr } = await ask(answer, { flags: [quickly] });
    const took = performance.now() - started;
    assertEquals([code, stdout], [1, body]);
    assertStringIncludes(stderr, ": no answer in 10 s\n");
    assert(took > 500, `${took} ms`); // which are ten seconds
  }
});

Deno.test("examples/http_get.ts speaks TLS to https", async () => {
  const { code, stdout, stderr, request } = await ask(
    closing("HTTP/1.1 400 Bad Request\r\n\r\n"),
    { scheme: "https" },
  );
  assertEquals([code, stdout], [1, ""]);
  assertMatch(stderr, /^Cannot get https:\/\/127\.0\.0\.1:\d+\/: Cannot connect to .+\n$/);
  assertEquals(request.charCodeAt(0), 0x16); // a handshake
});

Deno.test("examples/http_get.ts says so if nothing listens", async () => {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  listener.close();
  const { code, stdout, stderr } = await get(`http://127.0.0.1:${port}/`);
  assertEquals([code, stdout], [1, ""]);
  assertMatch(stderr, /^Cannot get http:\/\/127\.0\.0\.1:\d+\/: Cannot connect .*refused.*\n$/);
});

Deno.test("examples/http_get.ts takes the brackets off an IPv6 address", async () => {
  // Whether or not this machine knows IPv6, there is nobody at port 1.
  const { code, stderr } = await get("http://[::1]:1/");
  assertEquals(code, 1);
  assertStringIncludes(stderr, "Cannot connect to [::1]:1: ");
});

Deno.test("examples/http_get.ts says so if it is given no URL of HTTP", async () => {
  for (const text of ["", "127.0.0.1", "ftp://127.0.0.1/", "http://127.0.0.1:0/"]) {
    const { code, stdout, stderr } = await get(text);
    assertEquals([code, stdout], [1, ""]);
    const expected = `Cannot get "${text}": expected a URL like http://example.com/\n`;
    assertEquals(stderr, expected);
  }
});
