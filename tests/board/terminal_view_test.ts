import { assert, assertEquals, assertThrows } from "@std/assert";
import { run, sleep_ms } from "../../mod.ts";
import { noteTyped, showHint } from "../../src/machine/boards/terminal_view.ts";
import { SimulatedBoard, TerminalView } from "../../src/machine/mod.ts";
import { VirtualClock } from "../../src/testing/mod.ts";
import { TerminalScreen } from "./terminal_screen.ts";

/** Puts a terminal, or a pipe, in the place of the standard output until it is disposed of. */
class FakeOutput implements Disposable {
  screen: TerminalScreen;
  text = "";
  size: { columns: number; rows: number };
  /** What `Deno.stdout.writeSync` throws. */
  error: Error | null = null;
  readonly #restores: (() => void)[];

  constructor(isTerminal: boolean, columns = 80, rows = 24) {
    this.size = { columns, rows };
    this.screen = new TerminalScreen(columns, rows);
    const write = (text: string) => {
      this.text += text;
      this.screen.feed(text);
    };
    const decoder = new TextDecoder();
    this.#restores = [
      replace(Deno.stdout, "isTerminal", () => isTerminal),
      replace(Deno.stderr, "isTerminal", () => isTerminal),
      replace(Deno, "consoleSize", () => this.size),
      replace(console, "log", (...words: unknown[]) => write(`${words.join(" ")}\n`)),
      replace(Deno.stdout, "writeSync", (bytes: Uint8Array) => {
        if (this.error !== null) throw this.error;
        write(decoder.decode(bytes));
        return bytes.length;
      }),
    ];
  }

  /** The rows from the first one that is not empty. */
  get rows(): string[] {
    const rows = this.screen.show();
    return rows.slice(rows.findIndex((row) => row !== ""));
  }

  /** The row of a line. */
  row(name: string): string {
    const rows = this.screen.show().filter((row) => row.startsWith(`${name} `));
    assertEquals(rows.length, 1, `${name} has a row: ${rows}`);
    return rows[0]!;
  }

  [Symbol.dispose](): void {
    for (const restore of this.#restores.reverse()) restore();
  }
}

function replace<K extends string, T>(object: { [key in K]: T }, key: K, value: T): () => void {
  const own = Object.getOwnPropertyDescriptor(object, key);
  Object.defineProperty(object, key, { value, configurable: true, writable: true });
  return () => {
    if (own === undefined) delete (object as { [key in K]?: T })[key];
    else Object.defineProperty(object, key, own);
  };
}

const write = (text: string) => Deno.stdout.writeSync(new TextEncoder().encode(text));

Deno.test("TerminalView has a row for each line, under the time, and the cursor is below", () => {
  using _clock = new VirtualClock();
  using output = new FakeOutput(true);
  const board = new SimulatedBoard();
  using _view = new TerminalView(board);
  write("$ deno run\n");
  for (let line = 0; line < 8; line++) board.drive(10 * line % 54, 1);
  board.drive(10, 0);
  const rows = output.screen.show();
  assertEquals(rows.findIndex((row) => row.includes("deno run")) < 14, true, "it stays above");
  assertEquals(
    rows.slice(14).map((row) => row.replace(/ [▁█]{60,} /, " ... ")),
    [
      "   0.00 s",
      "GPIO0  ... ●",
      "GPIO10 ... ○",
      "GPIO20 ... ●",
      "GPIO30 ... ●",
      "GPIO40 ... ●",
      "GPIO50 ... ●",
      "GPIO6  ... ●",
      "GPIO16 ... ●",
      "",
    ].toSpliced(2, 1, "GPIO10 ... ○"),
  );
  assert(rows.every((row) => row.length < 80));
  assertEquals(output.screen.cursor, [24, 1]);
});

Deno.test("TerminalView on a terminal that is too low shows as many lines as it can", () => {
  using _clock = new VirtualClock();
  using output = new FakeOutput(true, 40, 7);
  const board = new SimulatedBoard();
  using _view = new TerminalView(board);
  for (let line = 0; line < 8; line++) board.drive(line, 1);
  assertEquals(output.screen.show().map((row) => row.split(" ")[0]).slice(2), [
    ...["GPIO0", "GPIO1", "GPIO2", "...", ""],
  ]);
  assertEquals(output.screen.show()[5], "... and 5 more");
});

Deno.test("TerminalView: what the program prints scrolls above the traces", async () => {
  using _clock = new VirtualClock();
  using output = new FakeOutput(true);
  const board = new SimulatedBoard();
  using _view = new TerminalView(board);
  board.drive(5, 1);
  for (let i = 0; i < 50; i++) console.log("tick", i);
  board.drive(5, 0);
  board.drive(6, 1);
  console.log("over");
  const rows = output.screen.show();
  assertEquals(rows.slice(0, 20), [
    ...Array.from({ length: 18 }, (_, i) => `tick ${32 + i}`),
    ...["over", ""],
  ]);
  assertEquals(rows.slice(20).map((row) => row.split(" ")[0]), ["", "GPIO5", "GPIO6", ""]);
  assertEquals(output.screen.scrolled.slice(-32).at(-1), "tick 31");
  await run(sleep_ms(1));
});

Deno.test("TerminalView: a line that the program has begun goes on where it was", () => {
  using _clock = new VirtualClock();
  using output = new FakeOutput(true);
  const board = new SimulatedBoard();
  using _view = new TerminalView(board);
  board.drive(5, 1);
  write("one, ");
  board.drive(5, 0);
  write("two");
  board.drive(6, 1); // a row more
  write(" and three\n");
  console.log("four");
  assertEquals(output.rows.slice(0, 3), ["one, two and three", "four", ""]);
});

Deno.test("TerminalView: typed words have a row of their own, and are kept with what was printed", () => {
  using _clock = new VirtualClock();
  using output = new FakeOutput(true);
  const board = new SimulatedBoard();
  using view = new TerminalView(board);
  board.drive(5, 1);
  console.log("before");
  output.screen.feed("2"); // as the terminal shows it
  board.drive(6, 1);
  console.log("meanwhile");
  output.screen.feed("7");
  board.drive(6, 0);
  assertEquals(output.rows.at(-1), "27");
  output.screen.feed("\r\n");
  noteTyped(view, "27");
  console.log("after");
  assertEquals(output.rows.slice(0, 5), ["before", "meanwhile", "27", "after", ""]);
  assertEquals(output.rows.slice(5).map((row) => row.split(" ")[0]), ["", "GPIO5", "GPIO6", ""]);

  write("Name? ");
  output.screen.feed("Ada\r\n");
  noteTyped(view, "Ada");
  assertEquals(output.rows.slice(3, 6), ["after", "Name? Ada", ""]);
  assertEquals(output.rows.slice(6).map((row) => row.split(" ")[0]), ["", "GPIO5", "GPIO6", ""]);
});

Deno.test("TerminalView: a hint stands beside the time, in as many rows as it takes", () => {
  using _clock = new VirtualClock();
  using output = new FakeOutput(true, 40);
  const board = new SimulatedBoard();
  using view = new TerminalView(board);
  assertEquals(showHint(view, "Type 27 and Enter to press a button at GPIO27"), true);
  assertEquals(output.rows, [
    "   0.00 s  Type 27 and Enter to press a",
    "           button at GPIO27",
    "",
  ]);
});

Deno.test("TerminalView moves while nothing changes, and keeps nothing alive", async () => {
  using output = new FakeOutput(true);
  const board = new SimulatedBoard();
  using _view = new TerminalView(board);
  board.drive(5, 1);
  board.drive(5, 0);
  const before = output.row("GPIO5").indexOf("█");
  const time = () => Number(/(\d+\.\d+) s/.exec(output.rows.join())![1]);
  const begin = time();
  for (let i = 0; i < 500 && !(output.row("GPIO5").indexOf("█") < before - 2); i++) {
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  assert(output.row("GPIO5").indexOf("█") < before - 2, output.row("GPIO5"));
  assert(time() > begin);
});

Deno.test("TerminalView: a flash of 50 ms has one character, and its lamp is lit for as long", async () => {
  using _clock = new VirtualClock();
  using output = new FakeOutput(true);
  const board = new SimulatedBoard();
  using view = new TerminalView(board);
  const lamp = () => {
    showHint(view, ""); // draws
    return output.row("GPIO5").at(-1);
  };
  await run(async () => {
    for (let i = 0; i < 200; i++) {
      await sleep_ms(i % 7 + 0.37); // wherever it begins
      board.drive(5, 1);
      assertEquals(lamp(), "●");
      await sleep_ms(50 + (i % 3 - 1) / 5);
      board.drive(5, 0);
      assertEquals(lamp(), "○", "it is not held");
      await sleep_ms(100);
      lamp();
      const highs = [...output.row("GPIO5").matchAll(/█+/g)].map(([high]) => high.length);
      assertEquals(new Set(highs), new Set([1]), `flash ${i}: ${output.row("GPIO5")}`);
    }
  });
});

Deno.test("TerminalView: levels are as long as they have lasted, and short flashes are seen", async () => {
  using _clock = new VirtualClock();
  using output = new FakeOutput(true);
  const board = new SimulatedBoard();
  using _view = new TerminalView(board);
  await run(async () => {
    board.drive(5, 1);
    await sleep_ms(0.01);
    board.drive(5, 0);
    await sleep_ms(500);
    board.drive(5, 1);
    await sleep_ms(1000);
    board.drive(5, 0);
    await sleep_ms(60);
    board.drive(5, 1);
    await sleep_ms(100);
    board.drive(5, 0);
  });
  assertEquals(/█.*█/.exec(output.row("GPIO5"))![0], `█${"▁".repeat(10)}${"█".repeat(20)}▁██`);
});

Deno.test("TerminalView: many changes in a row cost few pictures, and the lamp tells of a flash", async () => {
  using output = new FakeOutput(true);
  const board = new SimulatedBoard();
  using _view = new TerminalView(board);
  const begin = performance.now();
  for (let i = 0; i < 2000; i++) board.drive(5, (i % 2 ^ 1) as 0 | 1);
  const pictures = output.text.split(" s  ").length - 1;
  const most = 25 + (performance.now() - begin) / 10;
  assert(pictures <= most, `${pictures} pictures, and not more than ${most}`);
  const before = output.text.length;
  for (let i = 0; i < 500 && output.text.length === before; i++) await sleep_real(10);
  assertEquals(output.row("GPIO5").at(-1), "●", "it was on, after the last picture");
  for (let i = 0; i < 500 && output.row("GPIO5").at(-1) === "●"; i++) await sleep_real(10);
  assertEquals(output.row("GPIO5").at(-1), "○");
});

function sleep_real(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

Deno.test("TerminalView goes on when the terminal gets another size, and none of its own", () => {
  using _clock = new VirtualClock();
  using output = new FakeOutput(true);
  const board = new SimulatedBoard();
  using _view = new TerminalView(board);
  board.drive(5, 1);
  console.log("before");
  output.size = { columns: 60, rows: 20 };
  output.screen = new TerminalScreen(60, 20);
  board.drive(6, 1);
  assertEquals(output.screen.cursor, [20, 1]);
  const rows = output.screen.show();
  assertEquals(rows.map((row) => row.split(" ")[0]).slice(-5), ["", "", "GPIO5", "GPIO6", ""]);
  assert(rows.every((row) => row.length < 60));
  output.size = { columns: 0, rows: 0 }; // as some terminals say
  output.screen = new TerminalScreen(80, 24);
  board.drive(7, 1);
  assertEquals(output.screen.cursor, [24, 1]);
});

Deno.test("TerminalView at its end shows the last state and gives back what it took", () => {
  using _clock = new VirtualClock();
  using output = new FakeOutput(true);
  const { log } = console;
  const { writeSync } = Deno.stdout;
  const board = new SimulatedBoard();
  {
    using _view = new TerminalView(board);
    assert(console.log !== log);
    for (let i = 0; i < 100; i++) board.drive(5, (i % 2) as 0 | 1);
  }
  assertEquals(output.row("GPIO5").at(-1), "●");
  assert(console.log === log && Deno.stdout.writeSync === writeSync);
  const { length } = output.text;
  board.drive(5, 0);
  assertEquals(output.text.length, length);
  console.log("over");
  assertEquals(output.rows.at(-2), "over");
});

Deno.test("TerminalView: what console.log throws passes through, and the view goes on", () => {
  using _clock = new VirtualClock();
  using output = new FakeOutput(true);
  using _failing = {
    [Symbol.dispose]: replace(console, "log", () => {
      throw new Error("broken");
    }),
  };
  const board = new SimulatedBoard();
  using _view = new TerminalView(board);
  board.drive(5, 1);
  assertThrows(() => console.log("words"), Error, "broken");
  write("words\n");
  assertEquals(output.rows.slice(0, 2), ["words", ""]);
  assertEquals(output.screen.cursor, [24, 1]);
});

Deno.test("TerminalView writes plain lines where the output is no terminal", async () => {
  using _clock = new VirtualClock();
  using output = new FakeOutput(false);
  const { log } = console;
  const board = new SimulatedBoard();
  using view = new TerminalView(board);
  board.drive(5, 1);
  await run(sleep_ms(12.5));
  board.drive("LED1", 1);
  board.drive(5, 0);
  assertEquals(
    output.text,
    "       0.0 ms  GPIO5 on\n      12.5 ms  LED1 on\n      12.5 ms  GPIO5 off\n",
  );
  assert(console.log === log);
  const before = output.text;
  assertEquals(showHint(view, "hint"), false);
  noteTyped(view, "27");
  assertEquals(output.text, before);
});

for (const isTerminal of [true, false]) {
  Deno.test(`TerminalView: a closed ${isTerminal ? "terminal" : "pipe"} is no concern of the program`, () => {
    using _clock = new VirtualClock();
    using output = new FakeOutput(isTerminal);
    const board = new SimulatedBoard();
    using _view = new TerminalView(board);
    board.drive(5, 1);
    output.error = new Deno.errors.BrokenPipe("Broken pipe (os error 32)");
    board.drive(5, 0);
    board.drive(6, 1);
    assertEquals([board.level(5), board.level(6)], [0, 1]);
  });
}
