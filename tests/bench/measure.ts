import process from "node:process";

/** What a program of this folder prints, as one JSON object: figures by name. */
export type Figures = Record<string, number>;

/** Whether to measure for a shorter time, and so less exactly. */
export const isQuick: boolean = Deno.args.includes("--quick");

/** Prints the result of a program. */
export function report(figures: Figures): void {
  console.log(JSON.stringify(figures));
}

/** The value that the given part of all values does not exceed. */
export function quantile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const value = sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))];
  if (value === undefined) throw new RangeError("Cannot take a quantile: there are no values");
  return value;
}

export function median(values: readonly number[]): number {
  return (quantile(values, 0.5) + -quantile(values.map((value) => -value), 0.5)) / 2;
}

/** The CPU time that this process has used, all its threads together, in ms. */
export function cpuTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** Takes the time, and the CPU time, from one lap to the next. */
export class Stopwatch {
  #time = performance.now();
  #cpu = cpuTime();

  /** Milliseconds since the last lap, or since the watch was made. */
  lap(): { time: number; cpu: number } {
    const time = performance.now();
    const cpu = cpuTime();
    const lap = { time: time - this.#time, cpu: cpu - this.#cpu };
    this.#time = time;
    this.#cpu = cpu;
    return lap;
  }
}

/** The heap in use, in bytes, without garbage; needs `--v8-flags=--expose-gc`. */
export function heapInUse(): number {
  const { gc } = globalThis as { gc?: () => void };
  if (gc === undefined) {
    throw new Error("Cannot measure the heap: run with --v8-flags=--expose-gc");
  }
  gc();
  gc(); // the first one runs finalizers, which may let go of more
  return Deno.memoryUsage().heapUsed;
}
