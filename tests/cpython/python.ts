import type { Job } from "./interpreter.ts";

const script = new URL("../tools/python.sh", import.meta.url).pathname;
const interpreter = new URL("./interpreter.py", import.meta.url).pathname;

/** What programs print with CPython 3.13. */
export async function runPython(jobs: readonly Job[]): Promise<string[]> {
  if (jobs.length === 0) return [];
  const child = new Deno.Command(script, {
    args: [interpreter],
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  const input = jobs.map((job) => JSON.stringify(job) + "\n").join("");
  const written = new Blob([input]).stream().pipeTo(child.stdin);
  const [{ stdout, success }] = await Promise.all([child.output(), written]);
  const lines = new TextDecoder().decode(stdout).trimEnd().split("\n");
  if (!success || lines.length !== jobs.length) {
    throw new Error(`Cannot run interpreter.py: it gave ${lines.length} of ${jobs.length} results`);
  }
  return lines.map((line) => JSON.parse(line));
}
