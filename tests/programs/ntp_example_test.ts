import { assert, assertEquals, assertMatch } from "@std/assert";
import type { Outcome } from "./run_program.ts";

/** For so long, in ms, a test waits for the example at most. */
const PATIENCE = 15_000;

const root = new URL("../../", import.meta.url);
const SECONDS_TO_1970 = 2_208_988_800; // from 1900

/** Runs the example with the permissions that it documents. */
async function ask(host: string, port: number | string, allowed = host): Promise<Outcome> {
  const everywhere = host.includes(":") ? "[::]" : "0.0.0.0";
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", "--no-prompt", "--unstable-net", `--allow-net=${everywhere},${allowed}`],
      ...["examples/ntp.ts", host, String(port)],
    ],
    cwd: root,
    env: { NO_COLOR: "1" },
    signal: AbortSignal.timeout(PATIENCE),
  }).output();
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}

/** What a server answers to a request. */
type Answer = (request: Uint8Array, count: number) => Uint8Array[];

/** The outcome of asking a server of the test's own. */
async function askServer(answer: Answer, hostname = "127.0.0.1"): Promise<Outcome> {
  const socket = Deno.listenDatagram({ transport: "udp", hostname, port: 0 });
  let count = 0;
  const serving = (async () => {
    for await (const [request, sender] of socket) {
      for (const bytes of answer(request, count++)) await socket.send(bytes, sender);
    }
  })();
  try {
    const { port } = socket.addr as Deno.NetAddr;
    return await ask(hostname, port, hostname.includes(":") ? `[${hostname}]` : hostname);
  } finally {
    socket.close();
    await serving;
  }
}

/** A good answer; the clock says `time`, in ms since 1970. */
function respond(request: Uint8Array, time = Date.now()): Uint8Array {
  const message = new Uint8Array(48);
  const view = new DataView(message.buffer);
  view.setUint8(0, 4 << 3 | 4);
  view.setUint8(1, 2);
  message.set(request.subarray(40, 48), 24);
  for (const offset of [32, 40]) {
    view.setUint32(offset, Math.floor(time / 1000) + SECONDS_TO_1970); // overflows in 2036
    view.setUint32(offset + 4, (time % 1000) / 1000 * 2 ** 32);
  }
  return message;
}

/** A good answer but for one byte. */
function spoil(request: Uint8Array, index: number, value: number): Uint8Array {
  const message = respond(request);
  message[index] = value;
  return message;
}

/** What the example prints, in ms. */
function parse({ code, stdout, stderr }: Outcome) {
  assertEquals([code, stderr], [0, ""]);
  const shape = /^time +(\S+Z)\noffset +(-?\d+\.\d{3}) ms\ndelay +(-?\d+\.\d{3}) ms\n$/;
  assertMatch(stdout, shape);
  const [, time = "", offset, delay] = shape.exec(stdout)!;
  return { time, offset: Number(offset), delay: Number(delay) };
}

for (const host of ["127.0.0.1", "::1"]) {
  Deno.test(`examples/ntp.ts tells a server's time, and how far off the clock is, ${host}`, async () => {
    let sent: Uint8Array = new Uint8Array();
    const ahead = await askServer((request) => {
      sent = request;
      return [respond(request, Date.now() + 60_000)];
    }, host);
    const { offset, delay } = parse(ahead);
    assert(delay >= 0 && delay < 5000, `${delay} ms`);
    // The clocks are the same but for 60 s, and half the way there or back at most.
    assert(Math.abs(offset - 60_000) < delay / 2 + 5, `${offset} ms`);
    assertEquals([sent.length, sent[0]], [48, 4 << 3 | 3]);
  });
}

Deno.test("examples/ntp.ts understands the times before and after the overflow of 2036", async () => {
  for (const time of ["2036-02-07T06:28:15.500Z", "2036-02-07T06:28:16.250Z"]) {
    const outcome = await askServer((request) => [respond(request, Date.parse(time))]);
    assertEquals(parse(outcome).time, time);
  }
});

Deno.test("examples/ntp.ts goes by the server's clock as to how long an answer took there", async () => {
  const outcome = await askServer((request) => {
    const message = respond(request, 1_000_000);
    const later = respond(request, 1_003_000); // 3 s later, as it says
    message.set(later.subarray(40), 40);
    return [message];
  });
  const { time, delay } = parse(outcome);
  assertEquals(time, "1970-01-01T00:16:43.000Z");
  assert(delay < 0 && delay >= -3000, `${delay} ms`);
});

Deno.test("examples/ntp.ts asks again if no answer comes", async () => {
  const requests: Uint8Array[] = [];
  const outcome = await askServer((request, count) => {
    requests.push(request.slice());
    return count < 2 ? [] : [respond(request)];
  });
  parse(outcome);
  assertEquals(requests.length, 3);
});

Deno.test("examples/ntp.ts waits for the answer to its request whatever else comes", async () => {
  const outcome = await askServer((request) => [
    new Uint8Array(),
    request, // of mode 3
    spoil(request, 24, 1), // to another request
    spoil(request, 1, 16),
    respond(request, Date.parse("2030-01-02T03:04:05.000Z")),
  ]);
  assertEquals(parse(outcome).time, "2030-01-02T03:04:05.000Z");
});

const complaints: [(request: Uint8Array) => Uint8Array, string][] = [
  [(request) => respond(request).subarray(0, 47), "it has 47 bytes, fewer than 48"],
  [(request) => request, "its mode is 3, not a server's, which is 4"],
  [(request) => spoil(request, 31, request[47]! ^ 1), "another request"],
  [(request) => spoil(request, 1, 16), "its stratum is 16, not 1 to 15"],
  [(request) => spoil(request, 0, 0xe4), "clock is not synchronized"],
];
Deno.test("examples/ntp.ts says what is wrong with the last answer if no good one comes", async () => {
  await Promise.all(complaints.map(async ([answer, complaint]) => {
    let count = 0;
    const outcome = await askServer((request) => {
      count++;
      return [answer(request)];
    });
    assertEquals([outcome.code, outcome.stdout, count], [1, "", 3]);
    assertMatch(
      outcome.stderr,
      /^Cannot get the time from 127\.0\.0\.1, port \d+: No answer to 3 attempts of 1 s; .+\n$/,
    );
    assert(outcome.stderr.endsWith(`${complaint}\n`), outcome.stderr);
  }));
});

Deno.test("examples/ntp.ts does not ask again if the server refuses to answer", async () => {
  let count = 0;
  const outcome = await askServer((request) => {
    count++;
    const message = spoil(request, 1, 0);
    message.set(new TextEncoder().encode("RATE"), 12);
    return [message];
  });
  assertEquals([outcome.code, outcome.stdout, count], [1, "", 1]);
  assertMatch(outcome.stderr, /: The server refuses to answer: RATE\n$/);
});

Deno.test("examples/ntp.ts says so if there is no server, and what is wrong with a port", async () => {
  const silent = await askServer(() => []);
  assertEquals([silent.code, silent.stdout], [1, ""]);
  assertMatch(silent.stderr, /: No answer to 3 attempts of 1 s\n$/);
  const badPort = await ask("127.0.0.1", "x");
  assertEquals([badPort.code, badPort.stdout], [1, ""]);
  assertMatch(badPort.stderr, /, port x: Cannot send: the port must be 1 to 65535, got NaN\n$/);
});
