import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { urlOf } from "./run_program.ts";

const root = new URL("../../", import.meta.url);
const example = read("examples/motion_alarm.ts");
const guide = read("docs/coming_from_micropython.md");

/** For so long, in ms, the test waits for the program at most. */
const PATIENCE = 10_000;

function read(path: string): string {
  return Deno.readTextFileSync(new URL(path, root));
}

/** The code blocks of the guide that begin with this line. */
function blocks(start: string): string[] {
  return guide.split(`\n\`\`\`${start}\n`).slice(1).map((text) => text.split("\n```\n")[0]!);
}

/** Without the lines that the pieces of a program are apart. */
function unspaced(text: string): string {
  return text.replace(/\n\n+/g, "\n");
}

Deno.test("examples/motion_alarm.ts is ported by the guide piece by piece, and nothing is left out", () => {
  const code = example.slice(example.indexOf("import ")).trim();
  assertEquals(unspaced(blocks("ts ignore").join("\n")), unspaced(code));
  const [python = "", ...pieces] = blocks("python");
  assertEquals(unspaced(pieces.join("\n")), unspaced(python.slice(python.indexOf("import "))));
  assertEquals(pieces.length, blocks("ts ignore").length);
});

Deno.test("examples/motion_alarm.ts is tried by the guide as it is, but for the board", () => {
  const [tried = ""] = blocks("ts");
  const [, state = ""] = /^(const pir[^]*)\ntry \{\n\s*await asyncio.run/m.exec(example) ?? [];
  assert(state.length > 0);
  assertStringIncludes(tried, state.trim());
});

Deno.test("examples/motion_alarm.ts answers, flashes and ends with the LED off", async () => {
  const probe = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = probe.addr;
  probe.close();
  const program = new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--no-prompt",
      "--import-map=tests/offline/import_map.json",
      "--allow-env=UASYNCIO_BOARD",
      `--allow-net=0.0.0.0:${port}`,
      urlOf(example.replaceAll("8888", String(port))),
    ],
    cwd: root,
    env: { NO_COLOR: "1", UASYNCIO_BOARD: "sim" },
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const output = program.output();
  try {
    assertEquals(await ask(port, ["status", "off", "status", "on", "status?"]), [
      "on, no motion",
      "off, no motion",
      "off, no motion",
      "on, no motion",
      "what?",
    ]);
    await new Promise((resolve) => setTimeout(resolve, 1500)); // it flashes once a second
  } finally {
    program.kill("SIGINT");
  }
  const { code, stdout, stderr } = await output;
  assertEquals(code, 130);
  assertEquals(
    new TextDecoder().decode(stderr),
    "No keys press the buttons at GPIO17 or GPIO27: the standard input is no terminal\n",
  );
  const changes = new TextDecoder().decode(stdout).trim().split("\n")
    .filter((line) => line.includes("GPIO22"))
    .map((line) => line.split(" ").at(-1));
  assertEquals(changes.slice(0, 2), ["on", "off"]);
  assertEquals(changes.at(-1), "off");
});

/** Connects, as soon as the program listens, and sends lines; its answers. */
async function ask(port: number, commands: string[]): Promise<string[]> {
  using connection = await connect(port);
  const bytes = new TextEncoder().encode(commands.join("\n") + "\n");
  await connection.write(bytes);
  await connection.closeWrite();
  const text = await new Response(connection.readable).text();
  return text.trimEnd().split("\n");
}

async function connect(port: number): Promise<Deno.TcpConn> {
  const start = performance.now();
  while (true) {
    try {
      return await Deno.connect({ hostname: "127.0.0.1", port });
    } catch (error) {
      if (!(error instanceof Deno.errors.ConnectionRefused)) throw error;
      if (performance.now() - start > PATIENCE) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}
