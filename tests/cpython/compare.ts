/**
 * Runs random programs with queues, semaphores, conditions, barriers and task groups with
 * CPython 3.13 and with our module, and shows the first ones that print something else.
 *
 *   deno task fuzz:cpython [first seed] [how many]
 *
 * Two of the README's differences show in some of them, two of the first 2,000: locks are
 * MicroPython's, and a task that has returned is not cancelled any more. So a program that
 * prints something else runs in CPython once more with just that: with MicroPython's lock in
 * Python, and with `uncancel()` at the end of each task, see interpreter.py. If it prints then
 * what ours does, that was the reason, and it is counted apart; else it counts as different.
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
const ours: string[] = [];
for (const job of jobs) ours.push(await interpret(job));
const lines = ours.reduce((sum, text) => sum + text.split("\n").length, 0);

const odd = jobs.flatMap((_, i) => ours[i] === theirs[i] ? [] : [i]);
const again = await runPython(odd.map((i) => ({ ...jobs[i]!, isKnown: true })));
const known = new Set<number>();
const differing = new Set<number>();
for (const [k, i] of odd.entries()) {
  const seed = first + Math.floor(i / RUNS);
  if (ours[i] === again[k]) {
    known.add(seed);
    continue;
  }
  if (differing.has(seed) || differing.add(seed).size > 3) continue;
  console.log(`program ${seed}: ${JSON.stringify(jobs[i])}`);
  showDifference(theirs[i]!, ours[i]!);
}
const same = count - new Set([...differing, ...known]).size;
console.log(`${same} programs print the same ${lines} lines, ${differing.size} do not`);
if (known.size > 0) {
  console.log(`but for the README's differences the same, too: ${[...known].join(" ")}`);
}
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
