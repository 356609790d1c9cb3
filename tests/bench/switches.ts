/**
 * Tasks that do nothing but let the others run: ns for each switch, and a raw round robin; and
 * the same while another task sleeps, with and without in turn.
 */

import { create_task, run, sleep, sleep_ms } from "../../mod.ts";
import { type Figures, isQuick, median, report } from "./measure.ts";
import { timeRawRoundRobin } from "./raw_round_robin.ts";

const SWITCHES = isQuick ? 200_000 : 300_000;
const PASSES = isQuick ? 3 : 5;

async function yieldRepeatedly(turns: number): Promise<void> {
  for (let i = 0; i < turns; i++) await sleep_ms(0);
}

function timeSwitch(tasks: number, turns: number, isOneAsleep = false): Promise<number> {
  return run(async () => {
    const sleeper = isOneAsleep ? create_task(sleep(1000)) : null;
    const yielders = [];
    for (let i = 0; i < tasks; i++) yielders.push(create_task(() => yieldRepeatedly(turns + 1)));
    await sleep_ms(0); // from here on all have begun
    const start = performance.now();
    for (const yielder of yielders) await yielder;
    sleeper?.cancel();
    return (performance.now() - start) * 1e6 / (tasks * turns);
  });
}

const figures: Figures = {};
for (const tasks of [1, 2, 100, 10_000]) {
  const ours: number[] = [];
  const raw: number[] = [];
  // One after the other, so that both meet the same disturbances; the first pass
  // of each is for the compiler.
  for (let pass = 0; pass <= PASSES; pass++) {
    ours.push(await timeSwitch(tasks, SWITCHES / tasks));
    raw.push(await timeRawRoundRobin(tasks, SWITCHES / tasks));
  }
  figures[`switch_${tasks}`] = median(ours.slice(1));
  figures[`raw_${tasks}`] = median(raw.slice(1));
}
const alone: number[] = [];
const beside: number[] = [];
for (let pass = 0; pass <= 2 * PASSES; pass++) {
  alone.push(await timeSwitch(2, SWITCHES / 2));
  beside.push(await timeSwitch(2, SWITCHES / 2, true));
}
figures["switch_alone"] = median(alone.slice(1));
figures["switch_beside"] = median(beside.slice(1));
report(figures);
