/**
 * Makes the library for raw sockets, which needs a C compiler: `$CC`, or else cc,
 * gcc or clang.
 *
 *   deno run -A ffi/build.ts
 *
 * The library goes into the user's cache, `$XDG_CACHE_HOME` or else `~/.cache`.
 *
 * @module
 */

import { createHash } from "node:crypto";
import { cachedLibrary, SOURCE_HASH, symbols } from "./raw_socket.ts";

const FLAGS = ["-std=c11", "-O2", "-Wall", "-Wextra", "-fPIC", "-shared"];

try {
  const path = cachedLibrary();
  if (exists(path)) {
    console.log(`Nothing to do: ${path} is there already`);
  } else {
    await build(await loadSource(), path);
    console.log(`Built ${path}`);
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  Deno.exit(1);
}

function exists(path: string): boolean {
  try {
    Deno.statSync(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

/** The source, from the file or the server that has this module too. */
async function loadSource(): Promise<Uint8Array> {
  const url = new URL("raw_socket.c", import.meta.url);
  const response = await fetch(url);
  if (!response.ok) throw cannotBuild(`${url} answers with status ${response.status}`);
  const source = new Uint8Array(await response.arrayBuffer());
  const hash = createHash("sha256").update(source).digest("hex").slice(0, SOURCE_HASH.length);
  if (hash === SOURCE_HASH) return source;
  throw cannotBuild(
    `${url} has the hash ${hash}; give raw_socket.ts that SOURCE_HASH, if the change is meant`,
  );
}

/** Makes the library beside its place, tries it, and moves it there. */
async function build(source: Uint8Array, path: string): Promise<void> {
  const place = path.slice(0, path.lastIndexOf("/"));
  await Deno.mkdir(place, { recursive: true, mode: 0o700 });
  const workshop = await Deno.makeTempDir({ dir: place });
  try {
    await Deno.writeFile(`${workshop}/raw_socket.c`, source);
    await compile(workshop);
    tryOut(`${workshop}/raw_socket.so`);
    await Deno.rename(`${workshop}/raw_socket.so`, path);
  } finally {
    await Deno.remove(workshop, { recursive: true });
  }
}

async function compile(cwd: string): Promise<void> {
  const own = Deno.env.get("CC")?.trim();
  for (const compiler of own ? [own] : ["cc", "gcc", "clang"]) {
    const [name = "", ...words] = compiler.split(/\s+/); // as in CC="ccache gcc"
    const args = [...words, ...FLAGS, "-o", "raw_socket.so", "raw_socket.c"];
    let child;
    try {
      child = new Deno.Command(name, { args, cwd }).spawn();
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) continue;
      throw error;
    }
    const { success } = await child.status;
    if (success) return;
    throw cannotBuild(`${name} has failed; does it find libc's headers (apt install libc6-dev)?`);
  }
  throw cannotBuild(
    own ? `there is no ${own}, which CC names` : "there is no C compiler (apt install gcc)",
  );
}

/** Loads the library, if that is permitted: a compiler for another machine succeeds too. */
function tryOut(path: string): void {
  if (Deno.permissions.querySync({ name: "ffi", path }).state !== "granted") return;
  try {
    Deno.dlopen(path, symbols).close();
  } catch (error) {
    throw cannotBuild("the compiler's file cannot be loaded; is it for this machine?", error);
  }
}

function cannotBuild(why: string, cause?: unknown): Error {
  return new Error(`Cannot build the library for raw sockets: ${why}`, { cause });
}
