import type { Job } from "./interpreter.ts";
import { places, programs } from "./programs.ts";

/** A program as it is, and with each of its tasks cancelled in each place. */
export function jobsOf(name: string): Job[] {
  const program = programs[name]!;
  const victims = Object.keys(program.tasks);
  return [
    { program, victim: null, place: 0 },
    ...victims.flatMap((victim) => places.map((place) => ({ program, victim, place }))),
  ];
}

/** What has been printed for each of the jobs, what is the same but once. */
export function transcriptOf(jobs: readonly Job[], printed: readonly string[]): string {
  const titles = new Map<string, string[]>();
  for (const [i, { victim, place }] of jobs.entries()) {
    const when = place < 100 ? `after ${place} turns` : `after ${place - 100} ms`;
    const title = victim === null ? "as it is" : `${victim} cancelled ${when}`;
    const text = printed[i]!;
    titles.set(text, [...titles.get(text) ?? [], title]);
  }
  return [...titles].map(([text, titles]) => `# ${titles.join(", ")}\n${text}`).join("\n");
}
