/**
 * Breaks the product in one place after another, and sees whether a test notices.
 *
 *   deno task mutants [word...]     those whose name or file has one of the words
 *
 * Each mutant lives in a copy of the working tree, one for each processor. It is dead when
 * one of its tests fails or hangs; one that lives, or whose text has changed, is an error.
 */

import { type Part, parts, type Run } from "../parts.ts";
import { type Mutant, mutants } from "./mutants.ts";

const root = new URL("../../", import.meta.url);
/** For so long, in ms, the tests of a mutant may run. */
const LONGEST_RUN = 60_000;

const selected = mutants.filter(({ name, file }) =>
  Deno.args.length === 0 || Deno.args.some((word) => `${file} ${name}`.includes(word))
);
if (selected.length === 0) {
  console.error(`Cannot find a mutant that is about ${Deno.args.join(" or ")}`);
  Deno.exit(2);
}

const copies = await Promise.all(
  Array.from(
    { length: navigator.hardwareConcurrency },
    () => Deno.makeTempDir({ prefix: "uasyncio-mutants-" }),
  ),
);
try {
  await Promise.all(copies.map(copyTree));
  const tests = [...new Set(selected.flatMap(({ tests }) => tests))];
  await inEachCopy(tests, checkTest);
  if (Deno.exitCode === 0) await inEachCopy([...selected], report);
} finally {
  for (const copy of copies) await Deno.remove(copy, { recursive: true });
}

/** Does something with each of the things; one copy after the other is free for the next. */
async function inEachCopy<T>(
  things: T[],
  work: (thing: T, copy: string) => Promise<void>,
): Promise<void> {
  await Promise.all(copies.map(async (copy) => {
    for (let next = things.shift(); next !== undefined; next = things.shift()) {
      await work(next, copy);
    }
  }));
}

/** Copies what git has, and what is new and not ignored. */
async function copyTree(copy: string): Promise<void> {
  const { stdout } = await new Deno.Command("git", {
    args: ["ls-files", "-z", "--cached", "--others", "--exclude-standard"],
    cwd: root,
  }).output();
  const paths = new TextDecoder().decode(stdout).split("\0").filter((path) => path !== "");
  for (const path of paths) {
    await Deno.mkdir(`${copy}/${path.replace(/[^/]*$/, "")}`, { recursive: true });
    await Deno.copyFile(new URL(path, root), `${copy}/${path}`).catch((error) => {
      if (!(error instanceof Deno.errors.NotFound)) throw error; // it has been deleted
    });
  }
}

/** A test has to pass as long as nothing is broken; without that it says nothing. */
async function checkTest(path: string, copy: string): Promise<void> {
  const outcome = await runTests(path, copy);
  if (outcome === "passes") return;
  console.error(`Cannot begin: ${path} ${outcome} before anything is broken`);
  Deno.exitCode = 2;
}

async function report(mutant: Mutant, copy: string): Promise<void> {
  const { verdict, isDead } = await judge(mutant, copy);
  console.log(`${verdict.padEnd(10)} ${mutant.file}  ${mutant.name}`);
  if (isDead) return;
  console.log(`           ${mutant.why}; tried: ${mutant.tests.join(", ")}`);
  Deno.exitCode = 1;
}

async function judge(
  mutant: Mutant,
  copy: string,
): Promise<{ verdict: string; isDead: boolean }> {
  const path = `${copy}/${mutant.file}`;
  const source = await Deno.readTextFile(path);
  const pieces = source.split(mutant.find);
  if (pieces.length !== 2) {
    return { verdict: pieces.length < 2 ? "NOT FOUND" : "NOT ONE", isDead: false };
  }
  await Deno.writeTextFile(path, pieces.join(mutant.replace));
  try {
    if (!(await deno(copy, "run", "--no-prompt", "--no-check", mutant.file)).success) {
      return { verdict: "NO PROGRAM", isDead: false };
    }
    for (const test of mutant.tests) {
      if (await runTests(test, copy) !== "passes") return { verdict: "dead", isDead: true };
    }
    return { verdict: "ALIVE", isDead: false };
  } finally {
    await Deno.writeTextFile(path, source);
  }
}

/** Runs tests with the permissions of their part. */
async function runTests(path: string, copy: string): Promise<"passes" | "fails" | "hangs"> {
  const { success, isLate } = await deno(
    copy,
    ...["test", "--no-prompt", "--no-check", "--fail-fast"],
    ...["--import-map=tests/offline/import_map.json", ...runOf(path).flags, path],
  );
  return success ? "passes" : isLate ? "hangs" : "fails";
}

/** Runs Deno in a copy. */
async function deno(
  copy: string,
  ...args: string[]
): Promise<{ success: boolean; isLate: boolean }> {
  const signal = AbortSignal.timeout(LONGEST_RUN);
  const command = new Deno.Command(Deno.execPath(), {
    args,
    cwd: copy,
    stdin: "null",
    stdout: "null",
    stderr: "null",
    signal,
  });
  const { success } = await command.output();
  return { success, isLate: signal.aborted };
}

function runOf(path: string): Run {
  const isIn = ({ paths }: Part): boolean =>
    paths.some((folder) => `${path}/`.startsWith(`${folder}/`));
  const part = Object.values(parts).find(isIn);
  if (part === undefined) throw new Error(`Cannot test ${path}: it belongs to no part`);
  return part;
}
