/**
 * Runs random programs with MicroPython and with our module, and shows the first
 * ones that print something else.
 *
 *   deno task fuzz [first seed] [how many]
 *
 * Ours run in virtual time, where each order is exact, and in real time, which is what a task
 * that keeps the loop busy is for. MicroPython, too, runs in real time, which a busy machine
 * may disturb: a program that differs is tried again. Ours is not, unless it has seen that it was
 * disturbed, as a task came to a step long after its time, or the clock moved on amid one.
 *
 * One thing is known to differ, in about one program of a thousand: after a `wait_for` that was
 * cancelled, MicroPython may cancel the next sleep of the same task.
 */
import { VirtualClock } from "../../../src/testing/mod.ts";
import { sleep_ms as block } from "../../../src/time/mod.ts";
import { interpret, type Time } from "./interpreter.ts";
import { makeProgram } from "./programs.ts";

/** In real time 10 ms of a program take so long: at each try more, so that a close race is none. */
const STEPS = [40, 40, 80, 160, 320];
const PROCESSES = 8;
/** What real_time.ts adds where the machine may be to blame. */
const DISTURBED = "disturbed\n";

/** The seeds of programs in which a cancelled `wait_for` of MicroPython's wakes a later sleep. */
const KNOWN: ReadonlySet<number> = new Set([650]);

/** What runs programs in real time. */
interface Runner {
  name: string;
  command: string;
  args: string[];
  /** Whether a transcript that differs may be the machine's doing. */
  isDoubtful: (transcript: string) => boolean;
}

const folder = new URL("./", import.meta.url).pathname;
const runners: Runner[] = [
  {
    name: "MicroPython",
    command: `${folder}../../tools/micropython.sh`,
    args: [`${folder}interpreter.py`],
    isDoubtful: () => true,
  },
  {
    name: "ours in real time",
    command: Deno.execPath(),
    args: ["run", "--no-prompt", `${folder}real_time.ts`],
    isDoubtful: (transcript) => transcript.endsWith(DISTURBED),
  },
];

const first = Number(Deno.args[0] ?? 1);
const count = Number(Deno.args[1] ?? 200);
const seeds = Array.from({ length: count }, (_, i) => first + i);

const ours = new Map<number, string>();
for (const seed of seeds) {
  using clock = new VirtualClock();
  const until = (units: number) => units - clock.time % 10;
  const time: Time = {
    now: () => clock.time,
    until,
    keepBusy: (units) => block(until(units) + 5),
  };
  ours.set(seed, (await interpret(makeProgram(seed), time)).comparable);
}
const differing = new Set<number>();
for (const runner of runners) {
  for (const [seed, transcript] of await findDifferent(runner)) {
    if (runner.name === "MicroPython" && KNOWN.has(seed)) continue;
    if (differing.size < 3) {
      console.log(`program ${seed}, ${runner.name}: ${JSON.stringify(makeProgram(seed))}`);
      showDifference(transcript, ours.get(seed)!);
    }
    differing.add(seed);
  }
}
const known = seeds.filter((seed) => KNOWN.has(seed)).length;
const same = count - differing.size - known;
console.log(`${same} programs print the same, ${differing.size} do not, ${known} known to differ`);
if (differing.size > 0) {
  console.log(`seeds: ${[...differing].join(" ")}`);
  Deno.exit(1);
}

/** The programs that print something else than ours do in virtual time, and what that is. */
async function findDifferent(runner: Runner): Promise<Map<number, string>> {
  const different = new Map<number, string>();
  let doubtful = seeds;
  for (const [i, step] of STEPS.entries()) {
    if (doubtful.length === 0) break;
    if (i > 0) console.log(`${runner.name}: ${doubtful.length} once more, of ${step} ms a step`);
    const transcripts = await runAll(runner, doubtful, step);
    for (const [seed, transcript] of transcripts) {
      if (transcript.startsWith(ours.get(seed)!)) different.delete(seed);
      else different.set(seed, transcript);
    }
    doubtful = [...different.keys()].filter((seed) => runner.isDoubtful(different.get(seed)!));
  }
  return different;
}

/** They sleep most of the time, so several processes share the programs. */
async function runAll(
  runner: Runner,
  seeds: number[],
  step: number,
): Promise<[number, string][]> {
  const size = Math.ceil(seeds.length / PROCESSES);
  const shares = Array.from({ length: PROCESSES }, (_, i) => seeds.slice(i * size, (i + 1) * size));
  return (await Promise.all(shares.map((share) => runShare(runner, share, step)))).flat();
}

async function runShare(
  { command, args }: Runner,
  seeds: number[],
  step: number,
): Promise<[number, string][]> {
  if (seeds.length === 0) return [];
  const child = new Deno.Command(command, {
    args: [...args, `${step}`],
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  const input = seeds.map((seed) => JSON.stringify(makeProgram(seed)) + "\n").join("");
  const writer = child.stdin.getWriter();
  const written = writer.write(new TextEncoder().encode(input)).then(() => writer.close());
  const [output] = await Promise.all([child.output(), written]);
  const transcripts = new TextDecoder().decode(output.stdout).split("---\n");
  return seeds.map((seed, i) => [seed, transcripts[i] ?? ""]);
}

function showDifference(expected: string, actual: string): void {
  const left = expected.split("\n");
  const right = actual.split("\n");
  const at = left.findIndex((line, i) => line !== right[i]);
  for (let i = Math.max(0, at - 15); i < at; i++) console.log(`    ${left[i]}`);
  for (const line of left.slice(at, at + 6)) console.log(`  - ${line}`);
  for (const line of right.slice(at, at + 6)) console.log(`  + ${line}`);
}
