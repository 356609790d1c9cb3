import { LONGEST_RUN, pathOf, type Runtime } from "./runtimes.ts";

/** A server in a process of its own, which ends with its block; for `await using`. */
export class ServerProcess implements AsyncDisposable {
  /** Where it listens, on 127.0.0.1; with raw sockets the number of an IP protocol. */
  readonly port: number;
  readonly #process: Deno.ChildProcess;

  private constructor(process: Deno.ChildProcess, port: number) {
    this.#process = process;
    this.port = port;
  }

  /** Starts a program that prints its port; it is listening when this returns. */
  static start(runtime: Runtime, program: string, args: string[]): Promise<ServerProcess> {
    const path = pathOf(runtime, program);
    return ServerProcess.startCommand(runtime.command, [...runtime.args, path, ...args]);
  }

  /** Starts a command that prints its port. */
  static async startCommand(command: string, args: string[]): Promise<ServerProcess> {
    const process = new Deno.Command(command, {
      args,
      stdin: "null",
      stdout: "piped",
      signal: AbortSignal.timeout(LONGEST_RUN), // also if it hangs before it prints
    }).spawn();
    const port = Number(await firstLine(process.stdout));
    const server = new ServerProcess(process, port);
    if (port > 0) return server;
    await server[Symbol.asyncDispose]();
    throw new Error(`Cannot start ${command} ${args.join(" ")}: it has printed no port`);
  }

  /** Kills it, and waits until it is gone. */
  async [Symbol.asyncDispose](): Promise<void> {
    try {
      this.#process.kill("SIGKILL");
    } catch {
      // It has ended by itself.
    }
    await this.#process.status;
  }
}

async function firstLine(output: ReadableStream<Uint8Array>): Promise<string> {
  let text = "";
  for await (const part of output.pipeThrough(new TextDecoderStream())) {
    text += part;
    if (text.includes("\n")) break;
  }
  return text.split("\n")[0]!;
}
