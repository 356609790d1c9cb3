import { Watchdog } from "../../ffi/watchdog.ts";
import { RuntimeError } from "../core/errors.ts";
import { checkInteger, checkOptionNames } from "./arguments.ts";

/** MicroPython's keyword arguments of {@linkcode WDT}, and one of our own. */
export interface WDTOptions {
  /** After how many ms without {@linkcode WDT.feed} the machine restarts; 5000 by default. */
  timeout?: number;
  /** The path of the device; `/dev/watchdog` by default. Not in MicroPython. */
  device?: string;
}

/**
 * A watchdog, after MicroPython's
 * {@link https://docs.micropython.org/en/latest/library/machine.WDT.html | machine.WDT}: it
 * restarts the **whole machine** unless it is fed in time.
 *
 * From the moment it is made there is no way back but {@linkcode WDT.disarm}: also when the
 * program ends, crashes or is stopped by `systemctl stop`, the machine restarts. What is not
 * written to the disk then is lost. A program that does not start any more would restart the
 * machine over and over: feed it only in a service that has been tried, and keep the SD card at
 * hand. Where systemd itself has the watchdog (`RuntimeWatchdogSec`), it is busy.
 *
 * A Raspberry Pi's own counts up to 15 s. The timeout is in whole seconds, rounded up.
 *
 * @example Restart the machine if the program hangs for ten seconds
 * ```ts ignore
 * import { run, sleep } from "@uasyncio/uasyncio";
 * import { WDT } from "@uasyncio/uasyncio/machine";
 *
 * await run(async () => {
 *   const wdt = new WDT(0, { timeout: 10_000 });
 *   while (true) {
 *     wdt.feed();
 *     await sleep(1);
 *   }
 * });
 * ```
 */
export class WDT {
  #watchdog: Watchdog | null;

  /**
   * Starts the watchdog.
   *
   * @param id 0, the default: there is one.
   * @param options The timeout, and the device; or the timeout.
   * @throws {TypeError} If there is an option that does not exist.
   * @throws {RangeError} If an argument is out of range.
   * @throws {OSError} If there is none, another program has it, it may not be opened, or it cannot
   *   count so far; it is stopped again then.
   * @throws {Deno.errors.NotCapable} Without `--allow-ffi`.
   */
  constructor(id: number | WDTOptions = 0, options: number | WDTOptions = {}) {
    const isOptions = typeof id === "object" && id !== null;
    if (!isOptions) checkInteger(id, 0, 0, "start a WDT", "id");
    const all = isOptions ? id : typeof options === "number" ? { timeout: options } : options;
    checkOptionNames(all, ["timeout", "device"], "a WDT");
    const { timeout = 5000, device = "/dev/watchdog" } = all;
    checkInteger(timeout, 1, 2 ** 31 - 1, "start a WDT", "timeout");
    this.#watchdog = Watchdog.start(device, Math.ceil(timeout / 1000));
  }

  /**
   * Lets the time begin anew.
   *
   * @throws {OSError} If the device refuses.
   * @throws {RuntimeError} If the watchdog has been disarmed.
   */
  feed(): void {
    if (this.#watchdog !== null) return this.#watchdog.feed();
    throw new RuntimeError("Cannot feed the WDT: it has been disarmed; make a new one");
  }

  /**
   * Stops the watchdog, where the driver lets it (`nowayout` is not set): the machine does not
   * restart. Not in MicroPython.
   *
   * @throws {OSError} If the device refuses.
   */
  disarm(): void {
    const watchdog = this.#watchdog;
    this.#watchdog = null; // it is closed, also if the device refuses
    watchdog?.disarm();
  }
}
