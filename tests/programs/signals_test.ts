import { assertEquals, assertMatch, assertRejects } from "@std/assert";
import { run, type RunOptions } from "../../mod.ts";
import { type Outcome, runText } from "./run_program.ts";

const program = new URL("signalled.ts", import.meta.url).pathname;

/** Runs a program that waits in one way, and sends it signals: one when it waits, then others. */
async function interrupt(
  way: string,
  how = "",
  signal: Deno.Signal = "SIGINT",
  next: [after: string, signal: Deno.Signal] | null = null,
): Promise<Outcome> {
  const process = new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-prompt", "--allow-net=127.0.0.1", program, way, how],
    env: { NO_COLOR: "1" },
    stdout: "piped",
    stderr: "piped",
    signal: AbortSignal.timeout(10_000),
  }).spawn();
  const stderr = new Response(process.stderr).text();
  let stdout = "";
  const signals: [string, Deno.Signal][] = [["waiting\n", signal]];
  if (next !== null) signals.push(next);
  for await (const text of process.stdout.pipeThrough(new TextDecoderStream())) {
    stdout += text;
    if (signals.length > 0 && stdout.includes(signals[0]![0])) process.kill(signals.shift()![1]);
  }
  const { code } = await process.status;
  return { code, stdout, stderr: await stderr };
}

const WAYS = {
  sleep: [],
  gather: ["one", "two"],
  read: [],
  fetch: [],
  "a promise": [],
  event: [],
  computation: [],
  groups: ["outer", "inner", "innermost"],
};

for (const [way, others] of Object.entries(WAYS)) {
  const cleanup = [...others, "main"].map((name) => `${name} has tidied up`).sort();
  Deno.test(`run(): a signal during ${way}: all tidies up, and the status is 130`, async () => {
    const { code, stdout, stderr } = await interrupt(way);
    const lines = stdout.trimEnd().split("\n");
    const expected = way === "a promise" ? [] : cleanup; // a task that awaits one is given up
    assertEquals({ code, stderr, cleanup: lines.slice(1).sort() }, {
      code: 130,
      stderr: "",
      cleanup: expected,
    });
    assertEquals(lines[0], "waiting");
  });
}

Deno.test("run(): the status is that of the signal; run_until_complete() takes signals, too", async () => {
  const outcomes = [
    await interrupt("sleep", "loop", "SIGTERM"),
    await interrupt("sleep", "", "SIGHUP"),
  ];
  const stdout = "waiting\nmain has tidied up\n";
  assertEquals(outcomes, [{ code: 143, stdout, stderr: "" }, { code: 129, stdout, stderr: "" }]);
});

Deno.test("run(): what a signal throws may be caught, by main and by what calls run()", async () => {
  const before = "waiting\nmain has tidied up\n";
  assertEquals(await interrupt("sleep", "catch"), {
    code: 0,
    stdout: `${before}caught CancelledError\n`,
    stderr: "",
  });
  assertEquals(await interrupt("sleep", "swallow"), {
    code: 0,
    stdout: `${before}swallowed\ngoes on\n`,
    stderr: "",
  });
});

Deno.test("run(): a second signal ends the program at once", async () => {
  const { code, stdout } = await interrupt("no end", "", "SIGINT", [
    "tidying up for ever",
    "SIGTERM",
  ]);
  assertEquals({ code, stdout }, { code: 143, stdout: "waiting\ntidying up for ever\n" });
});

Deno.test("run(): a cancellation without a signal is an error as any other", async () => {
  const { code, stderr } = await runText(`
    import { create_task, current_task, run, sleep_ms } from "./mod.ts";
    await run(async () => {
      const main = current_task();
      create_task(() => main.cancel());
      await sleep_ms(1000);
    }, { signals: ["SIGINT"] });
  `);
  assertEquals(code, 1);
  assertMatch(stderr, /Uncaught \(in promise\) CancelledError: Task was cancelled/);
});

Deno.test("run(): signals are heard while it runs, and no longer", async () => {
  const { code, stderr } = await runText(`
    import { Event, run } from "./mod.ts";
    await run(async () => {}, { signals: ["SIGINT"] });
    await run(new Event().wait());
  `);
  assertEquals(code, 1);
  assertMatch(stderr, /Top-level await promise never resolved/);
});

Deno.test("run() refuses what are no signals, and other options", async () => {
  const tryIt = (options: object) => () => run(() => {}, options as RunOptions);
  await assertRejects(tryIt({ signal: "SIGINT" }), TypeError, 'no option "signal"');
  await assertRejects(
    tryIt({ signals: "SIGINT" }),
    TypeError,
    "Cannot run: signals has to be an array of SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGBREAK, got SIGINT",
  );
  await assertRejects(
    tryIt({ signals: ["SIGKILL"] }),
    TypeError,
    "Cannot run: signals has to be an array of SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGBREAK, got SIGKILL",
  );
});

Deno.test("run() with signals says so where there is no Deno", async () => {
  const { addSignalListener } = Deno;
  Deno.addSignalListener = undefined as unknown as typeof addSignalListener;
  try {
    await assertRejects(
      () => run(() => {}, { signals: ["SIGINT"] }),
      Error,
      "Cannot run with signals: they need Deno",
    );
  } finally {
    Deno.addSignalListener = addSignalListener;
  }
});
