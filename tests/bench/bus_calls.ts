/**
 * Measures calls on buses of the emulated Raspberry Pi of tests/lab, a figure for each line of the
 * standard input: `i2c` is the us to read a register of two bytes, `spi` that to transfer 4 KiB.
 *
 *   deno run -A tests/bench/bus_calls.ts
 */

import { I2C, SPI } from "../../src/machine/mod.ts";

const PASS = 200;
/** Calls before the first that counts, for the compiler, and for how long at most, in ms. */
const WARM_UP = 10_000;
const LONGEST_WARM_UP = 4000;

const i2c = new I2C(1);
const spi = new SPI(0, { baudrate: 10_000_000 });
const out = new Uint8Array(4096).fill(3);
const into = new Uint8Array(4096);

const calls: Record<string, () => void> = {
  i2c: () => i2c.readfrom_mem(0x48, 0, 2),
  spi: () => spi.write_readinto(out, into),
};

const line = new Uint8Array(16);
for (const call of Object.values(calls)) warmUp(call);
while (true) {
  const size = Deno.stdin.readSync(line);
  if (size === null) break;
  time(calls[new TextDecoder().decode(line.subarray(0, size)).trim()]!);
}

function warmUp(call: () => void): void {
  const start = performance.now();
  for (let i = 0; i < WARM_UP && performance.now() - start < LONGEST_WARM_UP; i++) call();
}

function time(call: () => void): void {
  const start = performance.now();
  let time = 0;
  let count = 0;
  for (; time < PASS; time = performance.now() - start) {
    for (let i = 0; i < 4; i++) call();
    count += 4;
  }
  console.log(1000 * time / count);
}
