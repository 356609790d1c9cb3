const root = new URL("../../", import.meta.url);
/** For so long, in ms, a test waits for what has to happen. */
const PATIENCE = 20_000;

/** A recipe that runs, on a simulated board. */
export class Recipe implements AsyncDisposable {
  stdout = "";
  stderr = "";
  readonly #process: Deno.ChildProcess;
  readonly #reading: Promise<unknown>;

  /** Starts `deno run` with these flags, the recipe and its arguments. */
  constructor(...args: string[]) {
    this.#process = new Deno.Command(Deno.execPath(), {
      args: ["run", "--no-prompt", "--allow-env=UASYNCIO_BOARD", ...args],
      cwd: root,
      env: { NO_COLOR: "1", UASYNCIO_BOARD: "sim" },
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    this.#reading = Promise.all([
      read(this.#process.stdout, (text) => this.stdout += text),
      read(this.#process.stderr, (text) => this.stderr += text),
    ]);
  }

  kill(signal: Deno.Signal): void {
    this.#process.kill(signal);
  }

  /** Sends a signal, and waits for the end; the status. */
  async end(signal: Deno.Signal | null = "SIGTERM"): Promise<number> {
    if (signal !== null) this.kill(signal);
    const timer = setTimeout(() => this.kill("SIGKILL"), PATIENCE);
    const { code } = await this.#process.status;
    clearTimeout(timer);
    await this.#reading;
    return code;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    try {
      this.kill("SIGKILL");
    } catch {
      // it has ended
    }
    await this.#process.status;
    await this.#reading;
  }
}

async function read(stream: ReadableStream, take: (text: string) => void): Promise<void> {
  for await (const text of stream.pipeThrough(new TextDecoderStream())) take(text);
}

/** Waits until a condition holds; what has come instead is for the error. */
export async function until(condition: () => boolean, show: () => unknown): Promise<void> {
  const start = performance.now();
  while (!condition()) {
    if (performance.now() - start > PATIENCE) {
      const there = Deno.inspect(show(), { strAbbreviateSize: Infinity }).slice(-2000);
      throw new Error(`Not within ${PATIENCE} ms: ${condition}; there is ${there}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

export function exists(path: string): boolean {
  try {
    Deno.statSync(path);
    return true;
  } catch {
    return false;
  }
}
