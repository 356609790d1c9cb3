import type { Figures } from "./measure.ts";

/** Whom we measure, and whom we measure ourselves by. */
export type RuntimeName = "ours" | "python" | "uvloop" | "micropython";

/** Whom we measure ourselves by, in the order of the table. */
export const rivals: { name: Exclude<RuntimeName, "ours">; title: string; absent: string }[] = [
  { name: "python", title: "CPython", absent: "no python3 on the PATH" },
  { name: "uvloop", title: "uvloop", absent: "/usr/bin/python3 has none: install python3-uvloop" },
  { name: "micropython", title: "MicroPython", absent: "tests/tools/micropython.sh failed" },
];

/** Something that runs a program of this folder. */
export interface Runtime {
  name: RuntimeName;
  /** Its name and version. */
  title: string;
  command: string;
  args: string[];
  /** How the names of its programs end. */
  extension: string;
}

/** Every program is bounded; one that takes so long, in ms, hangs. */
export const LONGEST_RUN = 60_000;

/** Where the programs are; it ends with a slash. */
export const folder: string = new URL("./", import.meta.url).pathname;

const candidates: Omit<Runtime, "title">[] = [
  {
    name: "ours",
    command: Deno.execPath(),
    args: ["run", "-A", "--unstable-net", "--v8-flags=--expose-gc"],
    extension: ".ts",
  },
  { name: "python", command: "python3", args: [], extension: ".py" },
  // Debian's package is for Debian's interpreter, whichever else is on the PATH.
  { name: "uvloop", command: "/usr/bin/python3", args: [], extension: ".py" },
  // Its usual heap is too small for 10,000 tasks.
  { name: "micropython", command: "micropython", args: ["-X", "heapsize=16m"], extension: ".py" },
  {
    name: "micropython",
    command: `${folder}../tools/micropython.sh`,
    args: ["-X", "heapsize=16m"],
    extension: ".py",
  },
];

/** The runtimes that this machine has, ours first. */
export async function findRuntimes(): Promise<Runtime[]> {
  const found: Runtime[] = [];
  for (const candidate of candidates) {
    if (found.some(({ name }) => name === candidate.name)) continue;
    const title = await identify(candidate);
    if (title !== null) found.push({ ...candidate, title });
  }
  return found;
}

async function identify({ name, command }: Omit<Runtime, "title">): Promise<string | null> {
  if (name === "ours") return `Deno ${Deno.version.deno}, V8 ${Deno.version.v8}`;
  try {
    const program = name === "uvloop"
      ? "import sys, uvloop; print(uvloop.__version__, 'on', sys.version)"
      : "import sys; print(sys.version)";
    return (await capture(command, ["-c", program])).split("\n")[0]!;
  } catch {
    return null; // it is not here, or cannot start
  }
}

/** Runs a program in a process of its own; what it prints. */
export async function runProgram(
  runtime: Runtime,
  program: string,
  isQuick: boolean,
): Promise<Figures> {
  const { command, args } = runtime;
  const path = pathOf(runtime, program);
  return JSON.parse(await capture(command, [...args, path, ...isQuick ? ["--quick"] : []]));
}

/** Where the program of that name is that the runtime runs. */
export function pathOf({ extension }: Runtime, program: string): string {
  return `${folder}${program}${extension}`;
}

/** Makes a program of C; without a compiler it tells so, and returns false. */
export async function compile(
  source: string,
  executable: string,
  subject: string,
  flags: string[] = [],
  compiler = "cc",
): Promise<boolean> {
  try {
    await capture(compiler, ["-O2", "-o", executable, `${folder}${source}`, ...flags]);
    return true;
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    console.error(`Cannot measure ${subject}: it takes a C compiler, ${compiler}`);
    return false;
  }
}

/** Runs a command until it ends, with some more environment; what it prints. */
export async function capture(
  command: string,
  args: string[],
  env: Record<string, string> = {},
  longest: number = LONGEST_RUN,
): Promise<string> {
  const { stdout, stderr, success } = await new Deno.Command(command, {
    args,
    stdin: "null",
    env: { ...env, DENO: Deno.execPath() }, // for the one Python program that starts a Deno client
    signal: AbortSignal.timeout(longest),
  }).output();
  const decoder = new TextDecoder();
  if (!success) {
    throw new Error(`Cannot run ${command} ${args.join(" ")}:\n${decoder.decode(stderr)}`);
  }
  return decoder.decode(stdout);
}
