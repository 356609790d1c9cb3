import { listDirectory } from "../../ffi/directory.ts";
import { SysfsFile } from "../../ffi/sysfs_file.ts";
import { osError } from "../core/os_error.ts";

/** The exit status of {@linkcode reset}: a service restarts what ends so ("try again later"). */
const RESTART = 75;
const SERIAL = "/proc/device-tree/serial-number";
const MACHINE_ID = "/etc/machine-id";
const CPUS = "/sys/devices/system/cpu";

/**
 * Ends the process at once, so that the service it is begins anew, in the place of MicroPython's
 * {@link https://docs.micropython.org/en/latest/library/machine.html#machine.reset | machine.reset},
 * which restarts the board. The exit status is 75, and a systemd unit with `Restart=on-failure`,
 * as the README has it, restarts it; without a service the program has just ended. Nothing is
 * tidied up: `finally` and `using` do not run. Linux itself goes on; `systemctl reboot` restarts it.
 *
 * @example Start afresh when nothing helps
 * ```ts ignore
 * import { reset } from "@uasyncio/uasyncio/machine";
 *
 * reset();
 * ```
 */
export function reset(): never {
  Deno.exit(RESTART);
}

/**
 * The same as {@linkcode reset}: a program of Deno starts afresh in a process of its own only.
 *
 * @example Start afresh
 * ```ts ignore
 * import { soft_reset } from "@uasyncio/uasyncio/machine";
 *
 * soft_reset();
 * ```
 */
export function soft_reset(): never {
  Deno.exit(RESTART);
}

/**
 * What no other machine has, after MicroPython's
 * {@link https://docs.micropython.org/en/latest/library/machine.html#machine.unique_id |
 * machine.unique_id}: the serial number of a Raspberry Pi, 8 bytes; on another machine
 * the 16 bytes of `/etc/machine-id`, which a new installation changes.
 *
 * @returns The bytes.
 * @throws {OSError} If the machine has neither.
 * @throws {Deno.errors.NotCapable} Without `--allow-ffi`.
 *
 * @example As text
 * ```ts ignore
 * import { unique_id } from "@uasyncio/uasyncio/machine";
 *
 * console.log(unique_id().toHex());
 * ```
 */
export function unique_id(): Uint8Array<ArrayBuffer> {
  const hex = read(SERIAL)?.replace(/\0$/, "") ?? read(MACHINE_ID);
  if (hex === null || !/^([0-9a-f]{2})+$/.test(hex)) {
    throw osError(
      "ENOENT",
      "Cannot get the unique id: the machine has neither a serial number nor a machine-id",
    );
  }
  return Uint8Array.from(hex.match(/../g)!, (digits) => parseInt(digits, 16));
}

/**
 * How fast the CPU runs at present, after MicroPython's
 * {@link https://docs.micropython.org/en/latest/library/machine.html#machine.freq | machine.freq}.
 * Linux sets it by itself, by the load.
 *
 * @returns Hz.
 * @throws {OSError} If the kernel does not say, as in a virtual machine.
 * @throws {Deno.errors.NotCapable} Without `--allow-ffi`.
 *
 * @example In GHz
 * ```ts ignore
 * import { freq } from "@uasyncio/uasyncio/machine";
 *
 * console.log(freq() / 1e9);
 * ```
 */
export function freq(): number {
  for (const cpu of listDirectory(CPUS).filter((name) => /^cpu\d+$/.test(name))) {
    const kHz = read(`${CPUS}/${cpu}/cpufreq/scaling_cur_freq`);
    if (kHz !== null) return Number(kHz) * 1000;
  }
  throw osError(
    "ENOENT",
    "Cannot get the frequency: the kernel does not say how fast the CPU runs",
  );
}

function read(path: string): string | null {
  using file = SysfsFile.open(path, `read ${path}`, "read");
  return file?.read() ?? null;
}
