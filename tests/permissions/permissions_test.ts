import { assertEquals } from "@std/assert";
import { checkRow, rows } from "./rows.ts";

Deno.test("README.md: the table of permissions is what is tested", async () => {
  const readme = await Deno.readTextFile(new URL("../../README.md", import.meta.url));
  const section = readme.split("## Permissions")[1]!.split("\n## ")[0]!;
  const table = [...section.matchAll(/^\| (.*?) +\| (.*?) +\|$/gm)].slice(2)
    .map(([, what, flags]) => [what, /`(--.*?)`/.exec(flags!)?.[1] ?? ""]);
  const generic = (flags: string) => flags.replaceAll(/:(PORT|0|8080)\b/g, ":PORT");
  const tested = rows.map(({ what, flags }) => [what, generic(flags.join(" "))]);
  const built = table.pop()!; // tests/raw tests how the library is built
  assertEquals(built[0], "the library for `AsyncRAW` (`deno task build:ffi`)");
  assertEquals(table.map(([what, flags]) => [what, generic(flags!)]), tested);
});

for (const row of rows.filter(({ needs }) => needs === undefined)) {
  Deno.test(`README.md, permissions: ${row.what}`, () => checkRow(row, { UASYNCIO_BOARD: "sim" }));
}
