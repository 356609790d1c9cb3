/** The other ends of the lines in the laboratory: they are driven and measured in sysfs. */

import type { Level } from "../../src/machine/mod.ts";

/** `/sys` under a name that needs no `--allow-all`, see tests/lab/boot.sh. */
const CHIP = "/run/sys/devices/platform/gpio-sim.0/gpiochip0";

/** Drives a line from outside. */
export function drive(offset: number, level: Level): void {
  Deno.writeTextFileSync(`${CHIP}/sim_gpio${offset}/pull`, level === 1 ? "pull-up" : "pull-down");
}

/** The resistor of a line, as the kernel has it. */
export function pull(offset: number): string {
  return Deno.readTextFileSync(`${CHIP}/sim_gpio${offset}/pull`).trim();
}

/** The level of a line, as a meter would show it. */
export function level(offset: number): Level {
  return Number(Deno.readTextFileSync(`${CHIP}/sim_gpio${offset}/value`)) as Level;
}

/** What `gpioinfo` says of a line. */
export async function gpioinfo(offset: number): Promise<string> {
  const { stdout } = await new Deno.Command("gpioinfo", { args: [], stderr: "inherit" }).output();
  const text = new TextDecoder().decode(stdout);
  const chip = text.split(/^gpiochip/m).find((chip) => chip.startsWith("0"))!;
  const line = chip.split("\n").find((line) => new RegExp(`^\\s+line\\s+${offset}:`).test(line))!;
  return line.replaceAll(/\s+/g, " ").trim();
}
