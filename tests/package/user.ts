import { Registry, TIME_LIMIT } from "./registry.ts";

/** How a program has ended, and what it has printed. */
export interface Outcome {
  code: number;
  stdout: string;
  stderr: string;
}

/** Someone who has Deno, an empty folder, and the registry for JSR. */
export class User implements Disposable {
  readonly folder = Deno.makeTempDirSync();
  readonly #registry: Registry;

  constructor(registry: Registry) {
    this.#registry = registry;
    Deno.mkdirSync(`${this.folder}/work`);
  }

  /** Writes a file into the folder, in which `"@uasyncio/uasyncio` stands for JSR's. */
  write(name: string, text: string): void {
    const published = `"${Registry.PACKAGE}@^${this.#registry.version}`;
    Deno.writeTextFileSync(
      `${this.folder}/work/${name}`,
      text.replaceAll('"@uasyncio/uasyncio', published),
    );
  }

  read(name: string): string {
    return Deno.readTextFileSync(`${this.folder}/work/${name}`);
  }

  /** Runs Deno with no more of an environment than is given. */
  async deno(args: string[], env: Record<string, string> = {}): Promise<Outcome> {
    const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args,
      cwd: `${this.folder}/work`,
      clearEnv: true,
      env: {
        HOME: this.folder,
        XDG_CACHE_HOME: `${this.folder}/cache`,
        DENO_DIR: `${this.folder}/deno`,
        DENO_NO_UPDATE_CHECK: "1",
        NO_COLOR: "1",
        JSR_URL: this.#registry.url,
        // Whatever is not on this machine is out of reach, also where there is a network.
        HTTP_PROXY: "http://127.0.0.1:9",
        HTTPS_PROXY: "http://127.0.0.1:9",
        NO_PROXY: "127.0.0.1",
        ...env,
      },
      signal: AbortSignal.timeout(TIME_LIMIT),
    }).output();
    const decoder = new TextDecoder();
    return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
  }

  /** Runs a program of the folder; what Deno says of its downloads is left out. */
  run(name: string, flags: string[] = [], env: Record<string, string> = {}): Promise<Outcome> {
    return this.deno(["run", "--quiet", "--no-prompt", ...flags, name], env);
  }

  [Symbol.dispose](): void {
    Deno.removeSync(this.folder, { recursive: true });
  }
}
