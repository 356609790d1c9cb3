/**
 * Runs the tests, each part with the permissions that it needs and no more.
 *
 *   deno task test [part...]
 *
 * The tests use `@std/assert` from JSR. Where JSR cannot be reached, a thin
 * adapter over `node:assert` takes its place.
 */

import config from "../deno.json" with { type: "json" };

/** One call of `deno test`. */
interface Run {
  paths: string[];
  flags: string[];
}

interface Part extends Run {
  /** What takes other permissions. */
  more?: Run;
  /**
   * A program that fails where the part cannot be tested, and says why. The part is left
   * out then, unless it has been asked for by its name.
   */
  prerequisites?: string;
}

const root = new URL("../", import.meta.url);

/** What the tests import from JSR. */
const MODULES = [config.imports["@std/assert"], `${config.imports["@std/testing"]}/types`];

const parts: Record<string, Part> = {
  scheduler: { paths: ["tests/scheduler", "tests/offline"], flags: [] },
  time: { paths: ["tests/time"], flags: [] },
  board: { paths: ["tests/board"], flags: [] },
  net: {
    paths: ["tests/net"],
    flags: ["--allow-net=127.0.0.1,[::1],localhost", "--allow-read=tests/net"],
  },
  udp: {
    paths: ["tests/udp"],
    flags: ["--unstable-net", "--allow-net=127.0.0.1,[::1],0.0.0.0,[::]"],
  },
  raw: {
    paths: ["tests/raw", "tests/ffi"],
    flags: [
      "--unstable-net",
      "--allow-ffi",
      "--allow-net",
      // They build the shim, and make networks.
      "--allow-run",
      "--allow-read",
      "--allow-write",
      "--allow-env",
    ],
    prerequisites: "tests/raw/prerequisites.ts",
  },
  transcripts: {
    paths: ["tests/transcripts"],
    flags: ["--allow-read=tests/transcripts", "--allow-net=127.0.0.1"],
  },
  programs: {
    paths: ["tests/programs", "tests/permissions"],
    flags: [
      "--unstable-net",
      `--allow-run=${Deno.execPath()}`,
      "--allow-read",
      "--allow-env",
      "--allow-net=127.0.0.1,[::1]",
    ],
  },
  package: {
    paths: ["tests/package"],
    flags: [
      `--allow-run=${Deno.execPath()}`,
      "--allow-net=127.0.0.1",
      "--allow-read",
      "--allow-write", // folders for temporary files
    ],
  },
  documents: {
    paths: ["tests/documents"],
    flags: [
      `--allow-run=${Deno.execPath()}`,
      "--allow-read",
      "--allow-write", // a folder for temporary files
    ],
    more: { // the examples in the documentation
      paths: ["mod.ts", "src", "README.md", "docs"],
      flags: [
        "--doc",
        "--unstable-net",
        "--allow-env=UASYNCIO_BOARD",
        "--allow-net=127.0.0.1",
      ],
    },
  },
};

const chosen = Deno.args.length > 0 ? Deno.args : Object.keys(parts);
const reason = await tryJsr();
const importMap = reason === null ? [] : ["--import-map=tests/offline/import_map.json"];
console.log(
  reason === null
    ? "@std/assert comes from JSR"
    : `tests/offline takes the place of @std/assert, which cannot be had from JSR:\n  ${reason}`,
);

const failed: string[] = [];
for (const name of chosen) {
  const part = parts[name];
  if (part === undefined) {
    console.error(`Cannot test ${name}: the parts are ${Object.keys(parts).join(", ")}`);
    Deno.exit(2);
  }
  if (part.prerequisites !== undefined && !(await deno("run", "-A", part.prerequisites)).success) {
    if (Deno.args.includes(name)) failed.push(name);
    else console.log(`${name} is left out; \`deno task test ${name}\` would fail`);
    continue;
  }
  for (const { flags, paths } of [part, part.more ?? []].flat()) {
    console.log(`\n--- ${name}: ${flags.join(" ") || "no permission"}`);
    const { success } = await deno("test", "--no-prompt", ...importMap, ...flags, ...paths);
    if (!success && !failed.includes(name)) failed.push(name);
  }
}
if (failed.length > 0) {
  console.error(`\nFailed: ${failed.join(", ")}`);
  Deno.exit(1);
}
console.log("\nAll parts passed");

/** Why what the tests use of JSR is not to be had; null if it is. */
async function tryJsr(): Promise<string | null> {
  const seconds = 20;
  const signal = AbortSignal.timeout(seconds * 1000);
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["cache", "--quiet", ...MODULES],
    cwd: root,
    env: { NO_COLOR: "1" },
    stdout: "null",
    stderr: "piped",
    signal,
  }).output();
  if (success) return null;
  if (signal.aborted) return `no answer in ${seconds} s`;
  return new TextDecoder().decode(stderr).replace(/\n+Stack backtrace:.*/s, "").trim();
}

function deno(...args: string[]): Promise<Deno.CommandStatus> {
  return new Deno.Command(Deno.execPath(), { args, cwd: root }).spawn().status;
}
