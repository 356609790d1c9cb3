import { assertEquals, assertStringIncludes } from "@std/assert";
import { runProgram } from "./run_program.ts";

/** What the example should print, from its periods alone. */
function expectedLines(names: [string, string]): string[] {
  const changes: [number, string, string][] = [];
  for (const [name, period] of [[names[0], 700], [names[1], 400]] as const) {
    for (let time = 0; time < 10_000; time += 5 + period) {
      changes.push([time, name, "on"]);
      if (time + 5 < 10_000) changes.push([time + 5, name, "off"]);
    }
  }
  return changes
    .sort((a, b) => a[0] - b[0])
    .map(([time, name, state]) => `${time.toFixed(1).padStart(10)} ms  ${name} ${state}`);
}

const cases: [args: string[], names: [string, string]][] = [
  [[], ["LED1", "LED2"]],
  [["pin"], ["GPIO1", "GPIO2"]],
  [["pin", "17", "27"], ["GPIO17", "GPIO27"]],
];
for (const [args, names] of cases) {
  Deno.test(`examples/blink.ts ${args.join(" ")} blinks as the reference says`, async () => {
    const { code, stdout } = await runProgram([
      "--preload=tests/programs/virtual_time.ts",
      "--allow-env=UASYNCIO_BOARD",
      "examples/blink.ts",
      ...args,
    ], { UASYNCIO_BOARD: "sim" });
    assertEquals(code, 0);
    assertEquals(stdout.trimEnd().split("\n"), expectedLines(names));
  });
}

Deno.test("examples/blink.ts without --allow-ffi: the real board is out of reach, and nothing takes its place", async () => {
  for (const board of [undefined, "", "gpio", "/dev/gpiochip0"]) {
    const { code, stdout, stderr } = await runProgram(
      ["--allow-env=UASYNCIO_BOARD", "examples/blink.ts"],
      board === undefined ? {} : { UASYNCIO_BOARD: board },
    );
    assertEquals([code, stdout], [1, ""]);
    assertStringIncludes(stderr, "NotCapable: Requires ffi access");
    assertStringIncludes(stderr, "--allow-ffi");
  }
});

Deno.test("VirtualClock: a day of blinking takes less than a second and is exact", async () => {
  // The least of a few: other load on the machine can only make it longer.
  let least_ms = Infinity;
  for (let run = 0; run < 4 && least_ms >= 1000; run++) {
    const { code, stdout } = await runProgram(["tests/programs/day_of_blinking.ts"]);
    assertEquals(code, 0);
    const { took_ms, mistakes, changes } = JSON.parse(stdout);
    assertEquals(mistakes, 0);
    assertEquals(changes, 2 * Math.ceil(86_400_000 / 705) + 2 * Math.ceil(86_400_000 / 405));
    least_ms = Math.min(least_ms, took_ms);
  }
  assertEquals(least_ms < 1000, true, `${least_ms} ms`);
});
