/**
 * Runs the programs with a real CPython 3.13 and compares what they print with what is kept;
 * `--write` keeps it.
 *
 *   deno task transcripts:cpython [--write] [name...]
 */
import { programs } from "./programs.ts";
import { runPython } from "./python.ts";
import { jobsOf, transcriptOf } from "./transcript.ts";

const isWriting = Deno.args.includes("--write");
const wanted = Deno.args.filter((arg) => !arg.startsWith("--"));
const names = Object.keys(programs).filter((name) => wanted.length === 0 || wanted.includes(name));

const jobs = names.flatMap(jobsOf);
const printed = await runPython(jobs);
let differences = 0;
for (const name of names) {
  const own = jobsOf(name);
  const transcript = transcriptOf(own, printed.splice(0, own.length));
  const url = new URL(`${name}.txt`, import.meta.url);
  let kept = "";
  try {
    kept = Deno.readTextFileSync(url);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  if (transcript === kept) continue;
  differences++;
  console.log(`${name}: CPython prints something else than what is kept`);
  if (isWriting) Deno.writeTextFileSync(url, transcript);
}
console.log(`${names.length} programs, ${jobs.length} runs, ${differences} differences`);
if (differences > 0 && !isWriting) Deno.exit(1);
