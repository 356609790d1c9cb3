// Preloaded by tests: a terminal for the program to read from, at which somebody types the
// program's arguments, a line each, in virtual time; and then Ctrl-D.
import { Buffer } from "node:buffer";
import process from "node:process";
import { setInterval } from "node:timers";
import "./virtual_time.ts";

const PAUSE = 20;

/** As the `process.stdin` of a terminal does, it keeps the process alive while it is read from. */
class Terminal {
  #timer: ReturnType<typeof setInterval> | null = null;

  on(_event: "data", listener: (line: Buffer) => void): void {
    const lines = [...Deno.args];
    this.#timer = setInterval(() => {
      const line = lines.shift();
      if (line === undefined) clearInterval(this.#timer!);
      else listener(Buffer.from(line + "\n"));
    }, PAUSE);
  }

  ref(): void {
    this.#timer!.ref();
  }

  unref(): void {
    this.#timer!.unref();
  }
}

Deno.stdin.isTerminal = () => true;
Object.defineProperty(process, "stdin", { value: new Terminal() });
