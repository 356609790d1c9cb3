/**
 * libgpiod, by which Linux lets programs use GPIO lines: version 2.x where it is installed,
 * else 1.6. It is opened at first use.
 *
 * @module
 */

import type { Libgpiod } from "./gpio_chip.ts";
import { refused } from "./libc.ts";
import { openVersion1 } from "./libgpiod_v1.ts";
import { openVersion2 } from "./libgpiod_v2.ts";

export type { Chip, Libgpiod, LineState, Request } from "./gpio_chip.ts";

let opened: Libgpiod | null = null;

/**
 * The library.
 *
 * @throws {OSError} `ENOENT` if it is not installed.
 * @throws {Deno.errors.NotCapable} Without `--allow-ffi`.
 */
export function libgpiod(): Libgpiod {
  return opened ??= openIfInstalled(openVersion2) ?? openIfInstalled(openVersion1) ?? missing();
}

function openIfInstalled(open: () => Libgpiod): Libgpiod | null {
  try {
    return open();
  } catch (error) {
    if (error instanceof Error && error.message.includes("cannot open shared object")) return null;
    throw error;
  }
}

function missing(): never {
  throw refused(
    "ENOENT",
    "use GPIO",
    "libgpiod is not installed; `sudo apt install libgpiod3` does that, or, on Debian 12 and " +
      "Raspberry Pi OS bookworm, `sudo apt install libgpiod2`. Without GPIO, UASYNCIO_BOARD=sim " +
      "(with --allow-env=UASYNCIO_BOARD) gives a simulated board",
  );
}
