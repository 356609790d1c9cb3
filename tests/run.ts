/**
 * Runs the tests, each part with the permissions that it needs and no more.
 *
 *   deno task test [part...]
 *
 * The tests use `@std/assert` from JSR. Where JSR cannot be reached, a thin
 * adapter over `node:assert` takes its place.
 */

interface Part {
  /** What to test, as `deno test` takes it. */
  paths: string[];
  flags: string[];
  /**
   * A program that fails where the part cannot be tested, and says why. The part is left
   * out then, unless it has been asked for by its name.
   */
  prerequisites?: string;
}

const root = new URL("../", import.meta.url);

const parts: Record<string, Part> = {
  scheduler: { paths: ["tests/scheduler"], flags: [] },
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
  },
  documentation: {
    paths: ["mod.ts", "src", "README.md", "docs"],
    flags: [
      "--doc",
      "--unstable-net",
      "--allow-env=UASYNCIO_BOARD",
      "--allow-net=127.0.0.1",
    ],
  },
};

const chosen = Deno.args.length > 0 ? Deno.args : Object.keys(parts);
const importMap = await reachesJsr() ? [] : ["--import-map=tests/offline/import_map.json"];
console.log(
  importMap.length === 0
    ? "@std/assert comes from JSR"
    : "JSR cannot be reached: tests/offline takes the place of @std/assert",
);

const failed: string[] = [];
for (const name of chosen) {
  const part = parts[name];
  if (part === undefined) {
    console.error(`Cannot test ${name}: the parts are ${Object.keys(parts).join(", ")}`);
    Deno.exit(2);
  }
  console.log(`\n--- ${name}: ${part.flags.join(" ") || "no permission"}`);
  if (part.prerequisites !== undefined && !(await deno("run", "-A", part.prerequisites)).success) {
    if (Deno.args.includes(name)) failed.push(name);
    else console.log(`${name} is left out; \`deno task test ${name}\` would fail`);
    continue;
  }
  const { success } = await deno("test", "--no-prompt", ...importMap, ...part.flags, ...part.paths);
  if (!success) failed.push(name);
}
if (failed.length > 0) {
  console.error(`\nFailed: ${failed.join(", ")}`);
  Deno.exit(1);
}
console.log("\nAll parts passed");

async function reachesJsr(): Promise<boolean> {
  const check = new Deno.Command(Deno.execPath(), {
    args: ["cache", "--quiet", "jsr:@std/assert@^1.0.0", "jsr:@std/testing@^1.0.0"],
    cwd: root,
    stdout: "null",
    stderr: "null",
    signal: AbortSignal.timeout(20_000),
  });
  return (await check.output()).success;
}

function deno(...args: string[]): Promise<Deno.CommandStatus> {
  return new Deno.Command(Deno.execPath(), { args, cwd: root }).spawn().status;
}
