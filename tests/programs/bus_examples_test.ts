import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { type Outcome, runText } from "./run_program.ts";

const root = new URL("../../", import.meta.url);

/** For so long, in ms, a test waits for a program at most. */
const PATIENCE = 20_000;

/** The command in the head of an example that takes no Raspberry Pi, in words. */
function simulatedCommand(name: string): string[] {
  const source = Deno.readTextFileSync(new URL(`examples/${name}.ts`, root));
  const [, command = ""] = /^\/\/ {3}deno (.* --preload=.*)$/m.exec(source) ?? [];
  return command.replace("run ", "run --no-prompt ").split(" ");
}

/** A program that has been started as an example says, without a Raspberry Pi. */
class Started {
  readonly #process: Deno.ChildProcess;
  readonly #stderr: Promise<string>;
  readonly #output: ReadableStreamDefaultReader<string>;
  stdout = "";

  constructor(args: string[]) {
    this.#process = new Deno.Command(Deno.execPath(), {
      args,
      cwd: root,
      env: { NO_COLOR: "1" },
      stdout: "piped",
      stderr: "piped",
      signal: AbortSignal.timeout(PATIENCE),
    }).spawn();
    this.#stderr = new Response(this.#process.stderr).text();
    this.#output = this.#process.stdout.pipeThrough(new TextDecoderStream()).getReader();
  }

  /** Waits until it has printed something. */
  async until(pattern: RegExp): Promise<void> {
    while (!pattern.test(this.stdout)) {
      const { value } = await this.#output.read();
      if (value === undefined) throw new Error(`It has ended: ${this.stdout}${await this.#stderr}`);
      this.stdout += value;
    }
  }

  /** Ends it by Ctrl-C. */
  async end(): Promise<Outcome> {
    this.#process.kill("SIGINT");
    for (let end = false; !end;) {
      const { value, done } = await this.#output.read();
      this.stdout += value ?? "";
      end = done;
    }
    const { code } = await this.#process.status;
    return { code, stdout: this.stdout, stderr: await this.#stderr };
  }
}

/** Runs a program that imports an example, whose imports deno.json has. */
function runWithExample(text: string): Promise<Outcome> {
  return runText(text, "--config=deno.json");
}

/** What an example prints within a time, in ms, which takes none. */
async function runSimulated(name: string, time_ms: number): Promise<Outcome> {
  return await runWithExample(`
    import { create_task, sleep_ms } from "./mod.ts";
    import { VirtualClock } from "./src/testing/mod.ts";
    new VirtualClock();
    await import("./examples/simulated/${name}.ts");
    create_task(async () => {
      await sleep_ms(${time_ms});
      Deno.exit();
    });
    await import("./examples/${name}.ts");
  `);
}

Deno.test("examples/thermometer.ts prints its values, and answers them over HTTP", async () => {
  const args = simulatedCommand("thermometer");
  const port = 20_000 + Deno.pid % 20_000;
  const program = new Started([...args.map((arg) => arg.replace("8000", String(port))), `${port}`]);
  await program.until(/^\d+\.\d\d °C\n/m);
  const [, shown = ""] = /^(\d+\.\d\d) °C\n/m.exec(program.stdout)!;
  const { celsius } = await (await fetch(`http://127.0.0.1:${port}/`)).json();
  assert(Math.abs(celsius - Number(shown)) <= 1, `${celsius} and ${shown}`);
  const { code, stderr } = await program.end();
  assertEquals([code, stderr.replace(/^Listening.*\n/, "")], [130, ""]);
});

/** A thermometer that says this, and is pulled out; and the example. */
const WITH_VALUES = `
  import { create_task, sleep_ms } from "./mod.ts";
  import { set_board, SimulatedBoard } from "./src/machine/mod.ts";
  import { VirtualClock } from "./src/testing/mod.ts";
  const board = new SimulatedBoard();
  set_board(board);
  const clock = new VirtualClock();
  const answers: (() => Response)[] = [];
  Deno.serve = (_options, answer) => {
    answers.push(answer);
    return { [Symbol.asyncDispose]: async () => {} };
  };
  const values = [[0x15, 0x80], [0x15, 0x80], [0x00, 0x40], [0xff, 0xc0], [0xf6, 0x00], [0x7f, 0xf0]];
  const registers = { 0: new Uint8Array(2) };
  board.i2c(1).attach(0x48, { registers });
  registers[0].set(values.shift());
  create_task(async () => {
    await sleep_ms(500);
    for (const value of [...values, null, [0x19, 0x00]]) {
      board.i2c(1).attach(0x48, value === null ? null : { registers });
      if (value !== null) registers[0].set(value);
      await sleep_ms(1000);
      const response = answers[0]();
      console.log(response.status, await response.text());
    }
    Deno.exit();
  });
  await import("./examples/thermometer.ts");
`;

Deno.test("examples/thermometer.ts knows degrees below zero, and a thermometer that is pulled out", async () => {
  const { code, stdout, stderr } = await runWithExample(WITH_VALUES);
  assertEquals([code, stderr], [0, ""]);
  const nack = "no device has answered (NACK)";
  const lines = stdout.trimEnd().split("\n").map((line) =>
    line.includes(nack) ? line.replace(/Cannot.*NACK.*answer/, "NACK") : line
  );
  assertEquals(lines, [
    "21.50 °C",
    '200 {"celsius":21.5}',
    ...["0.25 °C", '200 {"celsius":0.25}'],
    ...["-0.25 °C", '200 {"celsius":-0.25}'],
    ...["-10.00 °C", '200 {"celsius":-10}'],
    ...["127.94 °C", '200 {"celsius":127.9375}'],
    ...["NACK", '503 {"error":"NACK"}'],
    ...["25.00 °C", '200 {"celsius":25}'],
  ]);
});

Deno.test("examples/eeprom_clock.ts shows a clock that ticks, as its head says", async () => {
  const program = new Started(simulatedCommand("eeprom_clock"));
  const time = "\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d\n";
  await program.until(new RegExp(`^Start 1\n${time}${time}$`));
  const { code, stderr } = await program.end();
  assertEquals([code, stderr], [130, ""]);
});

/** The clock of a given time and an EEPROM that says what it has been told; and the example. */
function clockProgram(registers: number[], memory: number[], args: string[] = []): string {
  return `
    import { create_task, sleep_ms } from "./mod.ts";
    import { set_board, SimulatedBoard } from "./src/machine/mod.ts";
    import { VirtualClock } from "./src/testing/mod.ts";
    const board = new SimulatedBoard();
    set_board(board);
    new VirtualClock();
    const registers = Uint8Array.from(${JSON.stringify(registers)});
    board.i2c(1).attach(0x68, { registers });
    const bytes = new Uint8Array(256);
    bytes.set(${JSON.stringify(memory)}, 4);
    board.i2c(1).attach(0x50, {
      write([at, ...values]) {
        if (values.length === 0) return place = at;
        console.log("written", at, values.length);
        bytes.set(values, at);
        // Until it has written, it does not answer.
        board.i2c(1).attach(0x50, null);
        create_task(async () => {
          await sleep_ms(3);
          board.i2c(1).attach(0x50, this);
        });
      },
      read: (count) => bytes.slice(place, place + count),
    });
    let place = 0;
    create_task(async () => {
      await sleep_ms(150);
      console.log(JSON.stringify([...registers]), JSON.stringify([...bytes.slice(4, 16)]));
      Deno.exit();
    });
    Object.defineProperty(Deno, "args", { value: ${JSON.stringify(args)} });
    await import("./examples/eeprom_clock.ts");
  `;
}

/** 59 s, 58 min, 23 h, Wednesday, the 31st of December 2025. */
const REGISTERS = [0x59, 0x58, 0x23, 4, 0x31, 0x12, 0x25];

Deno.test("examples/eeprom_clock.ts remembers in its EEPROM, page by page", async () => {
  const first = await runWithExample(clockProgram(REGISTERS, []));
  assertEquals([first.code, first.stderr], [0, ""]);
  const lines = first.stdout.trimEnd().split("\n");
  assertEquals(lines.slice(0, 4), [
    "written 4 4",
    "written 8 8",
    "Start 1",
    "2025-12-31 23:58:59",
  ]);
  const memory = JSON.parse(lines.at(-1)!.split(" ")[1]!);
  const next = await runWithExample(clockProgram([0, 0, 0, 5, 1, 1, 0x26], memory));
  assertEquals(next.stdout.split("\n").slice(2, 4), [
    "Start 2, the one before at 2025-12-31 23:58:59",
    "2026-01-01 00:00:00",
  ]);
});

Deno.test("examples/eeprom_clock.ts sets the clock, and says that it has lost its time", async () => {
  const lost = [0x80, 0, 0, 1, 1, 1, 0];
  const { code, stderr } = await runWithExample(clockProgram(lost, []));
  assertEquals(code, 1);
  assertStringIncludes(
    stderr,
    "Cannot tell the time: the clock has lost it; `set` as an argument sets it",
  );
  const before = Date.now();
  const { stdout } = await runWithExample(clockProgram(lost, [], ["set"]));
  const line = stdout.trimEnd().split("\n").at(-1)!.split(" ")[0]!;
  const [seconds, minutes, hours, weekday, day, month, year] = (JSON.parse(line) as number[])
    .map((byte) => Number(byte.toString(16)));
  const time = Date.UTC(2000 + year!, month! - 1, day, hours, minutes, seconds);
  assert(time > before - 1000 && time <= Date.now(), `${line} at ${new Date(before)}`);
  assertEquals(weekday, new Date(time).getUTCDay() + 1);
});

Deno.test("examples/gps.ts prints time and place, as its head says", async () => {
  const program = new Started(simulatedCommand("gps"));
  await program.until(/^12:00:00 UTC {2}no fix yet {2}3 satellites\n/);
  const { code, stderr } = await program.end();
  assertEquals([code, stderr], [130, ""]);
});

Deno.test("examples/gps.ts leaves out what came to harm", async () => {
  const { code, stdout, stderr } = await runSimulated("gps", 5100);
  assertEquals(code, 0);
  assertEquals(stdout.trimEnd().split("\n"), [
    "12:00:00 UTC  no fix yet  3 satellites",
    "12:00:01 UTC  no fix yet  3 satellites",
    "12:00:02 UTC  51.50004 N  0.12505 W  25.4 m  8 satellites",
    "12:00:04 UTC  51.50008 N  0.12510 W  25.4 m  8 satellites",
    "12:00:05 UTC  51.50010 N  0.12513 W  25.4 m  8 satellites",
  ]);
  assertMatch(stderr, /^Not a sentence: "\$GPGGA,120003\.00,.*"\n$/);
});

Deno.test("examples/gps.ts takes sentences of other satellites, and any port by its path", async () => {
  const { stdout, stderr } = await runWithExample(`
    import { create_task, sleep_ms } from "./mod.ts";
    import { set_board, SimulatedBoard } from "./src/machine/mod.ts";
    const board = new SimulatedBoard();
    set_board(board);
    create_task(async () => {
      const device = board.uart("/dev/ttyUSB0");
      device.write("*\\r\\n$GNGGA,123519,4807.038,N,01131.000,E,1,08,0.9,545.4,M,46.9,M,,*59\\n");
      device.write("$GPGGA,123519,4807.038,N,01131.000,E,1,08,0.9,545.4,M,46.9,M,,*47\\r\\n");
      device.write("$GPGGA,,,,,,0,00,,,,,,,*66\\r\\n$GPGGA,1*77\\r\\n" + "x".repeat(150) + "\\n");
      await device.drain();
      await sleep_ms(20);
      Deno.exit();
    });
    Object.defineProperty(Deno, "args", { value: ["/dev/ttyUSB0"] });
    await import("./examples/gps.ts");
  `);
  const place = "12:35:19 UTC  48.11730 N  11.51667 E  545.4 m  8 satellites";
  assertEquals(stdout.split("\n"), [place, place, "--:--:-- UTC  no fix yet  0 satellites", ""]);
  assertEquals(stderr.match(/^Not a sentence: /gm)?.length, 3);
});

/** The pixels that the terminal shows, a string of "#" and "." for each row. */
function pixelsOf(picture: string): string[] {
  const dots = [[0, 0], [0, 1], [0, 2], [1, 0], [1, 1], [1, 2], [0, 3], [1, 3]] as const;
  return picture.split("\n").flatMap((line) => {
    const rows = Array.from({ length: 4 }, () => Array<string>(2 * line.length).fill("."));
    for (let column = 0; column < line.length; column++) {
      const bits = line.charCodeAt(column) - 0x2800;
      for (const [i, [x, y]] of dots.entries()) {
        if ((bits >> i & 1) !== 0) rows[y]![2 * column + x] = "#";
      }
    }
    return rows.map((row) => row.join(""));
  });
}

Deno.test("examples/oled.ts shows text, as its head says, and turns the display off at the end", async () => {
  const program = new Started(simulatedCommand("oled"));
  await program.until(/\n\n/);
  const { code, stdout, stderr } = await program.end();
  assertEquals([code, stderr], [130, ""]);
  const [shown, off] = [pixelsOf(stdout.split("\n\n")[0]!), stdout.trimEnd().split("\n\n").at(-1)!];
  assertEquals(shown.length, 64);
  assertMatch(off, /^[\u2800\n]+$/);
  // "ua", the first letters of the title, without their margins.
  assertEquals(shown.slice(0, 8).map((row) => row.slice(0, 15)), [
    "...............",
    "...............",
    ".#...#....###..",
    ".#...#.......#.",
    ".#...#....####.",
    ".#..##...#...#.",
    "..##.#....####.",
    "...............",
  ]);
  assertEquals(shown[10], "#".repeat(128));
});

Deno.test("examples/oled.ts counts, and its bar grows", async () => {
  const { code, stdout } = await runSimulated("oled", 61_500);
  assertEquals(code, 0);
  const pictures = stdout.trimEnd().split("\n\n").map(pixelsOf);
  const bars = pictures.map((rows) => rows[58]!.slice(2, 126).lastIndexOf("#") + 1);
  assertEquals(bars.length, 62);
  assertEquals([bars[0], bars[29], bars[59], bars[60]], [2, 62, 124, 2]);
  const text = (i: number) => pictures[i]!.slice(24, 32).map((row) => row.slice(0, 64)).join("\n");
  assertEquals(new Set(pictures.map((_, i) => text(i))).size, 62); // "up 0:00" to "up 1:01"
});

Deno.test("examples/room_climate.ts reads its sensors every ten seconds, also when one is pulled out", async () => {
  const { code, stdout, stderr } = await runSimulated("room_climate", 45_000);
  assertEquals([code, stderr], [0, ""]);
  const missing =
    "Cannot measure at GPIO4: no sensor has answered; see to its wires and its power, " +
    "and to the resistor between its data line and 3.3 V";
  assertEquals(stdout.trimEnd().split("\n"), [
    "inside 22.0 °C, 40 %; outside 18.0 and 13.0 °C",
    "inside 21.5 °C, 43 %; outside 12.1 and 8.9 °C",
    `${missing}; outside 1.3 and 1.3 °C`,
    "inside 20.0 °C, 50 %; outside -1.5 and -0.7 °C",
    "inside 20.8 °C, 46 %; outside 6.9 and 5.3 °C",
  ]);
});

Deno.test("examples/room_climate.ts runs as it says without a Raspberry Pi, until Ctrl-C", async () => {
  const program = new Started(simulatedCommand("room_climate"));
  await program.until(/^inside .*; outside .*\n/m);
  const { code, stderr } = await program.end();
  assertEquals([code, stderr], [130, ""]);
});
