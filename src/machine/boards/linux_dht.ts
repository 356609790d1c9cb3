import { CallWorker } from "../../../ffi/call_worker.ts";
import { listDirectory } from "../../../ffi/directory.ts";
import { refused } from "../../../ffi/libc.ts";
import { coro } from "../../coro.ts";
import type { Coroutine } from "../../coroutine.ts";
import type { ErrorCode } from "../../core/errno.ts";
import { OSError } from "../../core/os_error.ts";
import { type Climate, type ClimateSensor, measureError, noSensorAt } from "./climate_sensor.ts";
import { pinsOf } from "./device_tree.ts";
import { IIO_DEVICES } from "./linux_adc.ts";
import { readSlowly } from "./slow_file.ts";

const HUMIDITY = "in_humidityrelative_input";
const TEMPERATURE = "in_temp_input";

/** The sensors that have been used, by their lines: each has a thread of its own. */
const open = new Map<number, LinuxDht>();

/** Takes a sensor that the kernel's driver `dht11` has into use. It may be used any number of times. */
export function openLinuxDht(pin: number): ClimateSensor {
  const folder = folderOf(pin);
  if (folder === null) throw noSensorAt(pin);
  const sensor = open.get(pin) ?? new LinuxDht(pin);
  open.set(pin, sensor);
  return sensor;
}

function folderOf(pin: number): string | null {
  const has = (device: string) => {
    const folder = `${IIO_DEVICES}/${device}`;
    return listDirectory(folder).includes(HUMIDITY) && pinsOf(`${folder}/of_node`)?.includes(pin);
  };
  const device = listDirectory(IIO_DEVICES).find(has);
  return device === undefined ? null : `${IIO_DEVICES}/${device}`;
}

class LinuxDht implements ClimateSensor {
  readonly #pin: number;
  readonly #doing: string;
  readonly #worker = new CallWorker();

  constructor(pin: number) {
    this.#pin = pin;
    this.#doing = `measure at GPIO${pin}`;
  }

  measure(): Coroutine<Climate> {
    return coro(async () => {
      // The first of them makes the driver measure, which takes up to a second; for two seconds
      // it gives the same values again.
      const humidity = await this.#read(HUMIDITY);
      return { humidity, temperature: await this.#read(TEMPERATURE) };
    })();
  }

  async #read(name: string): Promise<number> {
    const folder = folderOf(this.#pin);
    if (folder === null) {
      throw refused("ENODEV", this.#doing, "the driver has let go of the line");
    }
    try {
      return Number(await readSlowly(`${folder}/${name}`, this.#doing, this.#worker)) / 1000;
    } catch (error) {
      if (!(error instanceof OSError)) throw error;
      throw measureError(error.code as ErrorCode, this.#pin) ?? error;
    }
  }
}
