/**
 * GPIO lines by ours, by a program in C and by libgpiod's module for Python: the calls
 * on this machine, with a library that has no lines, and calls and edges in the virtual
 * machine of tests/lab, which has some, with both versions of libgpiod.
 */

import { LinesProcess } from "./lines_process.ts";
import { type Figures, isQuick } from "./measure.ts";
import type { Round, Rounds } from "./results.ts";
import { capture, compile, folder, type Runtime } from "./runtimes.ts";

const LAB = `${folder}../lab/`;
/** Debian's module is for Debian's interpreter, whichever else is on the PATH. */
const PYTHON = "/usr/bin/python3";
const VERSIONS = ["2", "1"];
const EDGES = isQuick ? 80 : 150;
/** Rounds in one run of the virtual machine, most of whose time goes for starting. */
const LAB_ROUNDS = isQuick ? 3 : 6;
/** How long the virtual machine may run, in s. */
const LONGEST_LAB = isQuick ? 240 : 480;

/** Measures it all, as far as this machine can. */
export async function measureGpio([ours]: Runtime[], rounds: number): Promise<Rounds> {
  // Not in /tmp, of which the virtual machine has one of its own.
  const temporary = await Deno.makeTempDir({ dir: "/var/tmp" });
  try {
    const library = `${temporary}/libgpiod.so.3`;
    if (!await compile("gpio_stub.c", library, "gpio", ["-shared", "-fPIC"])) return [];
    const libgpiod = await fetchLibgpiod();
    if (libgpiod.length === 0) return [];
    for (const [i, directory] of libgpiod.entries()) {
      const flags = [`-I${directory}/usr/include`, `-L${directory}/lib`, "-lgpiod"];
      await compile("gpio_lines.c", `${temporary}/lines_${VERSIONS[i]}`, "gpio", flags);
    }
    await compile("gpio_driver.c", `${temporary}/driver`, "gpio");
    const measured = await measureCalls(ours!, temporary, rounds);
    if (!await hasVirtualMachine()) return measured;
    for (const version of VERSIONS) {
      try {
        mergeInto(measured, await measureInLab(temporary, version, libgpiod[1]!), version);
      } catch (error) { // a machine too busy to emulate another one
        console.error(`Cannot measure gpio on lines, with libgpiod ${version}:`, error);
      }
    }
    return measured;
  } finally {
    await Deno.remove(temporary, { recursive: true });
  }
}

/** Where both versions are; nothing if they are not to be had. */
async function fetchLibgpiod(): Promise<string[]> {
  try {
    return (await capture(`${LAB}libgpiod.sh`, VERSIONS, {}, LONGEST_LAB * 1000)).trim().split(
      "\n",
    );
  } catch (error) {
    console.error("Cannot measure gpio: libgpiod is not to be had:", error);
    return [];
  }
}

async function hasVirtualMachine(): Promise<boolean> {
  try {
    await capture("qemu-system-x86_64", ["--version"]);
    return true;
  } catch {
    console.error("Cannot measure gpio on lines: it takes qemu-system-x86_64 (qemu-system-x86)");
    return false;
  }
}

/** Calls on this machine, by way of the library that has no lines. */
async function measureCalls(ours: Runtime, directory: string, rounds: number): Promise<Rounds> {
  const env = { LD_LIBRARY_PATH: directory };
  const measured: Rounds = [];
  for (let i = 0; i < rounds; i++) {
    const figures: Figures = {};
    for (const chip of ["/store", "/ioctl"]) {
      const processes: [string, LinesProcess][] = [
        [
          "",
          new LinesProcess(ours.command, [...ours.args, `${folder}gpio_lines.ts`, chip, "1"], env),
        ],
        ["c_", new LinesProcess(`${directory}/lines_2`, [chip, "1", "2"], env)],
      ];
      for (const call of ["set", "get"]) {
        for (const [prefix, process] of processes) {
          figures[`${prefix}${call}_${chip.slice(1)}`] = (await process.ask(call))[0]!;
        }
      }
      for (const [, process] of processes) await process.end();
    }
    // What a call comes to in a process as that in C is. In one with threads, as Deno's, the
    // system call itself seems to take longer: a bare FFI call of it does, too.
    figures["set_sum"] = figures["c_set_ioctl"]! + figures["set_store"]! - figures["c_set_store"]!;
    measured.push({ ours: figures });
  }
  return measured;
}

/** Calls and edges of the virtual machine's lines. Python always has libgpiod 1. */
async function measureInLab(
  directory: string,
  version: string,
  libgpiod1: string,
): Promise<Rounds> {
  const program = ["deno", "run", "-A", `${folder}gpio_lab.ts`];
  const args = [`${LAB_ROUNDS}`, `${EDGES}`, `${directory}/lines_${version}`];
  // Of version 2, Debian has no module for this interpreter.
  args.push(`${directory}/driver`, PYTHON, libgpiod1);
  const printed = await capture(
    `${LAB}boot.sh`,
    ["-t", `${LONGEST_LAB}`, ...program, ...args],
    { LAB_LIBGPIOD: version },
    LONGEST_LAB * 1000 + 30_000,
  );
  return JSON.parse(printed.trim().split("\n").at(-1)!);
}

/** Adds the rounds of another place to the rounds that there are. */
function mergeInto(rounds: Rounds, others: Rounds, suffix: string): void {
  for (const [i, other] of others.entries()) {
    const round: Round = rounds[i] ??= {};
    for (const runtime of ["ours", "python"] as const) {
      const named = Object.entries(other[runtime] ?? {}).map((
        [name, x],
      ) => [`${name}_${suffix}`, x]);
      round[runtime] = { ...round[runtime], ...Object.fromEntries(named) };
    }
  }
}
