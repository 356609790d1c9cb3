/**
 * A program on a board in the browser, as a process of its own.
 *
 * @module
 */

import { urlOf } from "../programs/run_program.ts";

const root = new URL("../../", import.meta.url);
const ADDRESS = /The board is at (http:\S+)/;

/** What Deno permits it. */
const FLAGS = ["--allow-env=UASYNCIO_BOARD", "--allow-net=127.0.0.1,0.0.0.0:8888"];

/** For so long, in ms, a test waits for what a program prints. */
const PATIENCE = 20_000;

/** A program with `UASYNCIO_BOARD=web`. It is killed at the end of its block. */
export class ShownProgram implements AsyncDisposable {
  readonly #child: Deno.ChildProcess;
  /** What it has printed so far. */
  stdout = "";
  stderr = "";
  readonly #read: Promise<unknown>;
  #onOutput: () => void = () => {};

  private constructor(child: Deno.ChildProcess) {
    this.#child = child;
    this.#read = Promise.all([
      this.#take(child.stdout, (text) => this.stdout += text),
      this.#take(child.stderr, (text) => this.stderr += text),
    ]);
  }

  /** Starts one; resolves when its page is served. `"./` in a text stands for the repository. */
  static async start(program: string): Promise<ShownProgram> {
    const path = program.includes("\n") ? urlOf(program) : program;
    const child = new Deno.Command(Deno.execPath(), {
      args: ["run", "--no-prompt", ...FLAGS, path],
      cwd: root,
      env: { NO_COLOR: "1", UASYNCIO_BOARD: "web" },
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    const shown = new ShownProgram(child);
    await shown.until(() => ADDRESS.test(shown.stderr));
    return shown;
  }

  /** Where its page is. */
  get url(): string {
    return ADDRESS.exec(this.stderr)![1]!;
  }

  /** Waits until what it has printed is so. */
  async until(isSo: () => boolean): Promise<void> {
    let hasEnded = false;
    const end = this.#read.then(() => hasEnded = true);
    const limit = performance.now() + PATIENCE;
    const timer = setTimeout(() => this.#onOutput(), PATIENCE + 10);
    while (!isSo()) {
      if (performance.now() > limit) throw new Error(`It takes too long: ${this.stdout}`);
      if (hasEnded) throw new Error(`The program has ended: ${this.stdout}${this.stderr}`);
      await Promise.race([new Promise<void>((resolve) => this.#onOutput = resolve), end]);
    }
    clearTimeout(timer);
  }

  /** Its status, when it has ended and everything has been read. */
  async ended(): Promise<number> {
    await this.#read;
    return (await this.#child.status).code;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    try {
      this.#child.kill("SIGKILL");
    } catch {
      // It has ended.
    }
    await this.ended();
  }

  async #take(stream: ReadableStream<Uint8Array>, add: (text: string) => void): Promise<void> {
    const decoder = new TextDecoder();
    for await (const bytes of stream) {
      add(decoder.decode(bytes, { stream: true }));
      this.#onOutput();
    }
  }
}
