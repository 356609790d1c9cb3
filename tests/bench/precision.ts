/**
 * How much too long a task sleeps, in ms; how often it wakes early; and the CPU
 * time of the whole process, in percent of one core.
 */

import { run, sleep_ms } from "../../mod.ts";
import { type Figures, isQuick, median, quantile, report, Stopwatch } from "./measure.ts";

const DURATION = isQuick ? 600 : 3000;
/** Times are sums of floating point numbers: one nanosecond may be rounding. */
const ROUNDING = 1e-6;

const figures: Figures = {};
await run(async () => {
  for (const period of [1, 5, 20]) {
    for (let i = 0; i < 10; i++) await sleep_ms(period); // for the compiler
    const overshoots: number[] = [];
    const stopwatch = new Stopwatch();
    const end = performance.now() + DURATION;
    for (let start = performance.now(); start < end; start = performance.now()) {
      await sleep_ms(period);
      overshoots.push(performance.now() - start - period);
    }
    const { time, cpu } = stopwatch.lap();
    figures[`median_${period}`] = median(overshoots);
    figures[`p95_${period}`] = quantile(overshoots, 0.95);
    figures[`early_${period}`] = overshoots.filter((overshoot) => overshoot < -ROUNDING).length;
    figures[`cpu_${period}`] = 100 * cpu / time;
  }
});
report(figures);
