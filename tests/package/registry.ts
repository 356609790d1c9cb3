/**
 * A registry for tests: it has this package and nothing else, as JSR would have it if it
 * were published now. Deno takes it for JSR where `JSR_URL` is its address.
 */

import { createHash } from "node:crypto";

/** For so long anything that the tests start may run, in ms. */
export const TIME_LIMIT = 60_000;

const root = new URL("../../", import.meta.url);

export class Registry implements AsyncDisposable {
  /** The package as users write it, without a version. */
  static readonly PACKAGE = "jsr:@uasyncio/uasyncio";

  /** What has been asked for since the last {@linkcode take}, without the address. */
  #requests: string[] = [];
  readonly #server: Deno.HttpServer<Deno.NetAddr>;
  readonly #answers: Map<string, Uint8Array<ArrayBuffer>>;

  /**
   * @param version The version of the package.
   * @param files What is published, by its path in the package.
   */
  private constructor(
    readonly version: string,
    readonly files: ReadonlyMap<string, Uint8Array<ArrayBuffer>>,
    exports: Record<string, string>,
  ) {
    this.#answers = answersFor(version, files, exports);
    const options = { hostname: "127.0.0.1", port: 0, onListen() {} };
    this.#server = Deno.serve(options, (request) => this.#answer(new URL(request.url).pathname));
  }

  /** Starts one with the files that `deno publish` would send. */
  static async start(): Promise<Registry> {
    const paths = await publishedPaths();
    const files = new Map<string, Uint8Array<ArrayBuffer>>();
    for (const path of paths) files.set(path, await Deno.readFile(new URL(path, root)));
    const { version, exports } = JSON.parse(new TextDecoder().decode(files.get("deno.json")));
    return new Registry(version, files, exports);
  }

  get url(): string {
    return `http://127.0.0.1:${this.#server.addr.port}/`;
  }

  /** The package's files that have been asked for since the last time. */
  take(): string[] {
    const folder = `/@uasyncio/uasyncio/${this.version}/`;
    const paths = this.#requests.filter((path) => path.startsWith(folder));
    this.#requests = [];
    return paths.map((path) => path.slice(folder.length)).sort();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.shutdown();
  }

  #answer(path: string): Response {
    this.#requests.push(path);
    const body = this.#answers.get(path);
    if (body === undefined) return new Response("not found", { status: 404 });
    const type = path.endsWith(".ts") ? "text/typescript" : "text/plain";
    return new Response(body, { headers: { "content-type": type } });
  }
}

/** What `deno publish` would send. It lists one URL a line, each with its size. */
async function publishedPaths(): Promise<string[]> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    // The types are checked elsewhere.
    args: ["publish", "--dry-run", "--allow-dirty", "--no-check"],
    cwd: root,
    env: { NO_COLOR: "1" },
    signal: AbortSignal.timeout(TIME_LIMIT),
  }).output();
  const output = new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr);
  if (code !== 0) throw new Error(output);
  return [...output.matchAll(/^ +(file:\S+) \(\S+\)$/gm)]
    .map(([, url = ""]) => decodeURI(url.slice(root.href.length)));
}

/** The answers by path, as JSR has them: https://jsr.io/docs/api */
function answersFor(
  version: string,
  files: ReadonlyMap<string, Uint8Array<ArrayBuffer>>,
  exports: Record<string, string>,
): Map<string, Uint8Array<ArrayBuffer>> {
  const base = "/@uasyncio/uasyncio";
  const answers = new Map<string, Uint8Array<ArrayBuffer>>();
  const manifest: Record<string, { size: number; checksum: string }> = {};
  for (const [path, bytes] of files) {
    answers.set(`${base}/${version}/${path}`, bytes);
    const hash = createHash("sha256").update(bytes).digest("hex");
    manifest[`/${path}`] = { size: bytes.byteLength, checksum: `sha256-${hash}` };
  }
  const json = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));
  answers.set(
    `${base}/meta.json`,
    json({
      scope: "uasyncio",
      name: "uasyncio",
      latest: version,
      // Deno may be told not to take what is too new.
      versions: { [version]: { createdAt: "2025-01-01T00:00:00Z" } },
    }),
  );
  answers.set(`${base}/${version}_meta.json`, json({ manifest, exports }));
  return answers;
}
