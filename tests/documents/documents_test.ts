import { assertEquals, assertMatch } from "@std/assert";
import config from "../../deno.json" with { type: "json" };

// What `deno test --doc` does not see to: links, and blocks that cannot be run here.

const root = new URL("../../", import.meta.url);

/** All documents of the repository. */
const documents = [
  ...[...Deno.readDirSync(root)].map(({ name }) => name),
  ...[...Deno.readDirSync(new URL("docs/", root))].map(({ name }) => `docs/${name}`),
].filter((path) => path.endsWith(".md"));

function read(path: string): string {
  return Deno.readTextFileSync(new URL(path, root));
}

/** What a heading is called in links, as GitHub does it. */
function anchor(heading: string): string {
  return heading.toLowerCase().replaceAll(/[^\w\- ]/g, "").replaceAll(" ", "-");
}

Deno.test("README.md, CONTRIBUTING.md and CHANGELOG.md are there", () => {
  for (const path of ["README.md", "CONTRIBUTING.md", "CHANGELOG.md"]) {
    assertEquals(documents.includes(path), true, path);
  }
});

for (const path of documents) {
  Deno.test(`${path}: its links lead somewhere`, () => {
    const text = read(path).replaceAll(/^```.*?^```/gms, "");
    const broken: string[] = [];
    for (const [, link = ""] of text.matchAll(/\]\(([^)]+)\)/g)) {
      if (/^https?:/.test(link)) continue;
      const [file = "", fragment] = link.split("#");
      const target = file === ""
        ? path
        : new URL(file, new URL(path, root)).href.slice(root.href.length);
      try {
        if (fragment === undefined) Deno.statSync(new URL(target, root));
        else if (!headings(target).includes(fragment)) broken.push(link);
      } catch {
        broken.push(link);
      }
    }
    assertEquals(broken, []);
  });
}

function headings(path: string): string[] {
  return [...read(path).matchAll(/^#+ (.*)$/gm)].map(([, heading]) => anchor(heading!));
}

/** Commands of the README that .ci/run does not run, and where something like it is. */
const elsewhere: Record<string, string> = {
  "curl -fsSL https://deno.land/install.sh | sh": "nowhere: the internet is out of reach",
  "sudo apt install libgpiod3": "tests/lab/libgpiod.sh, which does not install it",
  "deno run --allow-ffi main.ts": "tests/gpio/readme_test.ts",
  "deno run --allow-ffi jsr:@uasyncio/uasyncio/pinout": "tests/programs/pinout_test.ts",
  "deno run --preload=examples/simulated/oled.ts examples/oled.ts":
    "tests/programs/bus_examples_test.ts",
  "deno run -A jsr:@uasyncio/uasyncio/build-ffi": "tests/raw/package_test.ts",
};

Deno.test("README.md: its commands are tried", () => {
  const ci = read(".ci/run");
  const commands = [...read("README.md").matchAll(/^```sh\n(.*?)^```/gms)]
    .flatMap(([, block]) => block!.trim().split("\n"))
    .map((line) => line.replace(/ +#.*/, ""));
  assertEquals(commands.length > 3, true);
  const untried = commands.filter((command) => !ci.includes(command) && !(command in elsewhere));
  assertEquals(untried, []);
  for (const place of Object.values(elsewhere)) {
    if (place.startsWith("tests/")) Deno.statSync(new URL(place.split(",")[0]!, root));
  }
});

Deno.test("documents: the tasks of Deno that they name are there", () => {
  const places = [...documents, ".ci/run", ".github/workflows/ci.yml"];
  const named = places.flatMap((path) =>
    [...read(path).matchAll(/\bdeno task ([a-z][\w:]*)/g)].map(([, name]) => name!)
  );
  assertEquals(named.length > 20, true);
  assertEquals(named.filter((name) => !(name in config.tasks)), []);
});

Deno.test("documents: the blocks that are not run have the right types", async () => {
  const blocks = documents.flatMap((
    path,
  ) => [...read(path).matchAll(/^```ts ignore\n(.*?)^```/gms)])
    .map(([, block]) => block!)
    .filter((block) => block.includes("import ")); // the others are pieces of a program
  assertEquals(blocks.length > 1, true);
  const { success, stderr } = await check(blocks);
  assertEquals(success, true, stderr);
});

Deno.test("documents: a block with a wrong type would be noticed", async () => {
  const { success, stderr } = await check([
    'import { run } from "@uasyncio/uasyncio"; run(Promise.resolve());',
  ]);
  assertEquals(success, false);
  assertMatch(stderr, /not assignable to parameter/);
});

/** Checks the types of programs that use the package by its name. */
async function check(programs: string[]): Promise<{ success: boolean; stderr: string }> {
  const folder = await Deno.makeTempDir();
  try {
    const paths = programs.map((program, i) => {
      const path = `${folder}/${i}.ts`;
      Deno.writeTextFileSync(path, withUrls(program));
      return path;
    });
    const { success, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["check", ...paths],
      cwd: root,
      env: { NO_COLOR: "1" },
    }).output();
    return { success, stderr: new TextDecoder().decode(stderr) };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** The program with the modules of this checkout in place of the package's. */
function withUrls(program: string): string {
  for (const [name, path] of Object.entries(config.exports)) {
    program = program.replaceAll(`"${config.name}${name.slice(1)}"`, `"${new URL(path, root)}"`);
  }
  return program;
}
