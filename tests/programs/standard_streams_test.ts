import { assertEquals } from "@std/assert";
import { urlOf } from "./run_program.ts";

const decoder = new TextDecoder();

function start(program: string): Deno.ChildProcess {
  return new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-prompt", urlOf(program)],
    env: { NO_COLOR: "1" },
    stdin: "piped",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
}

Deno.test("StreamReader(Deno.stdin), StreamWriter(Deno.stdout): lines go through a pipe", async () => {
  const child = start(`
    import { run, StreamReader, StreamWriter } from "./mod.ts";
    await run(async () => {
      const output = new StreamWriter(Deno.stdout);
      for await (const line of new StreamReader(Deno.stdin)) {
        output.write(line);
        await output.drain();
      }
      await output.wait_closed();
      console.log("and the end");
    });
  `);
  const writer = child.stdin.getWriter();
  const lines = Array.from({ length: 2000 }, (_, i) => `line ${i}\n`).join("");
  await writer.write(new TextEncoder().encode(lines));
  await writer.close();
  const { code, stdout } = await child.output();
  assertEquals(code, 0);
  assertEquals(decoder.decode(stdout), lines + "and the end\n");
});

Deno.test("StreamReader(Deno.stdin): the process ends with run(), though nothing is typed", async () => {
  const child = start(`
    import { run, StreamReader, wait_for } from "./mod.ts";
    const reader = new StreamReader(Deno.stdin);
    await run(async () => {
      try {
        await wait_for(reader.readline(), 0.1);
      } catch (error) {
        console.log(error.name);
      }
    });
  `);
  const timer = setTimeout(() => child.kill(), 20_000);
  const stdout = await new Response(child.stdout).text();
  const { code } = await child.status; // its standard input is open still
  clearTimeout(timer);
  assertEquals([stdout, code], ["TimeoutError\n", 0]);
  await child.stdin.close().catch(() => {});
});

Deno.test("Stream of a child process: a conversation, and the process ends with run()", async () => {
  const program = `
    import { run, Stream, wait_for } from "./mod.ts";
    const child = new Deno.Command(Deno.execPath(), {
      args: ["eval", "await Deno.stdin.readable.pipeTo(Deno.stdout.writable)"],
      stdin: "piped",
      stdout: "piped",
    }).spawn();
    const stream = new Stream(child);
    await run(async () => {
      stream.write("hello\\n");
      console.log(new TextDecoder().decode(await stream.readline()).trim());
      try {
        await wait_for(stream.readline(), 0.1);
      } catch (error) {
        console.log(error.name);
      }
    });
    console.log(String(stream).replace(/\\d+/, "N"));
  `;
  const { code, stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-prompt", `--allow-run=${Deno.execPath()}`, "--allow-read", urlOf(program)],
    stdin: "null",
    stderr: "inherit",
    signal: AbortSignal.timeout(20_000),
  }).output();
  assertEquals(decoder.decode(stdout), "hello\nTimeoutError\nStream(process N, open)\n");
  assertEquals(code, 0);
});

Deno.test("StreamReader(Deno.stdin): a menu, while an LED blinks", async () => {
  const child = start(`
    import { create_task, run, sleep_ms, StreamReader } from "./mod.ts";
    import { Pin, set_board, SimulatedBoard } from "./src/machine/mod.ts";

    const board = new SimulatedBoard();
    set_board(board);
    const led = new Pin(17, Pin.OUT);
    let period_ms = 5;

    async function blink() {
      while (true) {
        led.toggle();
        await sleep_ms(period_ms);
      }
    }

    async function menu() {
      const reader = new StreamReader(Deno.stdin);
      while (true) {
        console.log("s: slower, n: how often, q: quit");
        const line = await reader.readline();
        const choice = new TextDecoder().decode(line).trim();
        if (line.length === 0 || choice === "q") break;
        if (choice === "s") console.log("every " + (period_ms *= 2) + " ms");
        else if (choice === "n") console.log(board.history(17).length > 2 ? "often" : "never");
        else console.log("what?");
      }
    }

    await run(async () => {
      create_task(blink);
      await menu();
    });
    console.log("bye");
  `);
  const answers: string[] = [];
  const lines = ["s\n", "n\n", "x\n", "q\n"];
  const writer = child.stdin.getWriter();
  for await (const text of child.stdout.pipeThrough(new TextDecoderStream())) {
    for (const line of text.trim().split("\n")) {
      if (!line.startsWith("s: ")) {
        answers.push(line);
        continue;
      }
      await new Promise((resolve) => setTimeout(resolve, 50)); // while it blinks
      await writer.write(new TextEncoder().encode(lines.shift()));
    }
  }
  assertEquals((await child.status).code, 0); // though its standard input is open still
  assertEquals(answers, ["every 10 ms", "often", "what?", "bye"]);
  await writer.close().catch(() => {});
});
