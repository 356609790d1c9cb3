import { assertEquals } from "@std/assert";
import config from "../../deno.json" with { type: "json" };
import { checkRow, rows } from "../permissions/rows.ts";
import { Program } from "./processes.ts";
import { level, PATIENCE, untilUsedBy } from "./wires.ts";

const root = new URL("../../", import.meta.url);

for (const row of rows.filter(({ needs }) => needs === "gpio")) {
  Deno.test(`README.md, permissions: ${row.what}`, () =>
    checkRow(row, { UASYNCIO_BOARD: "lab-expander" }));
}

Deno.test("README.md: the first program blinks, with the flags that it has for it", async () => {
  const readme = Deno.readTextFileSync(new URL("README.md", root));
  const section = readme.split("## On a Raspberry Pi")[1]!.split("\n## ")[0]!;
  const flags = /^deno run (.*) main\.ts$/m.exec(section)![1]!.split(" ");
  let text = /^```ts ignore\n(.*?)^```/ms.exec(section)![1]!;
  for (const [name, path] of Object.entries(config.exports)) {
    text = text.replaceAll(`"${config.name}${name.slice(1)}"`, `"${new URL(path, root)}"`);
  }
  const file = await Deno.makeTempFile({ suffix: ".ts" });
  await Deno.writeTextFile(file, text);
  {
    await using _program = new Program(file, { flags });
    await untilUsedBy("uasyncio", 17);
    const levels: number[] = [];
    const deadline = performance.now() + PATIENCE * 1000;
    while (levels.length < 5 && performance.now() < deadline) {
      const now = level(17);
      if (now !== levels.at(-1)) levels.push(now);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    assertEquals(levels.slice(-4), levels.at(-1) === 1 ? [0, 1, 0, 1] : [1, 0, 1, 0]);
  }
  await untilUsedBy(null, 17);
  await Deno.remove(file);
});
