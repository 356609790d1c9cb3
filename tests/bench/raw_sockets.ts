/**
 * Echoes over raw sockets on 127.0.0.1, by ours and by a program in C. The kernel
 * answers an ICMP echo request at once, so that the answer is there before anybody
 * waits for it; another process answers later, so that one has to wait.
 */

import { type Figures, isQuick } from "./measure.ts";
import type { Round, Rounds } from "./results.ts";
import { capture, compile, folder, pathOf, type Runtime } from "./runtimes.ts";
import { ServerProcess } from "./server_process.ts";

const ICMP = 1;
/** One of the two numbers that are for experiments. */
const EXPERIMENT = 253;
/** How long the other process waits before it answers, in us. */
const PAUSE = 300;
/** Round trips, the first fifth of which is for the compiler. */
const KERNEL_ECHOES = isQuick ? 5000 : 20_000;
const PROCESS_ECHOES = isQuick ? 2000 : 5000;

interface Contender {
  command: string;
  args: string[];
  env: Record<string, string>;
  /** What the names of its figures begin with. */
  prefix: string;
}

/** Measures both, for several rounds; for none where it is not possible. */
export async function measureRaw(runtimes: Runtime[], rounds: number): Promise<Rounds> {
  const temporary = await Deno.makeTempDir();
  try {
    const inC = `${temporary}/raw_round_trip`;
    if (!await isPossible(inC)) return [];
    const contenders: Contender[] = [{ command: inC, args: [], env: {}, prefix: "c_" }];
    for (const runtime of runtimes) {
      const { command, args } = runtime;
      const program = [...args, pathOf(runtime, "raw_round_trip")];
      // The library of this source, whichever else the user has.
      const env = { XDG_CACHE_HOME: temporary, UASYNCIO_FFI: "" };
      await capture(command, ["run", "-A", `${folder}../../ffi/build.ts`], env);
      contenders.push({ command, args: program, env, prefix: "" });
    }
    const measured: Rounds = [];
    for (let i = 0; i < rounds; i++) {
      measured.push(await measureRound(inC, i % 2 === 0 ? contenders : contenders.toReversed()));
    }
    return measured;
  } finally {
    await Deno.remove(temporary, { recursive: true });
  }
}

async function isPossible(executable: string): Promise<boolean> {
  if (Deno.build.os !== "linux") {
    console.error("Cannot measure raw: its sockets are for Linux only");
    return false;
  }
  if (!await compile("raw_round_trip.c", executable, "raw")) return false;
  if (await capture(executable, ["allowed"]) === "yes\n") return true;
  console.error("Cannot measure raw: its sockets take root, or the capability CAP_NET_RAW");
  return false;
}

async function measureRound(inC: string, contenders: Contender[]): Promise<Round> {
  const figures: Figures = {};
  for (const contender of contenders) {
    const { prefix } = contender;
    figures[`${prefix}kernel`] = await roundTrip(contender, ICMP, KERNEL_ECHOES);
    await using server = await ServerProcess.startCommand(
      inC,
      ["answer", EXPERIMENT, PAUSE].map(String),
    );
    figures[`${prefix}process`] = await roundTrip(contender, server.port, PROCESS_ECHOES);
  }
  return { ours: figures };
}

/** The median, in us. */
async function roundTrip(
  { command, args, env }: Contender,
  protocol: number,
  count: number,
): Promise<number> {
  const printed = await capture(command, [...args, `${protocol}`, `${count}`], env);
  const { round_trip } = JSON.parse(printed) as Figures;
  return round_trip!;
}
