import { CallWorker } from "../../../ffi/call_worker.ts";
import { listDirectory } from "../../../ffi/directory.ts";
import { coro } from "../../coro.ts";
import type { Coroutine } from "../../coroutine.ts";
import type { ErrorCode } from "../../core/errno.ts";
import { describe } from "../../core/describe.ts";
import { OSError } from "../../core/os_error.ts";
import { sleep_ms } from "../../sleep.ts";
import { pinsOf } from "./device_tree.ts";
import { isDeviceName, noBusAt, type OneWireBus, thermometerError } from "./onewire_bus.ts";
import { readSlowly, writeSlowly } from "./slow_file.ts";

/** Where Linux has its 1-Wire buses, see Documentation/w1 of the kernel. */
const BUSES = "/sys/bus/w1/devices";
/** What has the lines of the header. */
const DRIVER = "/sys/bus/platform/drivers/w1-gpio";
/** Families whose values are sixteenths of a degree, which Linux cuts to thousandths. */
const SIXTEENTHS = /^(?:22|28)-/;
/** What the kernel finds where the line is disturbed, or has no resistor. */
const NOISE = /^00-/;
/** How long another program's measuring is waited for, and in which steps. */
const PATIENCE_MS = 2000;
const STEP_MS = 100;

/** The buses that have been used, by their names: each has a thread of its own. */
const open = new Map<string, LinuxOneWire>();

/** Takes a bus of Linux into use, by its line or by its name. It may be used any number of times. */
export function openLinuxOneWire(id: number | string): OneWireBus {
  const name = typeof id === "number" ? busAt(id) : busCalled(id);
  const bus = open.get(name) ?? new LinuxOneWire(name);
  open.set(name, bus);
  return bus;
}

function busCalled(name: string): string {
  const all = buses();
  if (all.includes(name)) return name;
  throw new RangeError(
    `Cannot use the 1-Wire bus ${describe(name)}: Linux has ${all.join(", ") || "none"}; ` +
      "dtoverlay=w1-gpio in /boot/firmware/config.txt makes one at GPIO4",
  );
}

function busAt(pin: number): string {
  const has = (device: string) => pinsOf(`${DRIVER}/${device}/of_node`)?.[0] === pin;
  const all = buses();
  if (all.length === 0 || !listDirectory(DRIVER).some(has)) throw noBusAt(pin);
  if (all.length === 1) return all[0]!;
  const list = all.join(", ");
  throw new RangeError(
    `Cannot use 1-Wire at GPIO${pin}: Linux has ${list}, and does not say which of them has the ` +
      `line; find it by its devices, and name it, as in new OneWire("${all[0]}")`,
  );
}

function buses(): string[] {
  return listDirectory(BUSES).filter((name) => name.startsWith("w1_bus_master"));
}

class LinuxOneWire implements OneWireBus {
  readonly name: string;
  readonly #folder: string;
  readonly #worker = new CallWorker();

  constructor(name: string) {
    this.name = name;
    this.#folder = `${BUSES}/${name}`;
  }

  devices(): string[] {
    return listDirectory(this.#folder).filter((name) => isDeviceName(name) && !NOISE.test(name));
  }

  convert(thermometers: readonly string[]): Coroutine<Map<string, number | OSError>> {
    return coro(async () => {
      await this.#trigger();
      const values = new Map<string, number | OSError>();
      for (const name of thermometers) values.set(name, await this.#read(name));
      return values;
    })();
  }

  /**
   * Lets all of them measure at once, if this user may do that. If not, each of them measures when
   * it is read, which takes 750 ms each time.
   */
  async #trigger(): Promise<void> {
    const path = `${this.#folder}/therm_bulk_read`;
    try {
      await writeSlowly(path, "trigger\n", `measure on ${this.name}`, this.#worker);
    } catch (error) {
      if (!(error instanceof OSError)) throw error;
    }
  }

  async #read(thermometer: string): Promise<number | OSError> {
    const path = `${this.#folder}/${thermometer}/temperature`;
    try {
      for (let waited = 0; waited <= PATIENCE_MS; waited += STEP_MS) {
        const text = await readSlowly(path, `read ${thermometer}`, this.#worker);
        if (text !== "") return degreesOf(thermometer, Number(text));
        await sleep_ms(STEP_MS);
      }
      return thermometerError("EAGAIN", thermometer);
    } catch (error) {
      if (!(error instanceof OSError)) throw error;
      const isGone = error.code === "ENOENT";
      return thermometerError(isGone ? "ENODEV" : error.code as ErrorCode, thermometer);
    }
  }
}

function degreesOf(thermometer: string, thousandths: number): number {
  if (!SIXTEENTHS.test(thermometer)) return thousandths / 1000;
  return Math.round(thousandths * 16 / 1000) / 16;
}
