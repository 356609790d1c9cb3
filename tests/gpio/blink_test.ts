import { assert } from "@std/assert";
import { Program } from "./processes.ts";
import { drive, untilUsedBy, wire } from "./wires.ts";

/** How long the example is watched, in ms. */
const OBSERVED = 4000;
/** A flash could begin and end in a pause of the sampling that is longer, in ms. */
const LONGEST_PAUSE = 4;
/** How late the example may be in emulation, on a machine that has other things to do, in ms. */
const LATENESS = 50;

/** How long a line has had a level. */
interface Length {
  level: number;
  ms: number;
  /** So much shorter it may have been, and so much longer. */
  doubt_ms: number;
  /** Whether nothing can have happened unseen meanwhile. */
  isSure: boolean;
}

/** A line that is sampled. */
class Probe {
  readonly lengths: Length[] = [];
  readonly #file: Deno.FsFile;
  readonly #byte = new Uint8Array(1);
  #level = -1;
  /** When the last sample began: a change since has not been seen by it. */
  #last = 0;
  #since = 0;
  #doubt_ms = 0;
  #isSure = false;

  constructor(offset: number) {
    this.#file = Deno.openSync(wire(offset, "value"));
  }

  sample(): void {
    const begin = performance.now();
    this.#file.seekSync(0, Deno.SeekMode.Start);
    this.#file.readSync(this.#byte);
    const now = performance.now();
    const pause = now - this.#last;
    this.#last = begin;
    if (pause > LONGEST_PAUSE) this.#isSure = false;
    const level = this.#byte[0]! - "0".charCodeAt(0);
    if (level === this.#level) return;
    if (this.#since > 0) {
      const doubt_ms = Math.max(pause, this.#doubt_ms);
      const ms = now - this.#since;
      this.lengths.push({ level: this.#level, ms, doubt_ms, isSure: this.#isSure });
    }
    if (this.#level >= 0) this.#since = now; // else it is not known when that has begun
    this.#isSure = pause <= LONGEST_PAUSE;
    this.#level = level;
    this.#doubt_ms = pause;
  }

  close(): void {
    this.#file.close();
  }
}

Deno.test("examples/blink.ts blinks two LEDs, each at its own pace", async () => {
  for (const n of [1, 2]) drive(n, 0);
  await using _program = new Program("examples/blink.ts", { args: ["pin"] });
  await untilUsedBy("uasyncio", 2);
  const probes = [1, 2].map((n) => new Probe(n));
  const end = performance.now() + OBSERVED;
  while (performance.now() < end) for (const probe of probes) probe.sample();
  for (const probe of probes) probe.close();

  for (const [i, period] of [700, 400].entries()) {
    const { lengths } = probes[i]!;
    const measured = `period ${period} ms: ` +
      lengths.map(({ level, ms, isSure }) =>
        `${level === 1 ? "on" : "off"} ${ms.toFixed(1)}${isSure ? "" : "?"}`
      ).join(", ");
    console.log(measured);
    let inTime = 0;
    for (const { level, ms, doubt_ms, isSure } of lengths) {
      const expected = level === 1 ? 5 : period;
      assert(ms + doubt_ms >= expected, `${ms} ms, ${measured}`);
      const isInTime = ms - doubt_ms <= expected + LATENESS;
      assert(isInTime || !isSure, `${ms} ms, ${measured}`);
      if (isInTime) inTime++;
    }
    assert(inTime >= OBSERVED / (period + 5), measured); // half of them
  }
});
