/**
 * Measures this module side by side with CPython's asyncio, with uvloop and with
 * MicroPython, and prints a table of times and ratios.
 *
 *   deno task bench [--quick] [--check] [--only=switches,spawn] [--record[=FILE]]
 *
 * Each figure comes from a process of its own. The runtimes take turns, for several
 * rounds, and the median counts: other load on the machine meets all of them.
 *
 * `--record` keeps the figures for this version, from which `deno task bench:readme` takes
 * those of the README; or in a file of one's own.
 */

import { isQuick } from "./measure.ts";
import { RECORD, writeRecord } from "./record.ts";
import {
  advantageOver,
  bareValueOf,
  judge,
  ratioToBare,
  type Round,
  type Rounds,
  valueOf,
} from "./results.ts";
import { findRuntimes, rivals, runProgram, type Runtime, type RuntimeName } from "./runtimes.ts";
import { type Row, type Subject, subjects } from "./subjects.ts";

const LABEL_WIDTH = 36;
const COLUMN_WIDTH = 12;

const isChecking = Deno.args.includes("--check");
const wanted = Deno.args.find((arg) => arg.startsWith("--only="))?.slice("--only=".length);
const unknown = Deno.args.find((arg) => !/^--(quick|check|only=.+|record(=.+)?)$/.test(arg));
if (unknown !== undefined) {
  const known = "--quick, --check, --only=, --record, --record=";
  console.error(`Cannot start: unknown argument ${unknown}; there are ${known}`);
  Deno.exit(2);
}
const record = Deno.args.find((arg) => arg.startsWith("--record"));
if (record === "--record" && isQuick) {
  console.error("Cannot record a quick run for the release: give a file of its own, --record=FILE");
  Deno.exit(2);
}

const selected = selectSubjects(wanted);
const runtimes = await findRuntimes();
printRuntimes();
printLine("", [
  "ours",
  ...rivals.flatMap(({ title }) => [title, "better"]),
  "bare Deno",
  "ours/bare",
]);
let count = 0;
const failures: string[] = [];
const measured = new Map<Subject, Rounds>();
for (const subject of selected) {
  const rounds = await measure(subject);
  measured.set(subject, rounds);
  for (const row of subject.rows) {
    printRow(rounds, row);
    for (const { claim, measured, holds } of judge(rounds, row)) {
      count++;
      if (!holds) failures.push(`${claim}: it is ${format(measured)}`);
    }
  }
}
console.log(
  '\nMedians of all rounds; a ratio is the median of each round\'s own. "Better" is how many\n' +
    "times better ours is: theirs/ours, or ours/theirs where more is better (1/s). Bare Deno\n" +
    "is, for a switch, a round robin of bare promises; while another task sleeps, the same with\n" +
    "none; for the heap, a bare async function\n" +
    "that is parked, or as many of them waiting; for the echo, no task; for the streams,\n" +
    "connections without this module; for UDP, Deno's own sockets; for raw sockets\n" +
    "and GPIO, which Deno has not, a program in C. A dash is what was not measured.",
);
if (record !== undefined) {
  const file = record.split("=")[1] ?? RECORD;
  await writeRecord(file, runtimes, measured);
  console.log(`\nRecorded in ${file}`);
}
if (isChecking) {
  console.log(`\n${count - failures.length} of ${count} bounds hold`);
  for (const failure of failures) console.log(`FAILS: ${failure}`);
  if (failures.length > 0) Deno.exit(1);
}

function selectSubjects(names: string | undefined): Subject[] {
  if (names === undefined) return subjects;
  return names.split(",").map((name) => {
    const subject = subjects.find((subject) => subject.name === name);
    if (subject === undefined) {
      console.error(
        `Cannot measure ${name}: there are ${subjects.map(({ name }) => name).join(", ")}`,
      );
      Deno.exit(2);
    }
    return subject;
  });
}

function measure(subject: Subject): Promise<Rounds> {
  const { name, rounds, quickRounds = 1, measure = runPrograms } = subject;
  const participants = runtimes.filter((runtime) => subject.runtimes.includes(runtime.name));
  return measure(participants, isQuick ? quickRounds : rounds, name);
}

async function runPrograms(
  runtimes: Runtime[],
  count: number,
  program: string,
): Promise<Rounds> {
  const rounds: Rounds = [];
  for (let i = 0; i < count; i++) {
    const round: Round = {};
    for (const runtime of runtimes) {
      round[runtime.name] = await runProgram(runtime, program, isQuick);
    }
    rounds.push(round);
  }
  return rounds;
}

function printRuntimes(): void {
  const find = (wanted: RuntimeName): string | undefined =>
    runtimes.find(({ name }) => name === wanted)?.title;
  const print = (title: string, text: string): void => console.log(title.padEnd(13) + text);
  print("ours", find("ours")!);
  for (const { name, title, absent } of rivals) print(title, find(name) ?? `absent: ${absent}`);
  console.log();
}

function printRow(rounds: Rounds, row: Row): void {
  // Ratios of what should be nothing say nothing.
  const hasRatios = row.bounds?.most !== 0 && !row.isWorst;
  printLine(`${row.label.padEnd(LABEL_WIDTH - 6)} ${row.unit}`, [
    format(valueOf(rounds, row, "ours")),
    ...rivals.flatMap(({ name }) => [
      format(valueOf(rounds, row, name)),
      format(hasRatios ? advantageOver(rounds, row, name) : null),
    ]),
    format(bareValueOf(rounds, row)),
    format(ratioToBare(rounds, row)),
  ]);
}

function printLine(label: string, cells: string[]): void {
  console.log(
    label.padEnd(LABEL_WIDTH) + cells.map((cell) => cell.padStart(COLUMN_WIDTH)).join(""),
  );
}

function format(value: number | null): string {
  if (value === null) return "-";
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return Number.isInteger(value) ? `${value}` : value.toFixed(digits);
}
