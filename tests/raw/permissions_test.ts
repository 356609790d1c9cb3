import { assertEquals, assertStringIncludes } from "@std/assert";
import { checkRow, rows } from "../permissions/rows.ts";
import { runProgram } from "../programs/run_program.ts";

for (const row of rows.filter(({ needs }) => needs === "raw")) {
  Deno.test(`README.md, permissions: ${row.what}`, () => checkRow(row));
}

Deno.test("README.md, permissions: the library for AsyncRAW is built with its flags", async () => {
  const readme = await Deno.readTextFile(new URL("../../README.md", import.meta.url));
  const flags = /`deno task build:ffi`\) +\| `(.*?)`/.exec(readme)![1]!.split(" ");
  assertEquals(flags.length, 4);
  const missing: Record<string, string> = {
    "--allow-read": "Requires read access",
    "--allow-write": "Requires write access",
    "--allow-env": "Requires env access",
    "--allow-run": "Requires run access",
  };
  const cache = await Deno.makeTempDir();
  try {
    const build = (folder: string, flags: string[]) =>
      runProgram([...flags, "ffi/build.ts"], { XDG_CACHE_HOME: `${cache}/${folder}` });
    for (const flag of flags) {
      const folder = flag.split("=")[0]!;
      const { code, stderr } = await build(folder, flags.filter((other) => other !== flag));
      assertEquals(code, 1, flag);
      assertStringIncludes(stderr, missing[folder]!);
    }
    const { stdout, stderr } = await build("all", flags);
    assertStringIncludes(stdout + stderr, "Built ");
  } finally {
    await Deno.remove(cache, { recursive: true });
  }
});
