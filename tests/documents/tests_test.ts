import { assertEquals } from "@std/assert";
import { parts } from "../parts.ts";

// The tests are found: by their names, and by the table in CONTRIBUTING.md.

const root = new URL("../../", import.meta.url);

function read(path: string): string {
  return Deno.readTextFileSync(new URL(path, root));
}

/** The files below a folder. */
function files(folder: string): string[] {
  return [...Deno.readDirSync(new URL(folder, root))].flatMap(({ name, isDirectory }) =>
    isDirectory ? files(`${folder}${name}/`) : [folder + name]
  );
}

/** What tests are about that is no symbol. */
const SUBJECTS = [
  "documents",
  "layers",
  "messages",
  "package",
  "page",
  "tests",
  "transcripts",
  "UASYNCIO_BOARD",
];

/** The symbols that are exported, and classes that are not. */
function symbols(): Set<string> {
  const sources = ["mod.ts", ...files("src/"), ...files("ffi/"), ...files("tests/offline/")]
    .filter((path) => path.endsWith(".ts")).map(read).join("\n");
  const pattern =
    /^(?:export (?:abstract |async )*(?:class|function|const|let|type|interface)|class) (\w+)/gm;
  return new Set([...sources.matchAll(pattern)].map(([, name]) => name!));
}

/** The names of the tests in a file. */
function namesIn(path: string): string[] {
  return [...read(path).matchAll(/\b(?:Deno\.test|test[A-Z]\w*)\(\s*(["`])(.*?)\1/g)]
    .map(([, , name]) => name!);
}

/** Whether a name begins with a symbol, a file or a subject. */
function isFound(name: string, known: Set<string>): boolean {
  const [word = ""] = name.split(/[ ,:=]/);
  if (word.startsWith("${") || SUBJECTS.includes(word)) return true;
  if (/^[\w.]+$/.test(word) && known.has(word.split(".")[0]!)) return true;
  if (/^[\w.]+\(\)?/.test(word)) return known.has(word.split(/[.(]/)[0]!);
  return /[./]/.test(word) && exists(word);
}

function exists(path: string): boolean {
  try {
    return Deno.statSync(new URL(path, root)) !== null;
  } catch {
    return false;
  }
}

Deno.test("tests: their names begin with what they are about", () => {
  const known = symbols();
  const paths = files("tests/").filter((path) => path.endsWith("_test.ts"));
  const names = paths.flatMap(namesIn);
  assertEquals(names.length > 400, true);
  assertEquals(names.filter((name) => !isFound(name, known)), []);
  assertEquals(isFound("a lock is handed over", known), false);
  assertEquals(isFound("handsOver() hands the lock over", known), false);
});

Deno.test("CONTRIBUTING.md: the table of the tests is what is run", () => {
  const [, table = ""] = /^\| part .*?\n\| -.*?\n(.*?)\n\n/ms.exec(read("CONTRIBUTING.md"))!;
  const rows = table.split("\n").map((row) =>
    row.split("|").slice(1, -1).map((cell) => cell.trim())
  );
  const quoted = (words: string[]) => words.map((word) => `\`${word}\``).join(" ") || "none";
  const wanted = Object.entries(parts).map(([name, { paths, flags, more }]) => {
    const all = new Set(
      [...flags, ...more?.flags ?? []].map((flag) => flag.split("=")[0]!)
        .filter((flag) => flag !== "--preload"),
    );
    return [quoted([name]), quoted([...paths, ...more?.paths ?? []]), quoted([...all])];
  });
  assertEquals(rows.map(([part, folders, , permissions]) => [part, folders, permissions]), wanted);
});

Deno.test("CONTRIBUTING.md: each folder of the tests is mentioned", () => {
  const text = read("CONTRIBUTING.md");
  const folders = [...Deno.readDirSync(new URL("tests/", root))].filter((entry) =>
    entry.isDirectory
  )
    .map(({ name }) => `tests/${name}`);
  assertEquals(folders.filter((folder) => !text.includes(`\`${folder}\``)), []);
});
