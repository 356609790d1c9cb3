/**
 * Runs the random programs of programs.ts, one JSON array a line of standard input, with our
 * module in real time, as interpreter.py does with MicroPython. A program prints "disturbed" at
 * its end if the machine has held it up, so that its order may be another one by chance.
 */

import { SystemClock } from "../../../src/core/clock.ts";
import { setClock } from "../../../src/core/scheduler.ts";
import { interpret, type Time } from "./interpreter.ts";

/** How many ms 10 units take. */
const STEP = Number(Deno.args[0]);
/** By how much, in ms, something may come late, and how close to the next due time a task runs. */
const TOLERANCE = STEP / 8;

/** The real time, in whole milliseconds as in MicroPython: tasks that are to wake together do. */
class CoarseClock extends SystemClock implements Time {
  isDisturbed = false;
  /** From when a sleep has been reckoned: the scheduler's next looks are to show the same. */
  #seen: number | null = null;
  /** When a task has come to a step, or is to have done so. */
  #before = performance.now();

  override at(host: number): number {
    const time = Math.floor(host);
    if (this.#seen !== null && this.#seen !== time) this.isDisturbed = true;
    return time;
  }

  now(): number {
    return Math.floor(performance.now());
  }

  until(units: number): number {
    // The scheduler looks a moment later, and is to find itself in the same millisecond.
    const host = performance.now();
    if (host % 1 > 0.5) waitUntil(Math.ceil(host));
    const now = this.#seen = this.now();
    return units * STEP / 10 - now % STEP;
  }

  keepBusy(units: number): void {
    const due = Math.floor(performance.now() / STEP) * STEP + units * STEP / 10 + STEP / 2;
    waitUntil(due);
    this.#expect(due);
  }

  override arm(due: number, ring: () => void, demand: () => number): void {
    super.arm(due, () => {
      this.#expect(due);
      ring();
    }, demand);
  }

  /** A task comes to a step: soon after what was before, and not long before others are due. */
  watch(): void {
    this.#expect(this.#before);
    if (this.#before % (STEP / 2) > STEP / 2 - TOLERANCE) this.isDisturbed = true;
  }

  /** Something comes that was due. */
  #expect(time: number): void {
    this.#seen = null;
    this.#before = performance.now();
    if (this.#before - time > TOLERANCE) this.isDisturbed = true;
  }
}

/** Holds up the thread like a computation, of which the scheduler hears nothing. */
function waitUntil(due: number): void {
  const cell = new Int32Array(new SharedArrayBuffer(4));
  while (performance.now() < due) Atomics.wait(cell, 0, 0, due - performance.now());
}

const input = await new Response(Deno.stdin.readable).text();
for (const line of input.trimEnd().split("\n")) {
  waitUntil((Math.floor(performance.now() / STEP) + 1) * STEP);
  const clock = new CoarseClock();
  setClock(clock);
  const { all } = await interpret(JSON.parse(line), clock, () => clock.watch());
  console.log(all + (clock.isDisturbed ? "disturbed\n" : "") + "---");
}
