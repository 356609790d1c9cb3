import { assert, assertEquals, assertMatch } from "@std/assert";

// These tests need root and a C compiler; those with network namespaces also `ip` from iproute2.

interface Outcome {
  code: number;
  stdout: string;
  stderr: string;
}

/** For so long, in ms, a test waits for a program at most. */
const PATIENCE = 30_000;

const root = new URL("../../", import.meta.url);
const decoder = new TextDecoder();

/** Where the library for raw sockets is, for these tests alone. */
const cache = await Deno.makeTempDir({ prefix: "uasyncio-ping-" });
globalThis.addEventListener("unload", () => Deno.removeSync(cache, { recursive: true }));

let isBuilt = false;
async function build(): Promise<void> {
  if (isBuilt) return;
  const outcome = await runCommand(Deno.execPath(), ["run", "-A", "ffi/build.ts"]);
  assertEquals(outcome.code, 0, outcome.stdout + outcome.stderr);
  isBuilt = true;
}

function spawn(command: string, args: string[], XDG_CACHE_HOME = cache): Deno.ChildProcess {
  return new Deno.Command(command, {
    args,
    cwd: root,
    env: { NO_COLOR: "1", XDG_CACHE_HOME },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
    signal: AbortSignal.timeout(PATIENCE),
  }).spawn();
}

async function runCommand(command: string, args: string[], place = cache): Promise<Outcome> {
  const { code, stdout, stderr } = await spawn(command, args, place).output();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}

/** Arguments of Deno's: the example with the permissions that it documents. */
function example(args: string[], ...flags: string[]): string[] {
  const permissions = ["--allow-ffi", "--allow-env=XDG_CACHE_HOME,HOME", ...flags];
  return ["run", "--no-prompt", ...permissions, "examples/ping.ts", ...args];
}

async function ping(...args: string[]): Promise<Outcome> {
  await build();
  return await runCommand(Deno.execPath(), example(args));
}

/** Makes sure that so many answers have come, each once and in order. */
function assertAnswers({ code, stdout, stderr }: Outcome, host: string, count: number): void {
  assertEquals([code, stderr], [0, ""], stdout + stderr);
  const lines = stdout.split("\n");
  assertEquals(lines.pop(), "");
  const summary = lines.pop() ?? "";
  const answers = lines.map((line) => line.replace(/ time=\d+\.\d{3} ms$/, ""));
  const expected = Array.from({ length: count }, (_, i) => `24 bytes from ${host}: seq=${i}`);
  assertEquals(answers, expected);
  const shape = /^(\d+) sent, (\d+) received, min\/avg\/max ([\d.]+)\/([\d.]+)\/([\d.]+) ms$/;
  assertMatch(summary, shape);
  const [sent, received, min, average, max] = shape.exec(summary)!.slice(1).map(Number);
  assertEquals([sent, received], [count, count]);
  assert(0 < min! && min! <= average! && average! <= max!, summary);
}

/** Two network namespaces with a cable between them, at 10.77.0.1 and 10.77.0.2, fd77::1 and ::2. */
async function withNamespaces(body: (one: string, two: string) => Promise<void>): Promise<void> {
  const one = `uasyncio-${Deno.pid}-1`;
  const two = `uasyncio-${Deno.pid}-2`;
  try {
    await ip("netns", "add", one);
    await ip("netns", "add", two);
    const peer = ["peer", "name", "cable", "netns", two];
    await ip("-n", one, "link", "add", "cable", "type", "veth", ...peer);
    for (const [i, namespace] of [one, two].entries()) {
      await ip("-n", namespace, "address", "add", `10.77.0.${i + 1}/24`, "dev", "cable");
      const address = `fd77::${i + 1}/64`;
      await ip("-n", namespace, "address", "add", address, "dev", "cable", "nodad");
      await ip("-n", namespace, "link", "set", "cable", "up");
    }
    await body(one, two);
  } finally {
    for (const namespace of [one, two]) await ip("netns", "delete", namespace).catch(() => {});
  }
}

async function ip(...args: string[]): Promise<void> {
  let outcome;
  try {
    outcome = await runCommand("ip", args);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    throw new Error("This test needs `ip` to make network namespaces: apt install iproute2");
  }
  if (outcome.code === 0) return;
  const reason = outcome.stderr.trim();
  throw new Error(
    `This test needs root to make network namespaces: ip ${args.join(" ")}: ${reason}`,
  );
}

async function pingIn(namespace: string, ...args: string[]): Promise<Outcome> {
  await build();
  const command = ["netns", "exec", namespace, Deno.execPath(), ...example(args)];
  return await runCommand("ip", command);
}

for (const host of ["127.0.0.1", "::1"]) {
  Deno.test(`examples/ping.ts counts the answers of ${host}`, async () => {
    assertAnswers(await ping("--count=3", "--interval=0.02", host), host, 3);
  });

  Deno.test(`examples/ping.ts: several pings of ${host} at once do not take one another's answers`, async () => {
    const all = await Promise.all(
      [1, 2, 3].map(() => ping("--count=20", "--interval=0.02", host)),
    );
    for (const outcome of all) assertAnswers(outcome, host, 20);
  });
}

Deno.test("examples/ping.ts resolves a name", async () => {
  await build();
  const args = example(["--count=1", "localhost"], "--allow-net=localhost");
  assertAnswers(await runCommand(Deno.execPath(), args), "127.0.0.1", 1);
});

Deno.test("examples/ping.ts sends one request a second", async () => {
  const start = performance.now();
  assertAnswers(await ping("--count=2", "127.0.0.1"), "127.0.0.1", 2);
  assert(performance.now() - start >= 1000);
});

Deno.test("examples/ping.ts without a count goes on until Ctrl-C, and sums up then", async () => {
  await build();
  const process = spawn(Deno.execPath(), example(["--interval=60", "127.0.0.1"]));
  const stderr = new Response(process.stderr).text();
  const output = process.stdout.pipeThrough(new TextDecoderStream()).getReader();
  try {
    let stdout = "";
    let isInterrupted = false;
    for (let next = await output.read(); !next.done; next = await output.read()) {
      stdout += next.value;
      if (isInterrupted || !stdout.includes("\n")) continue;
      isInterrupted = true;
      process.kill("SIGINT");
    }
    const { code } = await process.status;
    assertAnswers({ code, stdout, stderr: await stderr }, "127.0.0.1", 1);
  } finally {
    try {
      process.kill("SIGKILL");
    } catch { // it has ended
    }
    await process.status;
    await stderr;
    await output.cancel();
  }
});

Deno.test("examples/ping.ts reaches another network namespace by IPv4 and IPv6", () =>
  withNamespaces(async (one, two) => {
    const options = ["--count=3", "--interval=0.02"];
    const [v4, v6, back] = await Promise.all([
      pingIn(one, ...options, "10.77.0.2"),
      pingIn(one, ...options, "fd77::2"),
      pingIn(two, ...options, "-6", "fd77::1"),
    ]);
    assertAnswers(v4, "10.77.0.2", 3);
    assertAnswers(v6, "fd77::2", 3);
    assertAnswers(back, "fd77::1", 3);
  }));

Deno.test("examples/ping.ts fails if nothing answers, or there is no way", () =>
  withNamespaces(async (one) => {
    const [nobody, nobody6, noWay] = await Promise.all([
      pingIn(one, "--count=2", "--interval=0.02", "10.77.0.99"),
      pingIn(one, "--count=2", "--interval=0.02", "fd77::99"),
      pingIn(one, "--count=1", "192.0.2.1"),
    ]);
    assertEquals(nobody, { code: 1, stdout: "2 sent, 0 received\n", stderr: "" });
    assertEquals(nobody6, { code: 1, stdout: "2 sent, 0 received\n", stderr: "" });
    assertEquals([noWay.code, noWay.stdout], [1, ""]);
    assertMatch(noWay.stderr, /^Cannot ping 192\.0\.2\.1: .+\n$/);
  }));

Deno.test("examples/ping.ts says what is missing or wrong", async () => {
  const cases: [string[], RegExp][] = [
    [[], /^Cannot ping: expected one host\n$/],
    [["a", "b"], /^Cannot ping: expected one host\n$/],
    [["--count=0", "a"], /^Cannot ping: --count must be a positive integer, got 0\n$/],
    [["--interval=x", "a"], /^Cannot ping: --interval must be a positive number .+, got x\n$/],
    [["--color", "a"], /^Cannot ping: Unknown option '--color'/],
  ];
  for (const [args, message] of cases) {
    const { code, stdout, stderr } = await ping(...args);
    assertEquals([code, stdout], [1, ""]);
    assertMatch(stderr, message);
  }
  const args = example(["127.0.0.1"]);
  const unbuilt = await runCommand(Deno.execPath(), args, `${cache}/empty`);
  assertEquals([unbuilt.code, unbuilt.stdout], [1, ""]);
  assertMatch(unbuilt.stderr, /^Cannot ping .+ the library .+ `deno task build:ffi` .+\n$/);
});
