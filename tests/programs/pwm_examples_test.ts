import { assertEquals } from "@std/assert";
import { runText } from "./run_program.ts";

/** What an example prints within a time that takes none, on a board with what is attached to it. */
async function linesOf(name: string, time_ms: number, preload: string): Promise<string[]> {
  const { code, stdout, stderr } = await runText(
    `
    import { create_task, sleep_ms } from "./mod.ts";
    import { get_board, set_board, SimulatedBoard } from "./src/machine/mod.ts";
    import { VirtualClock } from "./src/testing/mod.ts";
    new VirtualClock();
    ${preload}
    create_task(async () => {
      await sleep_ms(${time_ms});
      console.log(JSON.stringify(get_board().pwm(18).history().map(([ms, output]) =>
        [ms, output.freq, output.duty_ns])));
      Deno.exit();
    });
    await import("./examples/${name}.ts");
  `,
    "--config=deno.json",
  );
  assertEquals([code, stderr], [0, ""]);
  return stdout.trimEnd().split("\n");
}

Deno.test("examples/servo.ts turns the servo once a second", async () => {
  const lines = await linesOf("servo", 4500, "set_board(new SimulatedBoard());");
  assertEquals(lines.slice(0, -1), [0, 90, 180, 90, 0].map((degrees) => `${degrees} degrees`));
  const pulses = [[0, 50, 1e6], [1000, 50, 1.5e6], [2000, 50, 2e6], [3000, 50, 1.5e6]];
  assertEquals(JSON.parse(lines.at(-1)!), [...pulses, [4000, 50, 1e6]]);
});

Deno.test("examples/fade.ts: the LED is brightest after two seconds, and dark after four", async () => {
  const simulated = 'await import("./examples/simulated/fade.ts");';
  const lines = await linesOf("fade", 4100, simulated);
  const history = JSON.parse(lines.at(-1)!) as [number, number, number][];
  const at = (time_ms: number) => history.findLast(([ms]) => ms <= time_ms)!.slice(1);
  assertEquals([at(0), at(2000), at(4000)], [[1000, 0], [1000, 1e6], [1000, 0]]);
  const bars = lines.slice(0, -1).map((line) => line.length);
  assertEquals([Math.max(...bars), bars.length], [40, 20]);
});

Deno.test("examples/light_strip.ts: the rainbow wanders by one LED each tenth of a second", async () => {
  const simulated = 'await import("./examples/simulated/light_strip.ts");';
  const lines = (await linesOf("light_strip", 850, simulated)).slice(0, -1)
    .map((line) => line.split(" "));
  assertEquals([lines.length, lines[0]![0]], [9, "64,16,16"]);
  for (const [i, colors] of lines.slice(1).entries()) {
    const before = lines[i]!;
    assertEquals(colors, [...before.slice(1), before[0]!]);
  }
});
