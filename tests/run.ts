/**
 * Runs the tests, each part with the permissions that it needs and no more.
 *
 *   deno task test [part...]
 *   deno task coverage [part...]
 *
 * The tests use `@std/assert` from JSR. Where JSR cannot be reached, a thin
 * adapter over `node:assert` takes its place.
 */

import config from "../deno.json" with { type: "json" };
import { parts } from "./parts.ts";

const root = new URL("../", import.meta.url);

/** What the tests import from JSR. */
const MODULES = [config.imports["@std/assert"], `${config.imports["@std/testing"]}/types`];

const isForCoverage = Deno.args[0] === "--coverage";
const asked = isForCoverage ? Deno.args.slice(1) : Deno.args;
const chosen = asked.length > 0 ? asked : Object.keys(parts);
/** Where Deno notes which lines have run. */
const COVERAGE = "coverage";
if (isForCoverage) await Deno.remove(new URL(COVERAGE, root), { recursive: true }).catch(() => {});
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
    if (asked.includes(name)) failed.push(name);
    else console.log(`${name} is left out; \`deno task test ${name}\` would fail`);
    continue;
  }
  for (const { flags, paths } of [part, part.more ?? []].flat()) {
    console.log(`\n--- ${name}: ${flags.join(" ") || "no permission"}`);
    const more = isForCoverage ? [`--coverage=${COVERAGE}`, "--coverage-raw-data-only"] : [];
    const { success } = await deno(
      ...["test", "--no-prompt", ...more, ...importMap, ...flags, ...paths],
    );
    if (!success && !failed.includes(name)) failed.push(name);
  }
}
if (isForCoverage) await deno("coverage", COVERAGE, "--include=^file:.*/(mod\\.ts|src/|ffi/)");
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
