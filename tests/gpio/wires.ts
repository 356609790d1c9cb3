/** The other ends of the lines in the laboratory: they are driven and measured in sysfs. */

import { run, sleep_ms, wait_for } from "../../mod.ts";
import type { Level } from "../../src/machine/mod.ts";

/** The chip that is the header of the board, and the other one. */
export const HEADER = 0;
export const EXPANDER = 1;

/** `/sys` under a name that needs no `--allow-all`, see tests/lab/boot.sh. */
export const SYS = "/run/sys";

/** So many seconds something may take that should take none. Emulation is slow. */
export const PATIENCE = 20;

/** The version of libgpiod, as its own tools say it. */
export const VERSION: 1 | 2 = (await tool("gpioinfo", "--version")).includes("v1.") ? 1 : 2;

/** Drives a line from outside. */
export function drive(offset: number, level: Level, chip = HEADER): void {
  Deno.writeTextFileSync(wire(offset, "pull", chip), level === 1 ? "pull-up" : "pull-down");
}

/** Drives a line from outside to one level after the other, each for a while. */
export async function wiggle(offset: number, levels: Level[], pause_ms = 15): Promise<void> {
  for (const level of levels) {
    drive(offset, level);
    await sleep_ms(pause_ms);
  }
}

/** Waits until something is so, inside a task. */
export async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await sleep_ms(1);
}

/** The resistor of a line, as the kernel has it. */
export function pull(offset: number, chip = HEADER): string {
  return Deno.readTextFileSync(wire(offset, "pull", chip)).trim();
}

/** The level of a line, as a meter would show it. */
export function level(offset: number, chip = HEADER): Level {
  return Number(Deno.readTextFileSync(wire(offset, "value", chip))) as Level;
}

/** The file of a line in sysfs. */
export function wire(offset: number, file: "pull" | "value", chip = HEADER): string {
  return `${SYS}/devices/platform/gpio-sim.${chip}/gpiochip${chip}/sim_gpio${offset}/${file}`;
}

/** What `gpioinfo` says of a line. */
export async function gpioinfo(offset: number, chip = HEADER): Promise<string> {
  return (await gpioinfos([offset], chip))[0]!;
}

/** Who uses a line, as `gpioinfo` has it; null if nobody does. */
export async function userOf(offset: number, chip = HEADER): Promise<string | null> {
  return (await usersOf([offset], chip))[0]!;
}

/** Who uses each of several lines. */
export async function usersOf(offsets: number[], chip = HEADER): Promise<(string | null)[]> {
  const pattern = VERSION === 2 ? /consumer="?([^" ]+)/ : /: (?:"[^"]*"|unnamed) "([^"]*)"/;
  return (await gpioinfos(offsets, chip)).map((info) => pattern.exec(info)?.[1] ?? null);
}

async function gpioinfos(offsets: number[], chip: number): Promise<string[]> {
  const text = await tool("gpioinfo", ...VERSION === 2 ? ["-c"] : [], `gpiochip${chip}`);
  const lines = text.split("\n").map((line) => line.replaceAll(/\s+/g, " ").trim());
  return offsets.map((offset) => lines.find((line) => line.startsWith(`line ${offset}:`))!);
}

/** Waits until a line is used by somebody, or by nobody. */
export async function untilUsedBy(user: string | null, offset: number): Promise<void> {
  const deadline = performance.now() + PATIENCE * 1000;
  while (await userOf(offset) !== user) {
    if (performance.now() > deadline) throw new Error(`Cannot find ${user} at line ${offset}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Runs a task on the loop, but not for ever. */
export function runBriefly<T>(main: () => Promise<T>, seconds = PATIENCE): Promise<T> {
  return run(async () => await wait_for(main, seconds));
}

/** What one of libgpiod's tools prints. */
export async function tool(name: string, ...args: string[]): Promise<string> {
  const command = new Deno.Command(name, { args, stderr: "inherit" });
  const { success, stdout } = await command.output();
  if (!success) throw new Error(`Cannot use the lines: ${name} has failed`);
  return new TextDecoder().decode(stdout);
}
