/**
 * Runs random programs with MicroPython and with our module, and shows the first
 * ones that print something else.
 *
 *   deno task fuzz [first seed] [how many]
 *
 * MicroPython runs in real time, so two of its tasks that should wake in the same
 * millisecond sometimes do not; a program that it does not repeat itself is tried
 * again, and left out if need be.
 */
import { VirtualClock } from "../../../src/testing/mod.ts";
import { interpret } from "./interpreter.ts";
import { makeProgram } from "./programs.ts";

const TRIES = 4;

const first = Number(Deno.args[0] ?? 1);
const count = Number(Deno.args[1] ?? 200);
const seeds = Array.from({ length: count }, (_, i) => first + i);

const ours = new Map<number, string>();
for (const seed of seeds) {
  using _clock = new VirtualClock();
  ours.set(seed, await interpret(makeProgram(seed)));
}

let differing = seeds;
let theirs = new Map<number, string>();
for (let i = 0; i < TRIES && differing.length > 0; i++) {
  theirs = await runMicroPython(differing);
  differing = differing.filter((seed) => {
    const transcript = theirs.get(seed)!;
    return transcript !== ours.get(seed) && !transcript.includes("MicroPython failed");
  });
}

for (const seed of differing.slice(0, 3)) {
  console.log(`program ${seed}: ${JSON.stringify(makeProgram(seed))}`);
  showDifference(theirs.get(seed)!, ours.get(seed)!);
}
console.log(`${count - differing.length} programs print the same, ${differing.length} do not`);
if (differing.length > 0) {
  console.log(`seeds: ${differing.join(" ")}`);
  Deno.exit(1);
}

async function runMicroPython(seeds: number[]): Promise<Map<number, string>> {
  const folder = new URL("./", import.meta.url).pathname;
  const child = new Deno.Command(`${folder}../../tools/micropython.sh`, {
    args: [`${folder}interpreter.py`, ...Deno.args.slice(2)],
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  const input = seeds.map((seed) => JSON.stringify(makeProgram(seed)) + "\n").join("");
  const writer = child.stdin.getWriter();
  const written = writer.write(new TextEncoder().encode(input)).then(() => writer.close());
  const [output] = await Promise.all([child.output(), written]);
  const transcripts = new TextDecoder().decode(output.stdout).split("---\n");
  return new Map(seeds.map((seed, i) => [seed, transcripts[i] ?? ""]));
}

function showDifference(expected: string, actual: string): void {
  const left = expected.split("\n");
  const right = actual.split("\n");
  const at = left.findIndex((line, i) => line !== right[i]);
  for (let i = Math.max(0, at - 15); i < at; i++) console.log(`    ${left[i]}`);
  for (const line of left.slice(at, at + 6)) console.log(`  - ${line}`);
  for (const line of right.slice(at, at + 6)) console.log(`  + ${line}`);
}
