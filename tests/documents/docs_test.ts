import { assert, assertEquals } from "@std/assert";
import config from "../../deno.json" with { type: "json" };

// The pages of docs/ say what is so: each one is in the index, the names are exported, and the
// errors are those that the library throws.

const root = new URL("../../", import.meta.url);

function read(path: string): string {
  return Deno.readTextFileSync(new URL(path, root));
}

/** The files below a folder. */
function files(folder: string): string[] {
  return [...Deno.readDirSync(new URL(folder, root))].flatMap(({ name, isDirectory }) =>
    isDirectory ? files(`${folder}${name}/`) : [folder + name]
  ).sort();
}

Deno.test("docs/README.md links every page", () => {
  const index = read("docs/README.md");
  const pages = files("docs/").map((path) => path.slice("docs/".length))
    .filter((page) => page.endsWith(".md") && page !== "README.md");
  assert(pages.length >= 7);
  assertEquals(pages.filter((page) => !index.includes(`](${page})`)), []);
});

Deno.test("docs/api_index.md has every name that is exported, and no other", async () => {
  const rows: { name: string; page: string }[] = [];
  let module = "";
  for (const line of read("docs/api_index.md").split("\n")) {
    module = /^`import \{ \.\.\. \} from "(.*)";`$/.exec(line)?.[1] ?? module;
    const [, name, page] = /^\| `(\w+)` +\| \[(.*?)\]/.exec(line) ?? [];
    if (name !== undefined) rows.push({ name: `${name} of ${module}`, page: page! });
  }
  const exported: string[] = [];
  for (const [key, path] of Object.entries(config.exports)) {
    if (key === "./build-ffi") continue; // a program, which nothing imports
    const names = Object.keys(await import(new URL(path, root).href));
    exported.push(...names.map((name) => `${name} of ${config.name}${key.slice(1)}`));
  }
  assertEquals(rows.map(({ name }) => name).sort(), exported.sort());
  const wrong = rows.filter(({ name, page }) =>
    !new RegExp(
      `^export (?:abstract |async )*(?:class|function|const|type) ${name.split(" ")[0]}\\b`,
      "m",
    )
      .test(read(page))
  );
  assertEquals(wrong, []);
});

/** Words of docs/troubleshooting.md that are Deno's, the system's or the reader's own. */
const OF_OTHERS = [
  "Requires ffi access", // Deno's
  "Top-level await promise never resolved", // Deno's
  "Too many open files", // the system's
  "Nothing is simulated though `UASYNCIO_BOARD=sim` is set", // what the reader sees
  "An input flickers, or a button counts twice", // what the reader sees
];

Deno.test("docs/troubleshooting.md: the messages that it quotes are those of the sources", () => {
  const sources = [...files("src/"), ...files("ffi/")].filter((path) => path.endsWith(".ts"))
    .map(read).join("\n").replaceAll(/(["`]) \+\s+["`]/g, "");
  const page = read("docs/troubleshooting.md").replaceAll(/\s*\n(?!\n)/g, " ");
  const quoted = [...page.matchAll(/\*\*(.*?)\*\*/g)].map(([, words]) => words!);
  assert(quoted.length > 20);
  assertEquals(quoted.filter((words) => !sources.includes(words)).sort(), OF_OTHERS.toSorted());
});

Deno.test("docs/first_blink.md: its program is the README's, and is run as that", () => {
  const program = (path: string) =>
    [...read(path).matchAll(/^```ts ignore\n(.*?)^```/gms)].map(([, text]) => text!)
      .find((text) => text.includes("using led = new Pin(17, Pin.OUT)"))!
      .replaceAll(/ +\/\/ .*/g, "");
  assertEquals(program("docs/first_blink.md"), program("README.md"));
});

Deno.test("docs/: its pictures say in words what they show", () => {
  const pictures = files("docs/").filter((path) => path.endsWith(".svg"));
  assert(pictures.length >= 2);
  assertEquals(
    pictures.filter((path) => !/<title[ >]|aria-label=/.test(read(path).slice(0, 600))),
    [],
  );
});

/** The sections of the gallery, by the program that each one is about. */
function gallery(): Map<string, string> {
  const sections = read("docs/gallery.md").split(/^## /m).slice(1);
  return new Map(sections.map((text) => [`examples/${text.split("\n")[0]}.ts`, text]));
}

Deno.test("docs/gallery.md has every example, and no other", () => {
  const programs = files("examples/").filter((path) =>
    path.endsWith(".ts") && !/^examples\/(simulated|oled)\//.test(path) &&
    !["mqtt_client", "bme280", "simulated_bme280"].some((name) => path.endsWith(`/${name}.ts`))
  );
  assertEquals([...gallery().keys()].sort(), programs);
});

Deno.test("docs/gallery.md: the commands are those that the example itself gives", () => {
  for (const [path, text] of gallery()) {
    const commands = [...text.matchAll(/^```console\n(.*?)^```/gms)]
      .flatMap(([, block]) => block!.trim().split("\n"));
    const oneLine = (text: string) => text.replaceAll(/ \\\n(?:\/\/)? +/g, " ");
    const head = oneLine(read(path)).split("\nimport ")[0]!;
    assert(commands.length > 0, path);
    assertEquals(commands.filter((command) => !head.includes(command)), [], path);
  }
});

Deno.test("docs/gallery.md: the pins are those that the program uses", () => {
  for (const [path, text] of gallery()) {
    const rows = [...text.matchAll(/^\| .*\bGPIO(\d+)\b/gm)].map(([, number]) => number!);
    const words: string[] = read(path).match(/\d+/g) ?? [];
    assertEquals(rows.filter((number) => !words.includes(number)), [], path);
  }
});

Deno.test("docs/gallery.md: what the examples print stands in the tests that run them", () => {
  const tests = files("tests/programs/").map(read).join("\n");
  const printed = [...gallery().values()].flatMap((text) =>
    [...text.matchAll(/^```text\n(.*?)^```/gms)].flatMap(([, block]) => block!.trim().split("\n"))
  );
  assert(printed.length > 8);
  assertEquals(printed.filter((line) => !tests.includes(line)), []);
});

Deno.test("docs/: its links and pictures lead to what the package has, too", () => {
  const isIn = (path: string, places: string[]) =>
    places.some((place) => path === place || path.startsWith(`${place}/`));
  const { include, exclude } = config.publish;
  const outside = files("docs/").filter((path) => path.endsWith(".md")).flatMap((path) =>
    [...read(path).replaceAll(/^```.*?^```/gms, "").matchAll(/\]\(([^)#]+)[^)]*\)/g)]
      .filter(([, link]) => !/^https?:/.test(link!))
      .map(([, link]) => new URL(link!, new URL(path, root)).href.slice(root.href.length))
      .filter((target) => !isIn(target, include) || isIn(target, exclude))
      .map((target) => `${path}: ${target}`)
  );
  assertEquals(outside, []);
});
