/** Other processes that use lines. */

import { PATIENCE, tool, untilUsedBy, VERSION } from "./wires.ts";

const root = new URL("../../", import.meta.url);

/** How a program is run. */
export interface Conditions {
  args?: string[];
  /** Of Deno; `--allow-ffi` by default. */
  flags?: string[];
  env?: Record<string, string>;
  /** A command that runs the command after it. */
  under?: string[];
}

/** The command that makes of root one who may read everything, the library too, but no more. */
export const ANYBODY = [
  "setpriv",
  "--reuid=65534",
  "--regid=65534",
  "--clear-groups",
  "--inh-caps=+dac_read_search",
  "--ambient-caps=+dac_read_search",
  "env",
  "DENO_DIR=/tmp/anybody",
];

/** What a program has printed, and how it has ended. */
export interface Outcome {
  code: number;
  stdout: string;
  stderr: string;
}

/** Runs one of the programs beside the tests, or of the examples, until it ends. */
export async function runProgram(path: string, conditions: Conditions = {}): Promise<Outcome> {
  const { code, stdout, stderr } = await command(path, conditions).output();
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}

/** A program that runs until it is killed. */
export class Program implements AsyncDisposable {
  /** What it has printed first. */
  printed = "";
  readonly #child: Deno.ChildProcess;

  /** Starts a program. */
  constructor(path: string, conditions: Conditions = {}) {
    this.#child = command(path, conditions, "inherit").spawn();
  }

  /** Starts a program, and waits until it prints something. */
  static async start(path: string, conditions: Conditions = {}): Promise<Program> {
    const program = new Program(path, conditions);
    const reader = program.#child.stdout.getReader();
    const { value } = await reader.read();
    reader.releaseLock();
    program.printed = new TextDecoder().decode(value);
    return program;
  }

  /** Ends it by a signal. */
  async end(signal: Deno.Signal): Promise<Deno.CommandStatus> {
    this.#child.kill(signal);
    return await this.#child.status;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    try {
      this.#child.kill("SIGKILL");
    } catch {
      // It has ended.
    }
    await this.#child.status;
    await this.#child.stdout.cancel();
  }
}

/** Another process that uses a line as an input; its name is "gpiomon". */
export async function gpiomon(offset: number): Promise<AsyncDisposable> {
  const args = VERSION === 2 ? ["-c", "gpiochip0", `${offset}`] : ["gpiochip0", `${offset}`];
  const child = new Deno.Command("gpiomon", { args, stdout: "null" }).spawn();
  await untilUsedBy("gpiomon", offset);
  return {
    async [Symbol.asyncDispose]() {
      child.kill("SIGKILL");
      await child.status;
    },
  };
}

/** Lets another process make a line an output, and end. */
export async function gpioset(offset: number): Promise<void> {
  if (VERSION === 2) await tool("gpioset", "-t", "0", "-c", "gpiochip0", `${offset}=1`);
  else await tool("gpioset", "--mode=exit", "gpiochip0", `${offset}=1`);
}

function command(
  path: string,
  { args = [], flags = ["--allow-ffi"], env = {}, under = [] }: Conditions,
  stderr: "inherit" | "piped" = "piped",
): Deno.Command {
  const [program = "", ...rest] = [
    ...under,
    Deno.execPath(),
    "run",
    "--no-prompt",
    "--no-check",
    "--import-map=tests/offline/import_map.json",
    ...flags,
    path.includes("/") ? path : `tests/gpio/programs/${path}`,
    ...args,
  ];
  return new Deno.Command(program, {
    args: rest,
    cwd: root,
    env: { NO_COLOR: "1", ...env },
    stdout: "piped",
    stderr,
    signal: AbortSignal.timeout(PATIENCE * 1000),
  });
}
