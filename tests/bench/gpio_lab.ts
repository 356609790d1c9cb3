/**
 * Measures GPIO lines, ours and others' in turns, inside of the virtual machine of
 * tests/lab; gpio.ts starts it there.
 *
 *   deno run -A tests/bench/gpio_lab.ts <rounds> <edges> <program in C> <driver> [<python3> <its libgpiod>]
 *
 * Prints the rounds as JSON.
 */

import { LinesProcess } from "./lines_process.ts";
import type { Figures } from "./measure.ts";
import type { Rounds } from "./results.ts";
import { capture, folder } from "./runtimes.ts";

const CHIP = "/dev/gpiochip0";
const CALLS = ["set", "get"];
/** So many times the edges before the first round that counts, for the compiler. */
const WARM_UP = 4;

const [rounds, edges, inC, driver, python, libgpiod] = Deno.args as [
  ...[rounds: string, edges: string, inC: string, driver: string],
  ...[python?: string, libgpiod?: string],
];

// Each has lines of its own, so that all of them can be in use at the same time.
const ours = new LinesProcess(Deno.execPath(), [
  ...["run", "-A", `${folder}gpio_lines.ts`],
  ...[CHIP, "2", "3"],
]);
const c = new LinesProcess(inC, [CHIP, "4", "5"]);
const theirs = python === undefined
  ? null
  : new LinesProcess(python, [`${folder}gpio_lines.py`, CHIP, "6", "7"], {
    LD_LIBRARY_PATH: `${libgpiod}/lib`,
    PYTHONPATH: `${libgpiod}/python`,
  });

const measured: Rounds = [];
for (let i = -1; i < Number(rounds); i++) {
  const figures: Figures = {};
  const pythons: Figures = {};
  for (const call of CALLS) {
    figures[call] = (await ours.ask(call))[0]!;
    figures[`c_${call}`] = (await c.ask(call))[0]!;
    if (theirs !== null) pythons[call] = (await theirs.ask(call))[0]!;
  }
  const count = Number(edges) * (i < 0 ? WARM_UP : 1);
  for (const figure of ["irq", "task"]) {
    await takeEdges(figures, figure, ours, "3", count);
    await takeEdges(figures, `c_${figure}`, c, "5", count); // the same twice: C has no tasks
    if (theirs !== null) await takeEdges(pythons, figure, theirs, "7", count);
  }
  if (i >= 0) measured.push({ ours: figures, python: pythons }); // the first was for the compiler
}
console.log(JSON.stringify(measured));
for (const process of [ours, c, theirs]) await process?.end();

async function takeEdges(
  figures: Figures,
  name: string,
  process: LinesProcess,
  line: string,
  count: number,
): Promise<void> {
  const [median, p99] = await process.ask(
    name.replace("c_", ""),
    () => capture(driver, [line, `${count}`]),
  );
  figures[name] = median!;
  figures[`${name}_p99`] = p99!;
}
