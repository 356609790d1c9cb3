// Needs a C compiler, and for most of the tests of sockets CAP_NET_RAW.
import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { createHash } from "node:crypto";
import { buildCommand, RawSocket, SOURCE_HASH } from "../../ffi/raw_socket.ts";
import { OSError } from "../../src/core/os_error.ts";

const root = new URL("../../", import.meta.url);
const PROTOCOL = 253; // for experiments, RFC 3692
const LOOPBACK = {
  4: Uint8Array.of(127, 0, 0, 1),
  6: Uint8Array.from({ length: 16 }, (_, i) => i === 15 ? 1 : 0),
};

interface Outcome {
  code: number;
  stdout: string;
  stderr: string;
}

type Environment = Record<string, string>;

const denoDir = Deno.makeTempDirSync();
addEventListener("unload", () => Deno.removeSync(denoDir, { recursive: true }));

/** Runs Deno with no more of an environment than is given, and PATH. */
async function deno(args: string[], env: Environment, ...wrapper: string[]): Promise<Outcome> {
  const [command = "", ...words] = [...wrapper, Deno.execPath(), "run", "--no-prompt", ...args];
  const { code, stdout, stderr } = await new Deno.Command(command, {
    args: words,
    cwd: root,
    clearEnv: true,
    env: { PATH: Deno.env.get("PATH") ?? "", DENO_DIR: denoDir, NO_COLOR: "1", ...env },
  }).output();
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}

function build(env: Environment, from = root, flags = ["-A"]): Promise<Outcome> {
  return deno([...flags, new URL("ffi/build.ts", from).href], env);
}

/** Opens a socket in a process of its own: prints "opened", or the error. */
function open(flags: string[], env: Environment, ...wrapper: string[]): Promise<Outcome> {
  return deno([...flags, "tests/ffi/open_raw_socket.ts"], env, ...wrapper);
}

async function withFolder(body: (path: string) => Promise<void>): Promise<void> {
  const path = await Deno.makeTempDir();
  try {
    await body(path);
  } finally {
    await Deno.remove(path, { recursive: true });
  }
}

/** The files in the folder where the libraries are. */
function libraries(cache: string): string[] {
  return [...Deno.readDirSync(`${cache}/uasyncio/ffi`)].map(({ name }) => name).sort();
}

const NAME = `raw_socket-${Deno.build.arch}-${SOURCE_HASH}.so`;

function pathIn(cache: string): string {
  return `${cache}/uasyncio/ffi/${NAME}`;
}

function hashOf(source: string): string {
  return createHash("sha256").update(source).digest("hex").slice(0, SOURCE_HASH.length);
}

/** A library for all tests that do not care, and whether the process may have raw sockets. */
const library = `${denoDir}/raw_socket.so`;
let isCapable = true;
await withFolder(async (cache) => {
  const { code, stderr } = await build({ XDG_CACHE_HOME: cache });
  if (code !== 0) throw new Error(stderr);
  await Deno.copyFile(pathIn(cache), library);
  const before = Deno.env.get("UASYNCIO_FFI");
  Deno.env.set("UASYNCIO_FFI", library);
  try {
    new RawSocket(4, PROTOCOL).close(); // which loads the library
  } catch (error) {
    if (!(error instanceof OSError) || error.code !== "EPERM") throw error;
    isCapable = false;
    console.error("The tests that open raw sockets are left out: CAP_NET_RAW is missing");
  }
  if (before === undefined) Deno.env.delete("UASYNCIO_FFI");
  else Deno.env.set("UASYNCIO_FFI", before);
});

Deno.test("SOURCE_HASH is the hash of raw_socket.c", async () => {
  assertEquals(SOURCE_HASH, hashOf(await Deno.readTextFile(new URL("ffi/raw_socket.c", root))));
});

Deno.test("ffi/build.ts builds into the cache, once, and leaves nothing else there", () =>
  withFolder(async (cache) => {
    const first = await build({ XDG_CACHE_HOME: cache });
    assertEquals(first, { code: 0, stdout: `Built ${pathIn(cache)}\n`, stderr: "" });
    assertEquals(libraries(cache), [NAME]);
    const { mtime } = await Deno.stat(pathIn(cache));
    const second = await build({ XDG_CACHE_HOME: cache, PATH: "" });
    const stdout = `Nothing to do: ${pathIn(cache)} is there already\n`;
    assertEquals(second, { code: 0, stdout, stderr: "" });
    assertEquals((await Deno.stat(pathIn(cache))).mtime, mtime);
  }));

Deno.test("ffi/build.ts: two that build at once do not get into each other's way", () =>
  withFolder(async (cache) => {
    const env = { XDG_CACHE_HOME: cache };
    const outcomes = await Promise.all([build(env), build(env)]);
    assertEquals(outcomes.map(({ code, stderr }) => [code, stderr]), [[0, ""], [0, ""]]);
    assertEquals(libraries(cache), [NAME]);
  }));

Deno.test("ffi/build.ts without XDG_CACHE_HOME: the cache is below HOME", () =>
  withFolder(async (home) => {
    const expected = `Built ${pathIn(`${home}/.cache`)}\n`;
    assertEquals((await build({ HOME: home })).stdout, expected);
    await Deno.remove(`${home}/.cache/uasyncio`, { recursive: true });
    // As XDG's specification wants it.
    assertEquals((await build({ HOME: home, XDG_CACHE_HOME: "relative" })).stdout, expected);
    const { stdout } = await build({ HOME: "/nowhere", XDG_CACHE_HOME: `${home}/.cache` });
    assertStringIncludes(stdout, "Nothing to do");
  }));

Deno.test("ffi/build.ts without a home: the error says what to set", async () => {
  const message = "Cannot find the library for raw sockets: set HOME, or UASYNCIO_FFI to the " +
    "library's path";
  assertEquals(await build({}), { code: 1, stdout: "", stderr: `${message}\n` });
  assertEquals((await open(["-A"], {})).stdout, `OSError ENOENT ${message}\n`);
});

Deno.test("ffi/build.ts elsewhere than on Linux: the error says that there are no raw sockets", async () => {
  const program = `data:application/typescript,${
    encodeURIComponent(`
      Object.defineProperty(Deno, "build", { value: { ...Deno.build, os: "darwin" } });
      const { cachedLibrary } = await import("${new URL("ffi/raw_socket.ts", root)}");
      try { cachedLibrary(); } catch (error) { console.log(error.code, error.message); }
    `)
  }`;
  const { stdout } = await deno(["-A", program], { HOME: "/nowhere" });
  const message = "Cannot find the library for raw sockets: it exists for Linux only";
  assertEquals(stdout, `ENOENT ${message}\n`);
});

Deno.test("ffi/build.ts without a compiler: the error says what to install", () =>
  withFolder(async (cache) => {
    const stderr = "Cannot build the library for raw sockets: there is no C compiler " +
      "(apt install gcc)\n";
    assertEquals(await build({ XDG_CACHE_HOME: cache, PATH: "" }), { code: 1, stdout: "", stderr });
    assertEquals(libraries(cache), []);
  }));

Deno.test("ffi/build.ts: CC names the compiler, with options if need be", () =>
  withFolder(async (cache) => {
    const env = { XDG_CACHE_HOME: cache };
    const { stderr } = await build({ ...env, CC: "no-such-compiler -O" });
    assertStringIncludes(stderr, "there is no no-such-compiler -O, which CC names");
    assertEquals((await build({ ...env, CC: "cc -g -DNDEBUG" })).code, 0);
  }));

Deno.test("ffi/build.ts takes no --allow-ffi", () =>
  withFolder(async (cache) => {
    const flags = ["--allow-read", "--allow-write", "--allow-env", "--allow-run"];
    const { stdout } = await build({ XDG_CACHE_HOME: cache }, root, flags);
    assertEquals(stdout, `Built ${pathIn(cache)}\n`);
  }));

Deno.test("ffi/build.ts does not keep what cannot be loaded", () =>
  withFolder(async (cache) => {
    const compiler = `${cache}/cc`;
    await Deno.writeTextFile(compiler, "#!/bin/sh\necho nonsense >raw_socket.so\n", {
      mode: 0o755,
    });
    const { code, stderr } = await build({ XDG_CACHE_HOME: cache, CC: compiler });
    assertEquals(code, 1);
    assertStringIncludes(stderr, "the compiler's file cannot be loaded; is it for this machine?");
    assertEquals(libraries(cache), []);
  }));

Deno.test("SOURCE_HASH has to change with the source, and makes a library of another name", () =>
  withFolder(async (folder) => {
    await copyModules(folder);
    const clone = new URL(`file://${folder}/`);
    const env = { XDG_CACHE_HOME: `${folder}/cache` };
    assertEquals((await build(env, clone)).code, 0);

    const source = `${await Deno.readTextFile(`${folder}/ffi/raw_socket.c`)}/* changed */\n`;
    await Deno.writeTextFile(`${folder}/ffi/raw_socket.c`, source);
    assertStringIncludes((await build(env, clone)).stdout, "Nothing to do"); // for the old hash
    await Deno.remove(env.XDG_CACHE_HOME, { recursive: true });
    const refused = await build(env, clone);
    assertEquals(refused.code, 1);
    assertStringIncludes(refused.stderr, `has the hash ${hashOf(source)}; give raw_socket.ts that`);

    await adoptHash(folder, hashOf(source));
    assertEquals((await build(env, clone)).code, 0);
    assertEquals(libraries(env.XDG_CACHE_HOME), [NAME.replace(SOURCE_HASH, hashOf(source))]);
  }));

Deno.test("ffi/build.ts passes on what the compiler says", () =>
  withFolder(async (folder) => {
    await copyModules(folder);
    const source = "int broken(void) { return nothing; }\n";
    await Deno.writeTextFile(`${folder}/ffi/raw_socket.c`, source);
    await adoptHash(folder, hashOf(source));
    const env = { XDG_CACHE_HOME: `${folder}/cache` };
    const { code, stderr } = await build(env, new URL(`file://${folder}/`));
    assertEquals(code, 1);
    assertStringIncludes(stderr, "raw_socket.c:1:27: error:");
    assertStringIncludes(stderr, "Cannot build the library for raw sockets: cc has failed; ");
    assertStringIncludes(stderr, "does it find libc's headers (apt install libc6-dev)?");
    assertEquals(libraries(env.XDG_CACHE_HOME), []);
  }));

/** What `build.ts` needs. */
const MODULES = [
  "ffi/build.ts",
  "ffi/raw_socket.c",
  "ffi/raw_socket.ts",
  "src/core/errno.ts",
  "src/core/os_error.ts",
];

async function copyModules(folder: string): Promise<void> {
  await Deno.mkdir(`${folder}/ffi`);
  await Deno.mkdir(`${folder}/src/core`, { recursive: true });
  for (const name of MODULES) {
    await Deno.copyFile(new URL(name, root), `${folder}/${name}`);
  }
}

/** Writes another SOURCE_HASH into a copy. */
async function adoptHash(folder: string, hash: string): Promise<void> {
  const path = `${folder}/ffi/raw_socket.ts`;
  const text = await Deno.readTextFile(path);
  await Deno.writeTextFile(path, text.replace(SOURCE_HASH, hash));
}

Deno.test("ffi/build.ts from a server: the library is found, built and missed as from a file", () =>
  withFolder(async (cache) => {
    const env = { XDG_CACHE_HOME: cache };
    await using server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, serve);
    const base = new URL(`http://127.0.0.1:${server.addr.port}/`);
    const program = [
      "-A",
      `data:application/typescript,${
        encodeURIComponent(`
          const { RawSocket } = await import("${new URL("ffi/raw_socket.ts", base)}");
          try { new RawSocket(5, 0); } catch (error) { console.log(error.message); }
        `)
      }`,
    ];
    assertStringIncludes(
      (await deno(program, env)).stdout,
      `there is no ${pathIn(cache)}: \`deno run -A ${base}ffi/build.ts\` makes it`,
    );
    assertEquals((await build(env, base)).stdout, `Built ${pathIn(cache)}\n`);
    assertStringIncludes((await deno(program, env)).stdout, "Address family not supported");
  }));

Deno.test("ffi/build.ts names a server that has no C source", () =>
  withFolder(async (cache) => {
    const handler = (request: Request) =>
      request.url.endsWith(".c") ? new Response("none", { status: 404 }) : serve(request);
    await using server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, handler);
    const base = new URL(`http://127.0.0.1:${server.addr.port}/`);
    const { code, stderr } = await build({ XDG_CACHE_HOME: cache }, base);
    assertEquals(code, 1);
    assertStringIncludes(stderr, `${base}ffi/raw_socket.c answers with status 404`);
  }));

/** Serves the files of this repository. */
async function serve(request: Request): Promise<Response> {
  const path = new URL(request.url).pathname;
  const body = await Deno.readFile(new URL(`.${path}`, root));
  const type = path.endsWith(".ts") ? "application/typescript" : "text/plain";
  return new Response(body, { headers: { "content-type": type } });
}

Deno.test("buildCommand() is of the same version", () => {
  assertEquals(buildCommand(import.meta.url), "`deno task build:ffi` in the clone of uasyncio");
  assertEquals(
    buildCommand("https://jsr.io/@uasyncio/uasyncio/0.1.0/ffi/raw_socket.ts"),
    "`deno run -A jsr:@uasyncio/uasyncio@0.1.0/build-ffi`",
  );
  assertEquals(
    buildCommand("http://127.0.0.1:8000/@uasyncio/uasyncio/0.1.0/ffi/raw_socket.ts"),
    "`deno run -A jsr:@uasyncio/uasyncio@0.1.0/build-ffi`",
  );
  assertEquals(
    buildCommand("https://example.org/uasyncio/ffi/raw_socket.ts"),
    "`deno run -A https://example.org/uasyncio/ffi/build.ts`",
  );
});

Deno.test("RawSocket without its library: an OSError says how to make it", () =>
  withFolder(async (cache) => {
    const { stdout } = await open(
      ["--allow-ffi", "--allow-env=XDG_CACHE_HOME"],
      { XDG_CACHE_HOME: cache },
    );
    assertEquals(
      stdout,
      `OSError ENOENT Cannot find the library for raw sockets: there is no ${pathIn(cache)}: ` +
        "`deno task build:ffi` in the clone of uasyncio makes it\n",
    );
  }));

Deno.test("RawSocket takes the library that UASYNCIO_FFI names, if it may be read", () =>
  withFolder(async (cache) => {
    const env = { XDG_CACHE_HOME: cache, UASYNCIO_FFI: library };
    const opened = isCapable ? "opened" : "OSError EPERM";
    const own = await open(["--allow-ffi", "--allow-env=UASYNCIO_FFI"], env);
    assertStringIncludes(own.stdout, opened);
    const cached = await open(["--allow-ffi", "--allow-env=XDG_CACHE_HOME"], env);
    assertStringIncludes(cached.stdout, `there is no ${pathIn(cache)}`);
    const none = await open(["-A"], { ...env, UASYNCIO_FFI: "" });
    assertStringIncludes(none.stdout, `there is no ${pathIn(cache)}`);
    const missing = await open(["-A"], { ...env, UASYNCIO_FFI: "nothing.so" });
    const message = "there is no ./nothing.so, which UASYNCIO_FFI names";
    assertEquals(
      missing.stdout,
      `OSError ENOENT Cannot find the library for raw sockets: ${message}\n`,
    );
  }));

Deno.test("RawSocket: a library that is another one is not taken for missing", () =>
  withFolder(async (cache) => {
    await Deno.writeTextFile(`${cache}/text.so`, "text");
    const { stdout } = await open(["-A"], { UASYNCIO_FFI: `${cache}/text.so` });
    assertStringIncludes(stdout, "file too short");
    const other = await open(["-A"], { UASYNCIO_FFI: "/lib/../lib/libc.so.6" });
    assert(!other.stdout.includes("opened"));
  }));

Deno.test("RawSocket without a permission: an error of Deno's names it", async () => {
  const env = { UASYNCIO_FFI: library };
  for (
    const [flags, wanted] of [
      [[], 'env access to "XDG_CACHE_HOME", run again with the --allow-env flag'],
      [["--allow-env=XDG_CACHE_HOME"], 'env access to "HOME"'],
      [["--allow-env"], `ffi access to "${library}", run again with the --allow-ffi flag`],
    ] as const
  ) {
    const { stdout } = await open([...flags], env);
    assertStringIncludes(stdout, `NotCapable undefined Requires ${wanted}`);
  }
});

Deno.test("RawSocket: --allow-ffi may be for the library's folder alone", async () => {
  const flags = [`--allow-ffi=${denoDir}`, "--allow-env=UASYNCIO_FFI"];
  const { stdout } = await open(flags, { UASYNCIO_FFI: library });
  assertStringIncludes(stdout, isCapable ? "opened" : "OSError EPERM");
});

Deno.test("ffi/raw_socket.ts is imported without a permission", async () => {
  const url = new URL("ffi/raw_socket.ts", root);
  const program = `data:application/typescript,import "${url}"; console.log("imported");`;
  assertEquals((await deno([program], {})).stdout, "imported\n");
});

Deno.test("RawSocket without the capability: the error says what it takes", async () => {
  const wrapper = isCapable ? ["setpriv", "--inh-caps=-net_raw", "--bounding-set=-net_raw"] : [];
  const { stdout } = await open(["-A"], { UASYNCIO_FFI: library }, ...wrapper);
  const message = "OSError EPERM Cannot open a raw socket: Operation not permitted; run it as root";
  assertStringIncludes(stdout, message);
  assertStringIncludes(stdout, "sudo setcap cap_net_raw+ep");
});

Deno.test("RawSocket refuses unknown families and protocols", () => {
  const error = assertThrows(
    () => new RawSocket(5 as 4, PROTOCOL),
    OSError,
    "Cannot open a raw socket: Address family not supported by protocol",
  );
  assertEquals([error.errno, error.code], [97, "EAFNOSUPPORT"]);
  assertThrows(() => new RawSocket(4, 1000), OSError, "Cannot open a raw socket: Invalid argument");
});

/** A test that opens raw sockets. */
function testSocket(name: string, fn: () => void | Promise<void>): void {
  Deno.test({ name, fn, ignore: !isCapable });
}

function connected(family: 4 | 6): RawSocket {
  const socket = new RawSocket(family, PROTOCOL);
  socket.connect(LOOPBACK[family]);
  return socket;
}

/** What the datagrams of this process begin with; others may use the protocol too. */
const mark = crypto.getRandomValues(new Uint8Array(8));

function datagram(...bytes: number[]): Uint8Array {
  return Uint8Array.of(...mark, ...bytes);
}

/** Receives the next datagram that begins with the mark, behind a header of this size. */
async function receive(socket: RawSocket, buffer: Uint8Array, header = 0): Promise<number> {
  for (const end = Date.now() + 5000; Date.now() < end;) {
    const count = socket.receive(buffer);
    if (count === null) await new Promise((resolve) => setTimeout(resolve, 1));
    else if (mark.every((byte, i) => buffer[header + i] === byte)) return count;
  }
  throw new Error("nothing has arrived");
}

for (const family of [4, 6] as const) {
  const header = family === 4 ? 20 : 0;

  testSocket(`RawSocket, IPv${family}: a datagram goes from one to the other`, async () => {
    using sender = connected(family);
    using receiver = connected(family);
    const sent = datagram(1, 2, 255);
    assertEquals(sender.send(sent), sent.length);
    const buffer = new Uint8Array(100);
    assertEquals(await receive(receiver, buffer, header), header + sent.length);
    assertEquals(buffer.slice(header, header + sent.length), sent);
    if (family === 4) assertEquals([buffer[0], buffer[9]], [0x45, PROTOCOL]);
    assertEquals(buffer.slice(header + sent.length).every((byte) => byte === 0), true);
  });

  testSocket(`RawSocket.recv(), IPv${family}: null means that nothing has arrived`, () => {
    using socket = connected(family);
    let count;
    do count = socket.receive(new Uint8Array(1)); while (count !== null); // what others send
    assertEquals(count, null);
  });

  testSocket(
    `RawSocket.connect(), IPv${family}: an address of the other family or size is refused`,
    () => {
      using socket = new RawSocket(family, PROTOCOL);
      const error = assertThrows(
        () => socket.connect(LOOPBACK[family === 4 ? 6 : 4]),
        OSError,
        "Cannot connect a raw socket: Address family not supported by protocol",
      );
      assertEquals(error.code, "EAFNOSUPPORT");
      for (const size of [0, 3, 5, 15, 17]) {
        const { code } = assertThrows(() => socket.connect(new Uint8Array(size)), OSError);
        assertEquals(code, "EINVAL");
      }
    },
  );
}

testSocket("RawSocket sends and receives a part of an array", async () => {
  using socket = connected(6);
  const sent = datagram(1, 2, 3);
  assertEquals(socket.send(sent.subarray(0, 10)), 10);
  const buffer = new Uint8Array(30);
  assertEquals(await receive(socket, buffer.subarray(5, 25)), 10);
  assertEquals(buffer.slice(5, 15), sent.slice(0, 10));
});

testSocket("RawSocket.recv(): what does not fit into the buffer is lost", async () => {
  using socket = connected(6);
  socket.send(datagram(1, 2, 3));
  socket.send(datagram(4));
  const buffer = new Uint8Array(9);
  assertEquals(await receive(socket, buffer), 9);
  assertEquals(buffer[8], 1);
  assertEquals(await receive(socket, buffer), 9);
  assertEquals(buffer[8], 4);
});

testSocket("RawSocket.recv(): an empty datagram is 0 bytes, and not null", async () => {
  using socket = connected(6);
  assertEquals(socket.send(new Uint8Array()), 0);
  const end = Date.now() + 5000;
  while (socket.receive(new Uint8Array(1)) !== 0) {
    assert(Date.now() < end, "nothing has arrived");
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
});

testSocket("RawSocket.send() fails without a peer, and with too much", () => {
  using socket = new RawSocket(4, PROTOCOL);
  const error = assertThrows(() => socket.send(datagram()), OSError, "Cannot send to a raw socket");
  assertEquals([error.errno, error.code], [89, "EDESTADDRREQ"]);
  socket.connect(LOOPBACK[4]);
  assertEquals(assertThrows(() => socket.send(new Uint8Array(70_000)), OSError).code, "EMSGSIZE");
});

testSocket("RawSocket.close(): a closed socket is closed", () => {
  const socket = connected(4);
  const other = connected(4);
  assert(socket.fd > 2);
  socket.close();
  assertEquals(socket.fd, -1);
  socket.close();
  for (
    const use of [
      () => socket.connect(LOOPBACK[4]),
      () => socket.receive(new Uint8Array(1)),
      () => socket.send(datagram()),
    ]
  ) assertEquals(assertThrows(use, OSError, "Bad file descriptor").code, "EBADF");
  assertEquals(other.send(datagram()), mark.length); // is as it was
  other.close();
});

testSocket("RawSocket is closed by `using`, and leaks no descriptor", () => {
  const fds = new Set<number>();
  for (let i = 0; i < 2000; i++) {
    using socket = connected(6);
    fds.add(socket.fd);
  }
  assert(fds.size < 50, `${fds.size} descriptors`);
});
