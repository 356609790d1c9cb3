import { assertEquals } from "@std/assert";
import { runProgram } from "./run_program.ts";

/**
 * Runs an example on the simulated board as it says, while somebody uses the board, see
 * user_of_board.ts; what it prints, and the changes of levels as `"1000 GPIO17 on"`.
 */
async function runOnBoard(name: string, ...acts: string[]): Promise<string[]> {
  const { code, stdout, stderr } = await runProgram([
    "--preload=tests/programs/user_of_board.ts",
    "--allow-env=UASYNCIO_BOARD",
    `examples/${name}`,
    ...acts,
  ], { UASYNCIO_BOARD: "sim" });
  assertEquals([code, stderr.replace(/^No keys press the buttons at GPIO.*\n/, "")], [0, ""]);
  return stdout.trimEnd().split("\n").map((line) =>
    line.replace(/^ *(\d+)\.0 ms {2}(\w+) (on|off)$/, "$1 $2 $3")
  );
}

function without(line: string, output: string[]): string[] {
  return output.filter((text) => !text.includes(` ${line} `));
}

Deno.test("examples/button.ts turns the LED on and off, once a press however it bounces", async () => {
  const bouncing = ["1000:27=0", "1002:27=1", "1003:27=0", "1500:27=1", "1501:27=0", "1503:27=1"];
  const output = await runOnBoard("button.ts", ...bouncing, "2000:27", "3000:27", "4000:end");
  assertEquals(without("GPIO27", output), ["1013 GPIO17 on", "2010 GPIO17 off", "3010 GPIO17 on"]);
});

Deno.test("examples/button.ts takes no notice of what is shorter than a press", async () => {
  const output = await runOnBoard("button.ts", "1000:27=0", "1009:27=1", "2000:end");
  assertEquals(without("GPIO27", output), []);
});

/** A pedestrian presses at these times, in ms; what the cars get to see until a minute is over. */
async function watchTrafficLight(...presses: number[]): Promise<string[]> {
  const acts = presses.map((time_ms) => `${time_ms}:5`);
  const output = await runOnBoard("traffic_light.ts", ...acts, "60000:end");
  const lit = new Set<string>();
  const phases = new Map<number, string>();
  for (const change of without("GPIO5", output)) {
    const [time_ms, line, state] = change.split(" ");
    if (state === "on") lit.add(LIGHTS[line!]!);
    else lit.delete(LIGHTS[line!]!);
    phases.set(Number(time_ms), [...lit].sort().join(" and "));
  }
  return [...phases].map(([time_ms, phase]) => `${time_ms / 1000} s ${phase}`);
}

const LIGHTS: Record<string, string> = { GPIO17: "red", GPIO27: "yellow", GPIO22: "green" };

Deno.test("examples/traffic_light.ts stays green until a pedestrian presses the button", async () => {
  assertEquals(await watchTrafficLight(), ["0 s green"]);
  assertEquals(await watchTrafficLight(20_000), [
    ...["0 s green", "20 s yellow", "22 s red", "28 s red and yellow", "29 s green"],
  ]);
});

Deno.test("examples/traffic_light.ts stays green for five seconds at least", async () => {
  assertEquals(await watchTrafficLight(1000, 15_000), [
    ...["0 s green", "5 s yellow", "7 s red", "13 s red and yellow", "14 s green"],
    ...["19 s yellow", "21 s red", "27 s red and yellow", "28 s green"],
  ]);
});

Deno.test("examples/traffic_light.ts stops the cars once for all who press until they may go", async () => {
  const once = ["0 s green", "10 s yellow", "12 s red", "18 s red and yellow", "19 s green"];
  assertEquals(await watchTrafficLight(10_000, 10_500, 11_000, 13_000, 17_000), once);
  assertEquals(await watchTrafficLight(10_000, 18_500), [
    ...once,
    ...["24 s yellow", "26 s red", "32 s red and yellow", "33 s green"],
  ]);
});

Deno.test("examples/reaction_game.ts takes the time of five presses, and knows who is too early", async () => {
  const output = await runOnBoard(
    "reaction_game.ts",
    ...["1000:27", "2960:27"], // 200 ms after the LED
    ...["4000:27", "5000:27"], // before it
    ...["6000:27", "9359:27"], // 99 ms after it: a guess
    ...["10000:27=0", "10002:27=1", "10003:27=0", "10500:27=1", "11163:27=0", "11165:27=1"],
    ...["11166:27=0", "11300:27=1"], // 153 ms after the LED, with bounces
    ...["20000:27", "21860:27"], // 100 ms
    ...["30000:27=0", "32900:27=1", "33760:27"], // 1250 ms; the first press lasts beyond the LED
    ...["40000:27", "43600:27"], // 340 ms
  );
  assertEquals(without("GPIO27", output), [
    "Round 1 of 5: press the button to begin",
    ...["2760 GPIO17 on", "2970 GPIO17 off", "200 ms"],
    "Round 2 of 5: press the button to begin",
    "Too early! Once more",
    "Round 2 of 5: press the button to begin",
    ...["9260 GPIO17 on", "9369 GPIO17 off", "Too early! Once more"],
    "Round 2 of 5: press the button to begin",
    ...["11013 GPIO17 on", "11176 GPIO17 off", "153 ms"],
    "Round 3 of 5: press the button to begin",
    ...["21760 GPIO17 on", "21870 GPIO17 off", "100 ms"],
    "Round 4 of 5: press the button to begin",
    ...["32510 GPIO17 on", "33770 GPIO17 off", "1250 ms"],
    "Round 5 of 5: press the button to begin",
    ...["43260 GPIO17 on", "43610 GPIO17 off", "340 ms"],
    "Your best: 100 ms",
  ]);
});

Deno.test("examples/level_meter.ts prints a bar when the level is another one", async () => {
  const output = await runOnBoard(
    "level_meter.ts",
    ...["1050:5=0", "2050:6=0", "2150:13=0", "3050:19=0", "4050:19=1"],
    ...["5010:13=1", "5190:13=0", "6050:5=1", "7050:5=0", "7900:end"], // a short wave, then stuck
  );
  assertEquals(output, [
    ...["0 GPIO5 on", "0 GPIO6 on", "0 GPIO13 on", "0 GPIO19 on", "[                ] 0 %"],
    ...["1050 GPIO5 off", "[####            ] 25 %"],
    ...["2050 GPIO6 off", "2150 GPIO13 off", "[############    ] 75 %"],
    ...["3050 GPIO19 off", "[################] 100 %"],
    ...["4050 GPIO19 on", "[############    ] 75 %"],
    ...["5010 GPIO13 on", "5190 GPIO13 off"],
    ...["6050 GPIO5 on", "A switch is stuck"],
    ...["7050 GPIO5 off", "[############    ] 75 %"],
  ]);
});

Deno.test("examples/level_meter.ts looks at the switches five times a second", async () => {
  const acts = Array.from({ length: 10 }, (_, i) => `${1005 + 200 * i}:5=${i % 2}`);
  const output = await runOnBoard("level_meter.ts", ...acts, "3500:end");
  const bars = output.filter((line) => line.endsWith("%")).map((line) => line.split("] ")[1]);
  assertEquals(bars, ["0 %", ...acts.map((act) => act.endsWith("=0") ? "25 %" : "0 %")]);
});
