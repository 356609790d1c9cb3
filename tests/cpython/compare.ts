/**
 * Runs random programs with queues, semaphores, conditions, barriers and task groups with
 * CPython 3.13 and with our module, and shows the first ones that print something else.
 *
 *   deno task fuzz:cpython [first seed] [how many]
 */
import { interpret, type Job } from "./interpreter.ts";
import { runPython } from "./python.ts";
import { makeRandom } from "../transcripts/random/programs.ts";
import { makeProgram } from "./random.ts";

const first = Number(Deno.args[0] ?? 1);
const count = Number(Deno.args[1] ?? 500);
/** So often a program runs, once as it is, and then with one of its tasks cancelled. */
const RUNS = 6;
const jobs = Array.from({ length: count }, (_, i) => jobsOf(first + i)).flat();

const theirs = await runPython(jobs);
const differing = new Set<number>();
let lines = 0;
for (const [i, job] of jobs.entries()) {
  const ours = await interpret(job);
  lines += ours.split("\n").length;
  if (ours === theirs[i]) continue;
  const seed = first + Math.floor(i / RUNS);
  if (differing.has(seed) || differing.add(seed).size > 3) continue;
  console.log(`program ${seed}: ${JSON.stringify(job)}`);
  showDifference(theirs[i]!, ours);
}
const same = count - differing.size;
console.log(`${same} programs print the same ${lines} lines, ${differing.size} do not`);
if (differing.size > 0) {
  console.log(`seeds: ${[...differing].join(" ")}`);
  Deno.exit(1);
}

function jobsOf(seed: number): Job[] {
  const program = makeProgram(seed);
  const victims = Object.keys(program.tasks);
  const random = makeRandom(seed);
  return Array.from({ length: RUNS }, (_, i) => ({
    program,
    victim: i === 0 ? null : victims[random(victims.length)]!,
    place: random(3) === 0 ? 100 + 5 * random(6) : random(9),
  }));
}

function showDifference(expected: string, actual: string): void {
  const left = expected.split("\n");
  const right = actual.split("\n");
  const at = left.findIndex((line, i) => line !== right[i]);
  for (let i = Math.max(0, at - 15); i < at; i++) console.log(`    ${left[i]}`);
  for (const line of left.slice(at, at + 6)) console.log(`  - ${line}`);
  for (const line of right.slice(at, at + 6)) console.log(`  + ${line}`);
}
