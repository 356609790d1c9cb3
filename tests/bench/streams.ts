/**
 * Echo servers under one load, echo_load.c: ours, one of plain Deno, and asyncio's
 * on its own loop and on uvloop.
 *
 * Each figure comes from a server that has just been started. The servers take turns
 * within each case of each round, and every time another one is the first: what
 * disturbs the machine for a while disturbs all of them.
 */

import { type Figures, isQuick } from "./measure.ts";
import type { Round, Rounds } from "./results.ts";
import { capture, compile, type Runtime } from "./runtimes.ts";
import { ServerProcess } from "./server_process.ts";

/** What a server has to cope with. */
export interface Case {
  /** What the names of its figures end with. */
  name: string;
  connections: number;
  /** In a message. */
  bytes: number;
  /** Whether our server reads by `readinto()`, not by `read()`. */
  readsInto?: boolean;
  /** Whether plain Deno makes a buffer for each read, as `read()` has to; only it is measured. */
  readsAnew?: boolean;
  /** How many times that of plain Deno the 99th percentile is at most. */
  mostOfBareP99?: number;
}

export const cases: Case[] = [
  { name: "1", connections: 1, bytes: 64 },
  { name: "50", connections: 50, bytes: 64 },
  { name: "1000", connections: 1000, bytes: 64 },
  { name: "large", connections: 10, bytes: 65536 },
  { name: "large_anew", connections: 10, bytes: 65536, readsAnew: true, mostOfBareP99: 1.2 },
  { name: "large_into", connections: 10, bytes: 65536, readsInto: true, mostOfBareP99: 1.5 },
];

const SECONDS = isQuick ? 0.5 : 2;
/**
 * A shorter load before the one that counts. Not only compilers need it: CPython's
 * allocator serves the first connections of a process at less than half the speed,
 * however long they last.
 */
const WARM_UP_SECONDS = isQuick ? 0.2 : 0.5;

interface Contender {
  runtime: Runtime;
  program: string;
  args: string[];
  /** What the names of its figures begin with. */
  prefix: string;
}

/** Measures all cases, for several rounds; for none if there is no C compiler. */
export async function measureStreams(runtimes: Runtime[], rounds: number): Promise<Rounds> {
  const temporary = await Deno.makeTempDir();
  try {
    const load = `${temporary}/echo_load`;
    const measured: Rounds = [];
    if (!await compile("echo_load.c", load, "streams")) return measured;
    for (let i = 0; i < rounds; i++) measured.push(await measureRound(runtimes, load, i));
    return measured;
  } finally {
    await Deno.remove(temporary, { recursive: true });
  }
}

async function measureRound(runtimes: Runtime[], load: string, index: number): Promise<Round> {
  const round: Round = {};
  for (const [caseIndex, each] of cases.entries()) {
    for (const contender of rotate(contendersOf(each, runtimes), index + caseIndex)) {
      const { rate, p50, p99 } = await measureServer(contender, each, load);
      const { runtime, prefix } = contender;
      Object.assign(round[runtime.name] ??= {}, {
        [`${prefix}rate_${each.name}`]: rate,
        [`${prefix}p50_${each.name}`]: p50,
        [`${prefix}p99_${each.name}`]: p99,
      });
    }
  }
  return round;
}

function contendersOf(
  { readsInto = false, readsAnew = false }: Case,
  runtimes: Runtime[],
): Contender[] {
  return runtimes.flatMap((runtime): Contender[] => {
    const program = "streams_server";
    if (runtime.name !== "ours") {
      return readsAnew ? [] : [{ runtime, program, args: [runtime.name], prefix: "" }];
    }
    const bare = readsAnew ? ["anew"] : [];
    return [
      { runtime, program, args: readsInto ? ["readinto"] : [], prefix: "" },
      { runtime, program: "raw_echo_server", args: bare, prefix: "raw_" },
    ];
  });
}

async function measureServer(
  { runtime, program, args }: Contender,
  { connections, bytes }: Case,
  load: string,
): Promise<Figures> {
  await using server = await ServerProcess.start(runtime, program, args);
  const apply = (seconds: number): Promise<string> =>
    capture(load, [server.port, connections, bytes, seconds].map(String));
  await apply(WARM_UP_SECONDS);
  return JSON.parse(await apply(SECONDS));
}

function rotate<T>(values: T[], by: number): T[] {
  const start = by % values.length;
  return [...values.slice(start), ...values.slice(0, start)];
}
