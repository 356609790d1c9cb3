/**
 * Buses by ours, by a program in C and by Python's usual modules: registers by I2C and transfers by
 * SPI in one boot of the emulated Raspberry Pi of tests/lab, round trips by a serial port on a
 * terminal of this machine.
 */

import { type Figures, isQuick } from "./measure.ts";
import type { Round, Rounds } from "./results.ts";
import { capture, compile, folder, pathOf, type Runtime } from "./runtimes.ts";

const LAB = `${folder}../lab/`;
/** What makes programs for the emulated machine: Debian's gcc-aarch64-linux-gnu. */
const COMPILER = "aarch64-linux-gnu-gcc";
const LAB_ROUNDS = 6;
/** How long the emulated machine may run, in s. */
const LONGEST_LAB = 170;

/** Measures it all, as far as this machine can; a quick run does not start the emulated one. */
export async function measureBuses(runtimes: Runtime[], rounds: number): Promise<Rounds> {
  const temporary = await Deno.makeTempDir({ dir: "/var/tmp" });
  try {
    const measured = await measureUart(runtimes, temporary, rounds);
    if (isQuick) return measured;
    try {
      mergeInto(measured, await measureInLab(temporary));
    } catch (error) { // a machine too busy to emulate another one
      console.error("Cannot measure buses on the emulated Raspberry Pi:", error);
    }
    return measured;
  } finally {
    await Deno.remove(temporary, { recursive: true });
  }
}

async function measureUart(
  runtimes: Runtime[],
  directory: string,
  rounds: number,
): Promise<Rounds> {
  const program = `${directory}/uart_echo`;
  if (!await compile("uart_echo.c", program, "buses")) return [];
  const echo = new Deno.Command(program, { stdout: "piped" }).spawn();
  try {
    const output = echo.stdout.getReader();
    const port = new TextDecoder().decode((await output.read()).value).trim();
    const measured: Rounds = [];
    for (let i = 0; i < rounds; i++) {
      const round: Round = {};
      for (const runtime of runtimes) {
        const args = [...runtime.args, pathOf(runtime, "uart"), port];
        const printed = await capture(runtime.command, [...args, ...isQuick ? ["--quick"] : []]);
        round[runtime.name] = JSON.parse(printed) as Figures;
      }
      measured.push(round);
    }
    await output.cancel();
    return measured;
  } finally {
    echo.kill();
    await echo.status;
  }
}

async function measureInLab(directory: string): Promise<Rounds> {
  const program = `${directory}/bus_calls`;
  const hasC = await compile("bus_calls.c", program, "buses in C", [], COMPILER);
  await capture(`${LAB}make_pi.sh`, [], {}, 300_000);
  const printed = await capture(
    Deno.execPath(),
    [
      ...["run", "--no-check", "-A", `${LAB}pi.ts`, `--seconds=${LONGEST_LAB}`],
      ...hasC ? [`--file=${program}`] : [],
      ...["deno", "run", "--no-check", "-A", "tests/bench/bus_lab.ts", `${LAB_ROUNDS}`],
      ...hasC ? ["./bus_calls"] : [],
    ],
    {},
    LONGEST_LAB * 1000 + 30_000,
  );
  return JSON.parse(/\[\{.*\}\]/.exec(printed)![0]); // the console's first bytes stand before it
}

/** Adds the rounds of another place to the rounds that there are. */
function mergeInto(rounds: Rounds, others: Rounds): void {
  for (const [i, other] of others.entries()) {
    const round: Round = rounds[i] ??= {};
    for (const runtime of ["ours", "python"] as const) {
      round[runtime] = { ...round[runtime], ...other[runtime] };
    }
  }
}
