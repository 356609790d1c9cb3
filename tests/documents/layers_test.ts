import { assertEquals } from "@std/assert";

// The table of layers in CONTRIBUTING.md is what the sources keep to.

const root = new URL("../../", import.meta.url);

/** Imports and re-exports, types included. In a documentation comment a line begins with " *". */
const IMPORT =
  /^(?:import|export)\b[^;]*?\bfrom "(\..*?)";|^import "(\..*?)";|\bimport\("(\..*?)"\)/gms;

/** The files that each file of the product imports. */
function imports(): Map<string, string[]> {
  const paths = ["mod.ts", ...sources("src/"), ...sources("ffi/")].sort();
  return new Map(paths.map((path) => [path, importsIn(path)]));
}

function sources(folder: string): string[] {
  return [...Deno.readDirSync(new URL(folder, root))].flatMap(({ name, isDirectory }) => {
    if (isDirectory) return sources(`${folder}${name}/`);
    return name.endsWith(".ts") ? [folder + name] : [];
  });
}

function importsIn(path: string): string[] {
  const source = Deno.readTextFileSync(new URL(path, root));
  return [...source.matchAll(IMPORT)]
    .map(([, from, alone, dynamic]) => new URL((from ?? alone ?? dynamic)!, new URL(path, root)))
    .map(({ href }) => href.slice(root.href.length));
}

/** The files and folders of each layer, from the top. */
function readLayers(): string[][] {
  const text = Deno.readTextFileSync(new URL("CONTRIBUTING.md", root));
  const table = /^\| layer .*?\n\| -.*?\n(.*?)\n\n/ms.exec(text)?.[1] ?? "";
  return table.split("\n").map((row) => [...row.split("|")[2]!.matchAll(/`(.*?)`/g)])
    .map((places) => places.map(([, place]) => place!));
}

/** The layer of a file, 0 the topmost; -1 if the table has neither the file nor its folder. */
function layerOf(path: string, layers: string[][]): number {
  const folder = path.slice(0, path.lastIndexOf("/") + 1);
  const layer = layers.findIndex((places) => places.includes(path));
  return layer >= 0 ? layer : layers.findIndex((places) => places.includes(folder));
}

function upwardImports(graph: Map<string, string[]>, layers: string[][]): string[] {
  return [...graph].flatMap(([path, imported]) =>
    imported.filter((other) => layerOf(other, layers) < layerOf(path, layers))
      .map((other) => `${path} imports ${other}, which stands above it`)
  );
}

/** Chains of imports that lead back to where they began. */
function cycles(graph: Map<string, string[]>): string[] {
  const found: string[] = [];
  const seen = new Set<string>();
  const visit = (path: string, chain: string[]) => {
    const start = chain.indexOf(path);
    if (start >= 0) found.push([...chain.slice(start), path].join(" > "));
    if (seen.has(path)) return;
    seen.add(path);
    for (const other of graph.get(path) ?? []) visit(other, [...chain, path]);
  };
  for (const path of graph.keys()) visit(path, []);
  return found;
}

Deno.test("CONTRIBUTING.md, layers: each file stands in the table, and what the table has is there", () => {
  const layers = readLayers();
  assertEquals(layers.length > 8, true);
  const paths = [...imports().keys()];
  assertEquals(paths.length > 70, true);
  assertEquals(paths.filter((path) => layerOf(path, layers) < 0), []);
  const folders = new Set(paths.map((path) => path.slice(0, path.lastIndexOf("/") + 1)));
  const places = layers.flat();
  assertEquals(places.filter((place) => !paths.includes(place) && !folders.has(place)), []);
  assertEquals(new Set(places).size, places.length); // none stands there twice
});

Deno.test("CONTRIBUTING.md, layers: no file imports one above it", () => {
  const graph = imports();
  const files = [...graph.values()].flat();
  assertEquals(files.length > 200, true);
  assertEquals(files.filter((path) => !graph.has(path)), []); // each import leads to a file
  assertEquals(upwardImports(graph, readLayers()), []);
});

Deno.test("package: its files import one another, what Deno has, and no other package", () => {
  const others = [...imports().keys()].flatMap((path) => {
    const source = Deno.readTextFileSync(new URL(path, root));
    return [...source.matchAll(/^(?:import|export)\b[^;]*?\bfrom "(.*?)";|^import "(.*?)";/gms)]
      .map(([, from, alone]) => (from ?? alone)!)
      .filter((specifier) => !/^(?:\.|node:)/.test(specifier));
  });
  assertEquals(others, []);
});

Deno.test("CONTRIBUTING.md, layers: no imports go in a circle, also those of types", () => {
  assertEquals(cycles(imports()), []);
});

Deno.test("CONTRIBUTING.md, layers: what breaks them is named", () => {
  const layers = [["mod.ts"], ["src/"], ["src/core/", "src/odd.ts"]];
  const graph = new Map([
    ["mod.ts", ["src/a.ts", "src/core/b.ts"]],
    ["src/a.ts", ["src/core/b.ts"]],
    ["src/core/b.ts", ["src/odd.ts"]],
    ["src/odd.ts", ["src/a.ts"]],
  ]);
  assertEquals(upwardImports(graph, layers), [
    "src/odd.ts imports src/a.ts, which stands above it",
  ]);
  assertEquals(cycles(graph), ["src/a.ts > src/core/b.ts > src/odd.ts > src/a.ts"]);
  assertEquals(layerOf("src/net/c.ts", layers), -1);
});
