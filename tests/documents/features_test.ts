import { assert, assertEquals } from "@std/assert";
import config from "../../deno.json" with { type: "json" };

// What the guide says of where everything is, is true.

const root = new URL("../../", import.meta.url);
const guide = Deno.readTextFileSync(new URL("docs/coming_from_micropython.md", root));

/** The rows of the list of features: what it is there, and here. */
function readFeatures(): [there: string, here: string][] {
  const [, table = ""] = /^## Where is it\?.*?\n\| -.*?\n(.*?)\n\n/ms.exec(guide)!;
  return table.split("\n").map((row) => {
    const [, there = "", , here = ""] = row.split("|").map((cell) => cell.trim());
    return [there, here];
  });
}

function quoted(text: string): string[] {
  return [...text.matchAll(/`(.*?)`/g)].map(([, word]) => word!);
}

/** What a module of the package exports. */
async function namesOf(module: string): Promise<string[]> {
  const path = (config.exports as Record<string, string>)[module.replace(config.name, ".")];
  assert(path !== undefined, module);
  return Object.keys(await import(new URL(path, root).href));
}

Deno.test("docs/coming_from_micropython.md: what its list of features names is exported", async () => {
  let count = 0;
  for (const [, here] of readFeatures()) {
    for (const [, names = "", module = ""] of here.matchAll(/^(.*?) of `(@uasyncio\/.*?)`/g)) {
      const exported = await namesOf(module);
      assertEquals(quoted(names).filter((name) => !exported.includes(name)), [], module);
      count += quoted(names).length;
    }
  }
  assert(count >= 30, String(count));
});

Deno.test("docs/coming_from_micropython.md: what its list of features lacks is not exported", async () => {
  const lacking = readFeatures().filter(([, here]) => here.startsWith("not here"))
    .flatMap(([there]) => quoted(there)).map((name) => name.replace("machine.", ""));
  assert(lacking.includes("deepsleep"));
  const there = [...await namesOf(`${config.name}/machine`), ...Object.keys(config.exports)];
  assertEquals(lacking.filter((name) => there.includes(name) || there.includes(`./${name}`)), []);
});

Deno.test("docs/coming_from_micropython.md: what its list of features names of Deno is there", () => {
  const names = readFeatures().flatMap(([, here]) => quoted(here))
    .filter((word) => /^(Deno|JSON)\.\w+/.test(word)).map((word) => word.replace("()", ""));
  assert(names.length >= 5);
  const find = (name: string) =>
    name.split(".").reduce(
      (object: unknown, key) => Reflect.get(object as object, key),
      globalThis,
    );
  assertEquals(names.filter((name) => find(name) === undefined), []);
});

Deno.test("docs/coming_from_micropython.md: its recipes are all there are", () => {
  const [, section = ""] = /^## What replaces the libraries(.*?)^## /ms.exec(guide)!;
  const recipes = [...Deno.readDirSync(new URL("examples/recipes/", root))]
    .map(({ name }) => `../examples/recipes/${name}`);
  const linked = [...section.matchAll(/\]\((.*?)\)/g)].map(([, link]) => link!);
  assertEquals(linked.toSorted(), recipes.toSorted());
});
