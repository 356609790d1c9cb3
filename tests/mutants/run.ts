/**
 * Breaks the product in one place after another, and sees whether a test notices.
 *
 *   deno task mutants [word...]     those whose name or file has one of the words
 *
 * Each mutant lives in a copy of the working tree. It is dead when one of its tests
 * fails or hangs; one that lives, or whose text has changed, is an error.
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

const copy = await Deno.makeTempDir({ prefix: "uasyncio-mutants-" });
try {
  await copyTree();
  const isSound = await checkTests();
  if (!isSound) Deno.exitCode = 2;
  for (const mutant of isSound ? selected : []) {
    const { verdict, isDead } = await judge(mutant);
    console.log(`${verdict.padEnd(10)} ${mutant.file}  ${mutant.name}`);
    if (!isDead) {
      console.log(`           ${mutant.why}; tried: ${mutant.tests.join(", ")}`);
      Deno.exitCode = 1;
    }
  }
} finally {
  await Deno.remove(copy, { recursive: true });
}

/** Copies what git has, and what is new and not ignored. */
async function copyTree(): Promise<void> {
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

/** Whether the tests pass as long as nothing is broken; without that they say nothing. */
async function checkTests(): Promise<boolean> {
  for (const path of new Set(selected.flatMap(({ tests }) => tests))) {
    const outcome = await runTests(path);
    if (outcome === "passes") continue;
    console.error(`Cannot begin: ${path} ${outcome} before anything is broken`);
    return false;
  }
  return true;
}

async function judge(mutant: Mutant): Promise<{ verdict: string; isDead: boolean }> {
  const path = `${copy}/${mutant.file}`;
  const source = await Deno.readTextFile(path);
  const pieces = source.split(mutant.find);
  if (pieces.length !== 2) {
    return { verdict: pieces.length < 2 ? "NOT FOUND" : "NOT ONE", isDead: false };
  }
  await Deno.writeTextFile(path, pieces.join(mutant.replace));
  try {
    if (!(await deno("run", "--no-prompt", "--no-check", mutant.file)).success) {
      return { verdict: "NO PROGRAM", isDead: false };
    }
    for (const test of mutant.tests) {
      if (await runTests(test) !== "passes") return { verdict: "dead", isDead: true };
    }
    return { verdict: "ALIVE", isDead: false };
  } finally {
    await Deno.writeTextFile(path, source);
  }
}

/** Runs tests with the permissions of their part. */
async function runTests(path: string): Promise<"passes" | "fails" | "hangs"> {
  const { success, isLate } = await deno(
    ...["test", "--no-prompt", "--no-check", "--fail-fast"],
    ...["--import-map=tests/offline/import_map.json", ...runOf(path).flags, path],
  );
  return success ? "passes" : isLate ? "hangs" : "fails";
}

/** Runs Deno in the copy. */
async function deno(...args: string[]): Promise<{ success: boolean; isLate: boolean }> {
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
