import { assert, assertEquals, assertMatch } from "@std/assert";

const root = new URL("../../", import.meta.url);
/** For so long, in ms, the REPL may take for a line. */
const PATIENCE = 20_000;

/** `deno repl` in a terminal, by the program `script`. */
class Repl implements AsyncDisposable {
  readonly #process: Deno.ChildProcess;
  readonly #writer: WritableStreamDefaultWriter<Uint8Array>;
  readonly #reading: Promise<void>;
  #output = "";

  constructor() {
    const repl = `${Deno.execPath()} repl --quiet --no-prompt --allow-ffi --allow-read=.`;
    this.#process = new Deno.Command("script", {
      args: ["-qec", repl, "/dev/null"],
      cwd: root,
      env: { NO_COLOR: "1", TERM: "xterm" },
      stdin: "piped",
      stdout: "piped",
    }).spawn();
    this.#writer = this.#process.stdin.getWriter();
    this.#reading = this.#read();
  }

  async #read(): Promise<void> {
    for await (const text of this.#process.stdout.pipeThrough(new TextDecoderStream())) {
      this.#output += text;
    }
  }

  /** Types a line; what is printed until the next prompt. */
  async type(line: string): Promise<string> {
    await this.prompt();
    this.#output = "";
    await this.#writer.write(new TextEncoder().encode(`${line}\r`));
    return await this.prompt();
  }

  /** Waits until there is nothing but the prompt; what is printed before it. */
  async prompt(): Promise<string> {
    const start = performance.now();
    for (let before = "";;) {
      // deno-lint-ignore no-control-regex -- what moves the cursor
      const text = this.#output.replaceAll(/\x1b(?:\[[0-9;?]*[A-Za-z]|[78])/g, "").trimEnd();
      const lines = text.split(/[\r\n]+/);
      if (lines.at(-1) === ">" && text === before) {
        return lines.filter((line) => !line.startsWith(">")).join("\n").trim();
      }
      before = text;
      assert(performance.now() - start < PATIENCE, `no prompt after ${JSON.stringify(text)}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#writer.write(new TextEncoder().encode("close()\r"));
    await this.#process.status;
    await this.#writer.close().catch(() => {});
    await this.#reading;
  }
}

Deno.test("docs/coming_from_micropython.md: its session with the REPL, in a terminal", async () => {
  const guide = await Deno.readTextFile(new URL("docs/coming_from_micropython.md", root));
  const [, block = ""] = /^\*\*The REPL\*\*.*?^```text\n(.*?)^```/ms.exec(guide)!;
  const lines = block.trim().split("\n").map((line) => line.replace("> ", ""));
  assertEquals(lines.length, 8);
  const outputs = new Map<string, string>();

  await using repl = new Repl();
  await repl.type(
    'const { set_board, SimulatedBoard } = await import("@uasyncio/uasyncio/machine");',
  );
  await repl.type("const board = new SimulatedBoard();");
  await repl.type("set_board(board);");
  for (const line of lines) {
    if (line.startsWith("task.cancel")) { // it blinks at the same time
      await repl.type("await new Promise((resolve) => setTimeout(resolve, 1200));");
    }
    const output = await repl.type(line);
    assert(!output.includes("Uncaught"), `${line} ${output}`);
    outputs.set(line, output);
  }
  assertMatch(
    outputs.get("print_tasks();")!,
    /Task +Does\n\(no name\) +waits for an Event\n\(no name\) +asleep for \d+ ms/,
  );
  assertMatch(outputs.get("task.cancel();")!, /true$/);
  const changes = await repl.type("board.history(17).length;");
  assert(Number(/(\d+)$/.exec(changes)?.[1]) >= 4, changes);
  assertMatch(await repl.type("print_tasks();"), /Task +Does\n\(no name\) +waits for an Event\n/);
  assertMatch(
    await repl.type("await sleep_ms(5);"),
    /RuntimeError: Cannot wait: not inside a task/,
  );
});
