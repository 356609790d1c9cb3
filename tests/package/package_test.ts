// The package as its users get it: from JSR, by way of a registry of our own.
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import config from "../../deno.json" with { type: "json" };
import { Registry } from "./registry.ts";
import { User } from "./user.ts";

const root = new URL("../../", import.meta.url);
const registry = await Registry.start();
addEventListener("unload", () => registry[Symbol.asyncDispose]());

/** A test of a user with an empty folder. */
function testUser(name: string, body: (user: User) => Promise<void>): void {
  Deno.test(name, async () => {
    using user = new User(registry);
    registry.take();
    await body(user);
  });
}

/** What has to go before an example, so that it takes neither hardware nor time. */
const SIMULATION = `
  import { set_board, SimulatedBoard } from "@uasyncio/uasyncio/machine";
  import { VirtualClock } from "@uasyncio/uasyncio/testing";
  new VirtualClock();
  set_board(new SimulatedBoard());
`;

testUser("package: the README's first example runs without permissions", async (user) => {
  const readme = await Deno.readTextFile(new URL("README.md", root));
  user.write("simulation.ts", SIMULATION);
  user.write("example.ts", /^```ts.*\n([^]*?)^```$/m.exec(readme)?.[1] ?? "");
  user.write(
    "main.ts",
    `
    import "./simulation.ts";
    import "./example.ts";
    import { get_board } from "@uasyncio/uasyncio/machine";
    console.log(get_board().history(1).length > 2, get_board().history(2).length > 2);
    `,
  );
  assertEquals(await user.run("main.ts"), { code: 0, stdout: "true true\n", stderr: "" });
});

testUser(
  "package: examples/blink.ts takes one permission with UASYNCIO_BOARD=sim",
  async (user) => {
    const example = await Deno.readTextFile(new URL("examples/blink.ts", root));
    const clock = `import { VirtualClock } from "@uasyncio/uasyncio/testing"; new VirtualClock();`;
    user.write("clock.ts", clock);
    user.write("blink.ts", `import "./clock.ts";\n${example}`);
    const flags = ["--allow-env=UASYNCIO_BOARD"];
    const { code, stdout, stderr } = await user.run("blink.ts", flags, { UASYNCIO_BOARD: "sim" });
    assertEquals([code, stderr], [0, ""]);
    assertEquals(stdout.match(/LED1 on$/gm)?.length, Math.ceil(10_000 / 705));
    assertEquals(stdout.match(/LED2 on$/gm)?.length, Math.ceil(10_000 / 405));
  },
);

/** A user's program, with one line of its own in a task. */
function program(line: string): string {
  return `
    import { create_task, gather, run, sleep_ms, type Task } from "@uasyncio/uasyncio";
    import { Pin, set_board, SimulatedBoard } from "@uasyncio/uasyncio/machine";
    import { LED } from "@uasyncio/uasyncio/pyb";
    import { VirtualClock } from "@uasyncio/uasyncio/testing";

    async function work(ms: number): Promise<number> {
      await sleep_ms(ms);
      return ms;
    }
    using _clock = new VirtualClock();
    set_board(new SimulatedBoard());
    const result = await run(async () => {
      new LED(1).on();
      new Pin(1, Pin.OUT).on();
      ${line}
      return await task;
    });
    console.log(result);
  `;
}

testUser("package: the types arrive, a right program compiles, and runs", async (user) => {
  user.write("main.ts", program("const task: Task<number> = create_task(() => work(7));"));
  const { code, stderr } = await user.deno(["check", "--quiet", "main.ts"]);
  assertEquals([code, stderr], [0, ""]);
  assertEquals(await user.run("main.ts"), { code: 0, stdout: "7\n", stderr: "" });
});

const errors: [what: string, line: string, message: RegExp][] = [
  [
    "a started promise for a task",
    "const task = create_task(work(7));",
    /Argument of type 'Promise<number>' .* "a promise has started already; write `\(\) => f\(\)` instead/,
  ],
  [
    "a started promise to gather",
    "const task = gather(work(7), work(8));",
    /No overload matches .* "a promise has started already; write `\(\) => f\(\)` instead/s,
  ],
  [
    "a mode that there is none of",
    'const task = create_task(() => work(7)); new Pin(1, "output");',
    /No overload matches .* '"output"' is not assignable to parameter of type 'Mode \| undefined'/s,
  ],
];
for (const [what, line, message] of errors) {
  testUser(`package: the types arrive, ${what} does not compile`, async (user) => {
    user.write("main.ts", program(line));
    const { code, stderr } = await user.deno(["check", "--quiet", "main.ts"]);
    assertEquals(code, 1);
    assertMatch(stderr, message);
    // TS2793 says of overloads that there is an implementation, beside the error itself.
    assertEquals(stderr.match(/\bTS(?!2793)\d+ \[ERROR\]/g)?.length, 1, stderr);
  });
}

testUser("package: `deno add` makes it known by its name", async (user) => {
  const { code, stderr } = await user.deno(["add", Registry.PACKAGE]);
  assertEquals(code, 0, stderr);
  const { imports } = JSON.parse(user.read("deno.json"));
  assertEquals(imports, { "@uasyncio/uasyncio": `${Registry.PACKAGE}@^${registry.version}` });
  Deno.writeTextFileSync(
    `${user.folder}/work/main.ts`,
    `
    import { run, sleep_ms } from "@uasyncio/uasyncio";
    import { VirtualClock } from "@uasyncio/uasyncio/testing";
    new VirtualClock();
    await run(sleep_ms(5_000));
    console.log("done");
    `,
  );
  assertEquals(await user.run("main.ts"), { code: 0, stdout: "done\n", stderr: "" });
});

testUser("package: without the shim the error names the command that builds it", async (user) => {
  user.write(
    "main.ts",
    `
    import { AsyncRAW } from "@uasyncio/uasyncio";
    try {
      new AsyncRAW();
    } catch (error) {
      console.log(error.code, error.message);
    }
    `,
  );
  const flags = ["--allow-ffi", "--allow-env=UASYNCIO_FFI,XDG_CACHE_HOME,HOME"];
  const { stdout } = await user.run("main.ts", flags);
  assertStringIncludes(stdout, "ENOENT ");
  const command = `deno run -A ${Registry.PACKAGE}@${registry.version}/build-ffi`;
  assertStringIncludes(stdout, `: \`${command}\` makes it\n`);
});

testUser("package: a program downloads the modules that it needs and no more", async (user) => {
  user.write("main.ts", 'import "@uasyncio/uasyncio";');
  assertEquals((await user.run("main.ts")).code, 0);
  const paths = registry.take();
  assert(paths.includes("mod.ts"));
  const isNeeded = (path: string) =>
    /^(mod|src\/(core\/|net\/(io\/)?)?[^/]+|ffi\/(raw_socket|readiness|epoll_events|libc))\.ts$/
      .test(path);
  assertEquals(paths.filter((path) => !isNeeded(path)), []);
  assertEquals(paths, [...new Set(paths)]); // each once

  assertEquals((await user.run("main.ts")).code, 0);
  assertEquals(registry.take(), []); // they are in the cache
});

testUser("package: what is published is used", async (user) => {
  const entries = Object.keys(config.exports).map((entry) => entry.slice(1));
  const from = `${Registry.PACKAGE}@${registry.version}`;
  const { code, stderr } = await user.deno(["cache", ...entries.map((entry) => from + entry)]);
  assertEquals(code, 0, stderr);
  const used = registry.take();
  const isForReading = (path: string) => /^((docs|examples)\/.+|[A-Z]+\.md|LICENSE)$/.test(path);
  const others = [...registry.files.keys()].filter((path) =>
    !used.includes(path) && !isForReading(path)
  );
  // build-ffi fetches its source; Deno itself does not need the configuration.
  assertEquals(others.sort(), ["deno.json", "ffi/raw_socket.c"]);
});

/** Bundles a program with what it imports of the repository; its text, or null if Deno cannot. */
async function bundle(program: string): Promise<string | null> {
  const folder = await Deno.makeTempDir();
  try {
    const text = program.replaceAll('"@uasyncio/uasyncio"', `"${new URL("mod.ts", root)}"`);
    await Deno.writeTextFile(`${folder}/main.ts`, text);
    const { success } = await new Deno.Command(Deno.execPath(), {
      args: ["bundle", "--quiet", "--minify", "--output=out.js", "main.ts"],
      cwd: folder,
      stderr: "null",
    }).output();
    return success ? await Deno.readTextFile(`${folder}/out.js`) : null;
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test({
  name: "package: a bundled program carries what it uses; one that only sleeps has 20 KB at most",
  // Deno fetches its bundler from npm.
  ignore: await bundle("console.log(1);") === null,
  fn: async () => {
    const sleeping = await bundle(`
      import { run, sleep_ms } from "@uasyncio/uasyncio";
      await run(async () => {
        await sleep_ms(5);
        console.log("slept");
      });
    `);
    assert(sleeping!.length <= 20 * 1024, `${sleeping!.length} bytes`);
    using user = new User(registry);
    user.write("main.js", sleeping!);
    assertEquals((await user.run("main.js")).stdout, "slept\n");
    const queueing = await bundle(`
      import { Queue, run } from "@uasyncio/uasyncio";
      await run(new Queue<number>().join());
    `);
    assert(queueing!.length > sleeping!.length + 1000);
  },
});
