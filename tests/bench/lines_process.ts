/** A program that measures lines, one figure after the other, as gpio_lines.ts does. */
export class LinesProcess {
  readonly #process: Deno.ChildProcess;
  readonly #input: WritableStreamDefaultWriter<Uint8Array<ArrayBuffer>>;
  readonly #output: ReadableStreamDefaultReader<string>;
  #unread = "";

  constructor(command: string, args: string[], env: Record<string, string> = {}) {
    this.#process = new Deno.Command(command, { args, env, stdin: "piped", stdout: "piped" })
      .spawn();
    this.#input = this.#process.stdin.getWriter();
    this.#output = this.#process.stdout.pipeThrough(new TextDecoderStream()).getReader();
  }

  /** Asks for a figure, and does something once the program is ready. */
  async ask(figure: string, onReady?: () => Promise<unknown>): Promise<number[]> {
    await this.#input.write(new TextEncoder().encode(`${figure}\n`));
    if (onReady !== undefined) {
      await this.#readLine();
      await onReady();
    }
    return (await this.#readLine()).split(" ").map(Number);
  }

  /** Lets it end. */
  async end(): Promise<void> {
    await this.#input.close();
    await this.#output.cancel();
    await this.#process.status;
  }

  async #readLine(): Promise<string> {
    while (!this.#unread.includes("\n")) {
      const { value } = await this.#output.read();
      if (value === undefined) throw new Error("Cannot measure lines: the program has ended");
      this.#unread += value;
    }
    const end = this.#unread.indexOf("\n");
    const line = this.#unread.slice(0, end);
    this.#unread = this.#unread.slice(end + 1);
    return line;
  }
}
