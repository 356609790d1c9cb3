import { assert, assertEquals, assertMatch } from "@std/assert";
import { type Outcome, runProgram, urlOf } from "./run_program.ts";

const program = new URL("debugged.ts", import.meta.url).pathname;

function debug(what: string, value = "1", more: string[] = []): Promise<Outcome> {
  const flags = ["--allow-net=127.0.0.1", "--allow-env=UASYNCIO_DEBUG", ...more];
  return runProgram([...flags, program, what], { UASYNCIO_DEBUG: value });
}

Deno.test("run() with UASYNCIO_DEBUG=1: a deadlock is printed, with the table of the tasks", async () => {
  const { code, stderr } = await debug("deadlock");
  assertEquals(code, 1);
  const lines = stderr.split("\n");
  assertEquals(
    lines[0],
    "uasyncio: a deadlock: all tasks wait for one another, and nothing else can wake them",
  );
  assertMatch(lines[1]!, /^Task +Does +For +Created$/);
  const rows = lines.slice(2, 7).sort();
  const at = " +\\d{4} ms  by task deadlock at .+debugged\\.ts:\\d+:\\d+$";
  assertMatch(rows[0]!, new RegExp(`^consumer  waits for an item of a Queue${at}`));
  assertMatch(
    rows[1]!,
    /^deadlock\s+gathers 2 of 2 tasks\s+\d{4} ms\s+outside of tasks at .+:\d+:\d+$/,
  );
  assertMatch(rows[2]!, new RegExp(`^group     waits for an Event${at}`));
  assertMatch(rows[3]!, new RegExp(`^left      waits for a Lock${at}`));
  assertMatch(rows[4]!, new RegExp(`^right     waits for a Lock${at}`));
  assertMatch(stderr, /Top-level await promise never resolved/);
});

Deno.test("run() with UASYNCIO_DEBUG=1: a deadlock is printed also while a signal could end it", async () => {
  const process = new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-prompt", "--allow-env=UASYNCIO_DEBUG", program, "deadlock", "signals"],
    env: { NO_COLOR: "1", UASYNCIO_DEBUG: "1" },
    stdout: "null",
    stderr: "piped",
    signal: AbortSignal.timeout(10_000),
  }).spawn();
  let stderr = "";
  for await (const text of process.stderr.pipeThrough(new TextDecoderStream())) {
    const before = stderr;
    stderr += text;
    const isPrinted = (text: string) => /^deadlock +gathers .*\n/m.test(text);
    if (isPrinted(stderr) && !isPrinted(before)) process.kill("SIGINT");
  }
  assertEquals((await process.status).code, 130);
  assertMatch(stderr, /^uasyncio: a deadlock: all tasks wait for one another/);
  assertEquals(stderr.match(/a deadlock/g)?.length, 1);
});

Deno.test("run() with UASYNCIO_DEBUG=1: a deadlock is printed also when descriptors are waited for no more", async () => {
  const { stderr } = await debug("after_readiness", "1", ["--allow-ffi"]);
  assertMatch(stderr, /^uasyncio: a deadlock/);
});

Deno.test("run() with UASYNCIO_DEBUG: nothing is printed without it, nor without the permission", async () => {
  const without = await debug("deadlock", "0");
  assert(!without.stderr.includes("uasyncio:"), without.stderr);
  const forbidden = await runProgram([program, "deadlock"], { UASYNCIO_DEBUG: "1" });
  assertEquals(forbidden.stderr, without.stderr);
});

Deno.test("run() with UASYNCIO_DEBUG=1: what something else can wake is no deadlock", async () => {
  const ways = ["a flag", "a promise", "a sleeper", "a server"];
  await Promise.all(ways.map(async (way) => {
    assertEquals(await debug(way), { code: 0, stdout: "", stderr: "" }, way);
  }));
});

Deno.test("run() with UASYNCIO_DEBUG=1: tasks that hold the loop for long are reported, and no others", async () => {
  const { code, stderr } = await debug("computation");
  assertEquals(code, 0);
  const lines = stderr.trimEnd().split("\n");
  assertEquals(lines.length, 1, stderr);
  assertMatch(
    lines[0]!,
    /^uasyncio: task compute held the loop for \d{3} ms; it was created by task computation at .*debugged\.ts:\d+:\d+$/,
  );
});

Deno.test("run() with UASYNCIO_DEBUG=1: a failure that no task awaits comes with the place that created the task", async () => {
  const { stderr } = await debug("failure");
  assertMatch(
    stderr,
    /^Task exception wasn't retrieved\nfuture: Task measure: has thrown a string\ncreated by task failure at .*debugged\.ts:\d+:\d+\nno sensor\n$/,
  );
  const without = await debug("failure", "");
  assertEquals(without.stderr, stderr.replace(/created .*\n/, ""));
});

Deno.test("print_tasks() at a signal: while the loop runs, and it holds no process", async () => {
  const process = new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--no-prompt",
      urlOf(`
        import { Event, print_tasks, run, sleep_ms } from "./mod.ts";
        print_tasks({ signal: "SIGUSR1" });
        await run(async function main() {
          console.log("go");
          await sleep_ms(1000);
        });
      `),
    ],
    env: { NO_COLOR: "1" },
    stdout: "piped",
    stderr: "piped",
    signal: AbortSignal.timeout(10_000),
  }).spawn();
  const stderr = new Response(process.stderr).text();
  for await (const text of process.stdout.pipeThrough(new TextDecoderStream())) {
    if (text.includes("go")) process.kill("SIGUSR1");
  }
  assertEquals((await process.status).code, 0);
  assertMatch(await stderr, /^Task +Does\nmain +asleep for \d+ ms\n$/);
});
