/** What the benchmark has measured for a release, kept in tests/bench/results. */

import config from "../../deno.json" with { type: "json" };
import { bareValueOf, type Rounds, valueOf } from "./results.ts";
import type { Runtime, RuntimeName } from "./runtimes.ts";
import type { Subject } from "./subjects.ts";

const root = new URL("../../", import.meta.url);

/** A figure of each runtime that took part, in the unit; of plain Deno or C as "bare". */
export type Measured =
  & { label: string; unit: string }
  & { [name in RuntimeName | "bare"]?: number };

/** A run of one subject. */
export interface RecordedRun {
  /** What was measured. */
  commit: string;
  /** When, as in 2026-01-31. */
  date: string;
  machine: string;
  runtimes: { [name in RuntimeName]?: string };
  /** By their names in the subject's programs. */
  figures: Record<string, Measured>;
}

/** The last run of each subject. */
export interface Recorded {
  version: string;
  subjects: Record<string, RecordedRun>;
}

/** Where the figures of this version are. */
export const RECORD = new URL(`results/${config.version}.json`, import.meta.url);

export function readRecord(url: URL | string = RECORD): Recorded {
  try {
    return JSON.parse(Deno.readTextFileSync(url));
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    return { version: config.version, subjects: {} };
  }
}

/** Puts a run of some subjects in the place of their last ones. */
export async function writeRecord(
  url: URL | string,
  runtimes: Runtime[],
  measured: ReadonlyMap<Subject, Rounds>,
): Promise<void> {
  const record = readRecord(url);
  const origin = {
    commit: await currentCommit(),
    date: new Date().toISOString().slice(0, 10),
    machine: `${navigator.hardwareConcurrency} cores, ${Deno.build.arch} ${Deno.build.os}`,
  };
  for (const [subject, rounds] of measured) {
    const figures: Record<string, Measured> = {};
    for (const row of subject.rows) {
      if (row.isWorst && row.figure in figures) continue; // the median is there already
      const measured: Measured = { label: row.label.trim(), unit: row.unit };
      const values = new Map([
        ...runtimes.map(({ name }) => [name, valueOf(rounds, row, name)] as const),
        ["bare", bareValueOf(rounds, row)] as const,
      ]);
      for (const [name, value] of values) {
        if (value !== null) measured[name] = Number(value.toPrecision(4));
      }
      figures[row.figure] = measured;
    }
    const titles = runtimes.filter(({ name }) => subject.runtimes.includes(name))
      .map(({ name, title }) => [name, title]);
    record.subjects[subject.name] = { ...origin, runtimes: Object.fromEntries(titles), figures };
  }
  Deno.writeTextFileSync(url, JSON.stringify(record, null, 2) + "\n");
}

async function currentCommit(): Promise<string> {
  const git = async (...args: string[]): Promise<string> => {
    const { stdout } = await new Deno.Command("git", { args, cwd: root }).output();
    return new TextDecoder().decode(stdout).trim();
  };
  const commit = `commit ${await git("rev-parse", "--short=10", "HEAD")}`;
  const changed = await git(
    "status",
    "--porcelain",
    "--untracked-files=no",
    "mod.ts",
    "src",
    "ffi",
  );
  return changed === "" ? commit : `${commit} and changes`;
}
