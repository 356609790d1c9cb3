import { assertEquals, assertStringIncludes } from "@std/assert";
import { type Outcome, runProgram, urlOf } from "./run_program.ts";

function help(keys: string, names: string, first: string): string {
  return `Type ${keys} and Enter to press a button at ${names}; ` +
    `${first}=0 or ${first}=1 to hold it at a level\n`;
}

const HELP = help("5", "GPIO5", "5");

/** Runs a program on the simulated board, with somebody at the keyboard. */
function runAtTerminal(program: string, ...typed: string[]): Promise<Outcome> {
  return runProgram([
    "--preload=tests/programs/terminal.ts",
    "--allow-env=UASYNCIO_BOARD",
    program,
    ...typed,
  ], { UASYNCIO_BOARD: "sim" });
}

function changes(stdout: string): string[] {
  return [...stdout.matchAll(/ms {2}(.+)\n/g)].map(([, change]) => change!);
}

Deno.test("SimulatedBoard, keyboard: a number presses a button, for 100 ms", async () => {
  const { stdout } = await runAtTerminal("examples/button.ts", "27", "27");
  assertEquals(stdout.split("\n").map((line) => line.trim()), [
    "0.0 ms  GPIO27 on",
    ...["0.0 ms  GPIO27 off", "10.0 ms  GPIO17 on", "100.0 ms  GPIO27 on"],
    ...["110.0 ms  GPIO27 off", "120.0 ms  GPIO17 off", "210.0 ms  GPIO27 on"],
    "",
  ]);
});

Deno.test("SimulatedBoard, keyboard: a level holds a line at it, and a tap lets go", async () => {
  const program = urlOf(`
    import { Event, run } from "./mod.ts";
    import { Pin } from "./src/machine/mod.ts";
    new Pin(5, Pin.IN, Pin.PULL_UP);
    new Pin(6, Pin.IN, Pin.PULL_DOWN);
    await run(new Event().wait());
  `);
  const { stdout } = await runAtTerminal(program, "5=0 6=1", "GPIO5=1", "5", "6", "6");
  assertEquals(changes(stdout), [
    "GPIO5 on",
    ...["GPIO5 off", "GPIO6 on"],
    "GPIO5 on",
    ...["GPIO5 off", "GPIO5 on"],
    "GPIO6 off",
    ...["GPIO6 on", "GPIO6 off"],
  ]);
});

Deno.test("SimulatedBoard, keyboard: it says what to type, at first and when it does not understand", async () => {
  const program = urlOf(`
    import { run } from "./mod.ts";
    import { Pin } from "./src/machine/mod.ts";
    await run(new Pin(5, Pin.IN).edge(Pin.IRQ_RISING));
  `);
  const { code, stdout, stderr } = await runAtTerminal(program, "99", "5=2", "", "5");
  assertEquals([code, stderr], [0, HELP.repeat(3)]);
  assertEquals(changes(stdout), ["GPIO5 on"]);
});

Deno.test("SimulatedBoard, keyboard: it names the program's inputs, and new ones when they come", async () => {
  const program = urlOf(`
    import { run, sleep_ms } from "./mod.ts";
    import { Pin, Pins } from "./src/machine/mod.ts";
    const button = new Pin(27, Pin.IN);
    new Pin(17, Pin.OUT);
    new Pins([5, "GPIO6"], Pin.IN);
    await run(sleep_ms(5));
    button.init(Pin.IN, Pin.PULL_UP);
    await run(sleep_ms(5));
    new Pin(4, Pin.IN);
    await run(sleep_ms(5));
  `);
  const { stderr } = await runAtTerminal(program);
  assertEquals(
    stderr,
    help("27, 5 or 6", "GPIO27, GPIO5 or GPIO6", "27") +
      help("27, 5, 6 or 4", "GPIO27, GPIO5, GPIO6 or GPIO4", "27"),
  );
});

Deno.test("SimulatedBoard, keyboard: it keeps a program alive while the loop runs, and no longer", async () => {
  const program = urlOf(`
    import { Event, run, sleep_ms } from "./mod.ts";
    import { Pin } from "./src/machine/mod.ts";
    new Pin(5, Pin.IN, Pin.PULL_UP);
    await run(sleep_ms(5));
    if (Deno.args[0] === "5") await run(new Event().wait());
  `);
  const waiting = await runAtTerminal(program, "5", "5");
  assertEquals(changes(waiting.stdout).length, 5);
  assertStringIncludes(waiting.stderr, "Top-level await promise never resolved"); // after Ctrl-D
  const ending = await runAtTerminal(program, "6", "6", "6");
  assertEquals([ending.code, changes(ending.stdout), ending.stderr], [0, ["GPIO5 on"], HELP]);
});

Deno.test("SimulatedBoard, keyboard: a program without inputs leaves it to others", async () => {
  const program = urlOf(`
    import { run, sleep_ms } from "./mod.ts";
    import { Pin, Pins } from "./src/machine/mod.ts";
    import { LED } from "./src/pyb/mod.ts";
    new Pin(5, Pin.OUT).on();
    new Pins([6, 7], Pin.OUT).value([1, 1]);
    new LED(1).on();
    await run(sleep_ms(5));
  `);
  const { stdout, stderr } = await runAtTerminal(program, "5=0", "6=0");
  assertEquals([changes(stdout).length, stderr], [4, ""]);
});

Deno.test("SimulatedBoard, keyboard: without a terminal nothing is read from stdin", async () => {
  const { code, stdout, stderr } = await runProgram(
    ["--allow-env=UASYNCIO_BOARD", "examples/button.ts"],
    { UASYNCIO_BOARD: "sim" },
  );
  assertEquals([code, changes(stdout)], [1, ["GPIO27 on"]]);
  assertStringIncludes(stderr, "Top-level await promise never resolved");
  assertStringIncludes(
    stderr,
    "No keys press the buttons at GPIO27: the standard input is no terminal\n",
  );
  assertEquals(stderr.includes("Type"), false);
});
