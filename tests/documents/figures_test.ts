import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { cellsOf, originOf, partOf, tables } from "../bench/readme.ts";
import { readRecord } from "../bench/record.ts";

// The README's figures are those that `deno task bench --record` has kept.

const readme = Deno.readTextFileSync(new URL("../../README.md", import.meta.url));
const record = readRecord();

for (const [name, table] of Object.entries(tables)) {
  Deno.test(`README.md: the figures of ${name} are those that were recorded`, () => {
    const part = partOf(name).exec(readme)?.[0] ?? "";
    const rows = part.split("\n").filter((line) => line.startsWith("|"))
      .map((line) => line.split("|").slice(1, -1).map((cell) => cell.trim()));
    rows.splice(1, 1); // the ruler
    assertEquals(rows, cellsOf(table, record));
    assertStringIncludes(part.replaceAll("\n", " "), `Measured at ${originOf(table, record)}.`);
  });
}

Deno.test("README.md: what was not recorded has no figure", () => {
  const empty = { version: record.version, subjects: {} };
  assertThrows(() => cellsOf(tables["scheduler"]!, empty), Error, "Cannot show switches, switch_1");
});

Deno.test("README.md: it has no table of figures but those", () => {
  const section = readme.split("\n## Speed")[1]!.split("\n## ")[0]!;
  const others = Object.keys(tables).reduce(
    (text, name) => text.replace(partOf(name), ""),
    section,
  );
  assertEquals(/^\|/m.test(others), false);
});
