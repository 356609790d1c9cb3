/**
 * Measures calls on buses, ours and others' in turns, inside of the emulated Raspberry Pi of
 * tests/lab; buses.ts starts it there.
 *
 *   deno run -A tests/bench/bus_lab.ts <rounds> [<program in C>]
 *
 * Prints the rounds as JSON.
 */

import { LinesProcess } from "./lines_process.ts";
import type { Figures } from "./measure.ts";
import type { Rounds } from "./results.ts";

const CALLS = ["i2c", "spi"];

const [rounds, inC] = Deno.args;
const folder = import.meta.dirname!;
const ours = new LinesProcess(Deno.execPath(), [
  ...["run", "-A", "--no-check", `${folder}/bus_calls.ts`],
]);
const theirs = new LinesProcess("python3", [`${folder}/bus_calls.py`]);
const c = inC === undefined ? null : new LinesProcess(inC, []);

const measured: Rounds = [];
for (let i = -1; i < Number(rounds); i++) {
  const figures: Figures = {};
  const pythons: Figures = {};
  const measurements: ((call: string) => Promise<unknown>)[] = [
    async (call) => figures[call] = (await ours.ask(call))[0]!,
    async (call) => pythons[call] = (await theirs.ask(call))[0]!,
    async (call) => c !== null && (figures[`c_${call}`] = (await c.ask(call))[0]!),
  ];
  for (const call of CALLS) {
    // Each of them is the first in some rounds: what one has left to do disturbs the next.
    for (let j = 0; j < 3; j++) await measurements[(Math.max(i, 0) + j) % 3]!(call);
  }
  if (i >= 0) measured.push({ ours: figures, python: pythons }); // the first was for the compiler
}
console.log(JSON.stringify(measured));
for (const process of [ours, theirs, c]) await process?.end();
