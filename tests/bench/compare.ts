/**
 * Compares the scheduler of another checkout with that of this one, for example of the version
 * before a change. They run in turn in one process, pair by pair, so that what disturbs the
 * machine disturbs both; the median of the pairs' ratios is right to about 2 % on a machine that
 * does other things as well.
 *
 *   git worktree add ../before HEAD~1
 *   deno task bench:compare ../before [--only=switch_1,lock] [--pairs=120]
 */

import { median, quantile } from "./measure.ts";

type Module = typeof import("../../mod.ts");

/** The pairs before the ones that count, for the compilers. */
const WARM_UP = 10;

/** Runs something with one of the modules: the time that it takes, in ns. */
type Measure = (module: Module) => Promise<number>;

const measures: Record<string, Measure> = {
  switch_1: (module) => timeSwitches(module, 1),
  switch_2: (module) => timeSwitches(module, 2),
  switch_100: (module) => timeSwitches(module, 100),
  switch_10000: (module) => timeSwitches(module, 10_000),
  switch_beside_a_sleeper: (module) => timeSwitches(module, 2, true),
  ping_pong: timePingPong,
  lock: timeLock,
  spawn: timeSpawn,
};

const [directory] = Deno.args;
if (directory === undefined || directory.startsWith("--")) {
  console.error("Cannot compare: give the folder of the other checkout");
  Deno.exit(2);
}
const only = option("only")?.split(",") ?? Object.keys(measures);
const pairs = Number(option("pairs") ?? 120);
const before: Module = await import(
  new URL("mod.ts", `file://${Deno.realPathSync(directory)}/`).href
);
const now: Module = await import("../../mod.ts");

console.log("ns".padEnd(24), " before     now   ratio   of the tenth percentiles");
for (const name of only) {
  const measure = measures[name];
  if (measure === undefined) {
    console.error(`Cannot compare ${name}: there are ${Object.keys(measures).join(", ")}`);
    Deno.exit(2);
  }
  const old: number[] = [];
  const ours: number[] = [];
  for (let i = 0; i < pairs + WARM_UP; i++) {
    if (i === WARM_UP) old.length = ours.length = 0;
    for (const isOld of i % 2 === 0 ? [true, false] : [false, true]) {
      (isOld ? old : ours).push(await measure(isOld ? before : now));
    }
  }
  const figures = [median(old), median(ours)].map((value) => value.toFixed(0).padStart(7));
  const ratio = median(ours.map((value, i) => value / old[i]!));
  const low = quantile(ours, 0.1) / quantile(old, 0.1);
  console.log(
    name.padEnd(24),
    ...figures,
    ratio.toFixed(3).padStart(7),
    low.toFixed(3).padStart(7),
  );
}

function option(name: string): string | undefined {
  return Deno.args.find((arg) => arg.startsWith(`--${name}=`))?.slice(name.length + 3);
}

function timeSwitches(module: Module, tasks: number, isOneAsleep = false): Promise<number> {
  const { create_task, run, sleep, sleep_ms } = module;
  const turns = Math.max(2, 40_000 / tasks);
  return run(async () => {
    const sleeper = isOneAsleep ? create_task(sleep(1000)) : null;
    const yielders = Array.from({ length: tasks }, () =>
      create_task(async () => {
        for (let i = 0; i <= turns; i++) await sleep_ms(0);
      }));
    await sleep_ms(0); // from here on all have begun
    const start = performance.now();
    for (const yielder of yielders) await yielder;
    const duration = performance.now() - start;
    sleeper?.cancel();
    return duration * 1e6 / (tasks * turns);
  });
}

function timePingPong({ Event, gather, run }: Module): Promise<number> {
  const turns = 15_000;
  const ping = new Event();
  const pong = new Event();
  const play = async (awaited: typeof ping, answer: typeof ping): Promise<void> => {
    for (let i = 0; i < turns; i++) {
      await awaited.wait();
      awaited.clear();
      answer.set();
    }
  };
  return run(async () => {
    ping.set();
    const start = performance.now();
    await gather(() => play(ping, pong), () => play(pong, ping));
    return (performance.now() - start) * 1e6 / (2 * turns);
  });
}

function timeLock({ gather, Lock, run, sleep_ms }: Module): Promise<number> {
  const turns = 5000;
  const lock = new Lock();
  const useLock = async (): Promise<void> => {
    for (let i = 0; i < turns; i++) {
      await lock.acquire();
      await sleep_ms(0);
      lock.release();
    }
  };
  return run(async () => {
    const start = performance.now();
    await gather(useLock, useLock, useLock);
    return (performance.now() - start) * 1e6 / (3 * turns);
  });
}

function timeSpawn({ create_task, run }: Module): Promise<number> {
  const count = 10_000;
  return run(async () => {
    const start = performance.now();
    for (let i = 0; i < count; i++) await create_task(async () => {});
    return (performance.now() - start) * 1e6 / count;
  });
}
