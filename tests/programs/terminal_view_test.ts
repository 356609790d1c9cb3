import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { TerminalScreen } from "../board/terminal_screen.ts";
import { runProgram, urlOf } from "./run_program.ts";

const root = new URL("../../", import.meta.url);

/**
 * Runs a program at a terminal of 80 by 24, which `script` of util-linux makes. What is typed is
 * typed when the screen shows what it is to answer.
 */
async function runAtTerminal(
  program: string,
  { typed = [], term = "xterm", flags = ["--allow-env=UASYNCIO_BOARD,TERM"] }: {
    typed?: [when: RegExp, keys: string][];
    term?: string;
    flags?: string[];
  } = {},
): Promise<{ code: number; screen: TerminalScreen; text: string; screens: string[][] }> {
  const words = ["run", "--no-prompt", "--quiet", ...flags, program].map((word) => `'${word}'`);
  const process = new Deno.Command("script", {
    args: [
      ...["--quiet", "--return", "--echo", "always", "--command"],
      ...[`stty cols 80 rows 24; ${Deno.execPath()} ${words.join(" ")}`, "/dev/null"],
    ],
    cwd: root,
    env: { NO_COLOR: "1", TERM: term, UASYNCIO_BOARD: "sim", SHELL: "/bin/sh" },
    stdin: "piped",
    stdout: "piped",
    signal: AbortSignal.timeout(20_000),
  }).spawn();
  const screen = new TerminalScreen();
  const screens: string[][] = [];
  const keyboard = process.stdin.getWriter();
  let text = "";
  for await (const part of process.stdout.pipeThrough(new TextDecoderStream())) {
    text += part;
    // deno-lint-ignore no-control-regex
    for (const picture of part.split(/(?<=\x1b8)/)) { // however many of them come at once
      screen.feed(picture);
      screens.push(screen.show());
    }
    const [when, keys] = typed[0] ?? [];
    if (when === undefined || !when.test(screen.show().join("\n"))) continue;
    typed.shift();
    // Not while the program prints: the terminal shows what is typed where the cursor is.
    await new Promise((resolve) => setTimeout(resolve, 70));
    await keyboard.write(new TextEncoder().encode(keys));
  }
  await keyboard.close().catch(() => {});
  const { code } = await process.status;
  return { code, screen, text, screens };
}

/** Eight lines, one of which is a button that ends it; it prints, and is at rest most of the time. */
const PROGRAM = urlOf(`
  import { run, sleep_ms } from "./mod.ts";
  import { Pin } from "./src/machine/mod.ts";
  const leds = [5, 6, 13, 16, 17, 22, 26].map((id) => new Pin(id, Pin.OUT));
  const button = new Pin(27, Pin.IN, Pin.PULL_UP);
  await run(async () => {
    for (const led of leds) {
      led.on();
      await sleep_ms(50);
      led.off();
    }
    console.log("waiting");
    await button.edge(Pin.IRQ_FALLING);
    console.log("pressed");
    Deno.stdout.writeSync(new TextEncoder().encode("written\\n"));
    await sleep_ms(150);
  });
  console.error("over");
`);

Deno.test("TerminalView at a terminal: eight rows, what is printed and typed apart, a hint", async () => {
  const { code, screen, screens } = await runAtTerminal(PROGRAM, {
    typed: [[/waiting[^]*GPIO26 /, "2"], [/\n2(\n|$)/, "7\n"]],
  });
  assertEquals(code, 0);
  const rows = screen.show();
  const first = rows.findIndex((row) => row !== "");
  assertEquals(rows.slice(first, first + 6), ["waiting", "27", "pressed", "written", "over", ""]);
  assertMatch(
    rows.slice(-11, -9).map((row) => row.trim()).join(" "),
    /^\d\.\d\d s {2}Type 27 and Enter to press a button at GPIO27; 27=0 or 27=1 to hold it at a level$/,
  );
  const names = ["GPIO27", "GPIO5", "GPIO6", "GPIO13", "GPIO16", "GPIO17", "GPIO22", "GPIO26"];
  assertEquals(rows.slice(-9).map((row) => row.split(" ")[0]), [...names, ""]);
  for (const name of names.slice(1)) {
    const trace = rows.find((row) => row.startsWith(`${name} `))!;
    const highs = [...trace.matchAll(/█+/g)].map(([high]) => high.length);
    assertEquals(highs.length, 1, trace); // how long they are depends on the machine
    const lit = screens.filter((rows) =>
      rows.some((row) => row.startsWith(`${name} `) && row.endsWith("●"))
    );
    assert(lit.length > 0, `${name} has been seen to shine`);
  }
  const typed = screens.findIndex((rows) => rows.at(-1) === "2");
  assert(typed >= 0, "the digit has a row of its own");
  const times = new Set(screens.map((rows) => /\d\.\d\d s/.exec(rows.join())?.[0]));
  assert(times.size > 8, "it moves while nothing changes");
});

Deno.test("TerminalView at a terminal: TERM=dumb has plain lines", async () => {
  const { code, text } = await runAtTerminal(PROGRAM, {
    term: "dumb",
    typed: [[/waiting/, "27\n"]],
  });
  assertEquals([code, text.includes("\x1b")], [0, false]);
  assertMatch(text, /^Type 27 and Enter to press a button at GPIO27; .*\r\n +\d+\.\d ms {2}GPIO/m);
  assertMatch(text, /ms {2}GPIO26 off\r\nwaiting\r\n/);
});

Deno.test("TerminalView at a terminal: a program that dies leaves a terminal that is in order", async () => {
  const program = urlOf(`
    import { run, sleep_ms } from "./mod.ts";
    import { Pin } from "./src/machine/mod.ts";
    const led = new Pin(5, Pin.OUT);
    setTimeout(() => { throw new Error("dies"); }, 120);
    await run(async () => {
      for (;;) {
        led.toggle();
        console.log("on and on");
        await sleep_ms(5);
      }
    });
  `);
  const { code, screen } = await runAtTerminal(program);
  assertEquals(code, 1);
  assertStringIncludes(screen.show().join("\n"), "error: Uncaught Error: dies\n");
  // What comes next scrolls the whole screen.
  const { length } = screen.scrolled;
  screen.feed("\r\n".repeat(24));
  assertEquals([screen.show().join(""), screen.scrolled.length >= length + 23], ["", true]);
});

Deno.test("TerminalView into a pipe that is closed: the program goes on", async () => {
  const program = urlOf(`
    import { run, sleep_ms } from "./mod.ts";
    import { Pin } from "./src/machine/mod.ts";
    const led = new Pin(17, Pin.OUT);
    await run(async () => {
      for (let i = 0; i < 20; i++) {
        led.toggle();
        await sleep_ms(10);
      }
    });
    console.error("went on to its end");
  `);
  const process = new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-prompt", "--quiet", "--allow-env=UASYNCIO_BOARD", program],
    env: { NO_COLOR: "1", UASYNCIO_BOARD: "sim" },
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const stderr = new Response(process.stderr).text();
  const reader = process.stdout.getReader();
  await reader.read();
  await reader.cancel();
  assertEquals([(await process.status).code, await stderr], [0, "went on to its end\n"]);
  const whole = await runProgram(["--allow-env=UASYNCIO_BOARD", program], {
    UASYNCIO_BOARD: "sim",
  });
  assertEquals(whole.stdout.trimEnd().split("\n").length, 20);
});
