import { LastWill } from "../../../ffi/last_will.ts";
import { SysfsFile } from "../../../ffi/sysfs_file.ts";
import type { BoardLed } from "./board.ts";

/** Where Linux has its LEDs. */
export const LED_FOLDER = "/sys/class/leds";

/**
 * An LED that a driver of Linux has, see Documentation/leds/leds-class.rst of the kernel.
 * Its trigger, which lets it flash as the kernel likes, is off while the LED is in use. It comes
 * back when that is over, or the process is, also by a signal or a crash.
 *
 * @returns The LED; null if there is none of that name.
 */
export function openSysfsLed(name: string): BoardLed | null {
  if (name === "" || name.startsWith(".") || name.includes("/")) return null;
  let led = inUse.get(name);
  if (led === undefined) {
    const brightness = SysfsFile.open(`${LED_FOLDER}/${name}/brightness`, `use the LED ${name}`);
    if (brightness === null) return null;
    try {
      led = new SysfsLed(name, brightness);
    } catch (error) {
      brightness.close();
      throw error;
    }
    inUse.set(name, led);
  }
  led.users++;
  return { read: () => led.read(), write: (intensity) => led.write(intensity), close: once(led) };
}

/** The LEDs in use: all users of one share it, and the last one gives its trigger back. */
const inUse = new Map<string, SysfsLed>();

function once(led: SysfsLed): () => void {
  let isOpen = true;
  return () => {
    if (isOpen && --led.users === 0) led.close();
    isOpen = false;
  };
}

class SysfsLed implements BoardLed {
  users = 0;
  readonly #name: string;
  readonly #brightness: SysfsFile;
  readonly #trigger: SysfsFile | null;
  readonly #triggerBefore: string;
  readonly #most: number;
  /** Gives the trigger back should the process end without. */
  readonly #will: LastWill | null = null;

  constructor(name: string, brightness: SysfsFile) {
    this.#name = name;
    this.#brightness = brightness;
    const doing = `use the LED ${name}`;
    using most = SysfsFile.open(`${LED_FOLDER}/${name}/max_brightness`, doing, "read");
    this.#most = Number(most?.read() ?? 1);
    this.#trigger = SysfsFile.open(`${LED_FOLDER}/${name}/trigger`, doing);
    try {
      this.#triggerBefore = /\[(.*)\]/.exec(this.#trigger?.read() ?? "")?.[1] ?? "none";
      if (this.#triggerBefore === "none") return;
      this.#will = LastWill.make(`${LED_FOLDER}/${name}/trigger`, this.#triggerBefore);
      this.#trigger!.write("none");
    } catch (error) {
      this.#will?.revoke();
      this.#trigger?.close();
      throw error;
    }
  }

  read(): number {
    return Math.round(Number(this.#brightness.read()) * 255 / this.#most);
  }

  write(intensity: number): void {
    // Whatever is not 0 gives light, however little of it.
    this.#brightness.write(String(Math.ceil(intensity * this.#most / 255)));
  }

  close(): void {
    inUse.delete(this.#name);
    try {
      if (this.#triggerBefore !== "none") this.#trigger!.write(this.#triggerBefore);
    } finally {
      this.#will?.revoke();
      this.#trigger?.close();
      this.#brightness.close();
    }
  }
}
