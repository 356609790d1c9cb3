import { CallWorker } from "../../../ffi/call_worker.ts";
import { listDirectory } from "../../../ffi/directory.ts";
import { refused } from "../../../ffi/libc.ts";
import { SysfsFile } from "../../../ffi/sysfs_file.ts";
import type { Coroutine } from "../../coroutine.ts";
import type { ErrorCode } from "../../core/errno.ts";
import { type Climate, type ClimateSensor, measureError, noSensorAt } from "./climate_sensor.ts";
import { pinsOf } from "./device_tree.ts";
import { IIO_DEVICES } from "./linux_adc.ts";
import { waitForCall } from "./wait_for_call.ts";

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
    let climate: Climate;
    return waitForCall(
      (settle) => {
        // The first of them makes the driver measure, which takes up to a second; for two seconds
        // it gives the same values again.
        this.#read(
          HUMIDITY,
          settle,
          (humidity) =>
            this.#read(TEMPERATURE, settle, (temperature) => {
              climate = { temperature, humidity };
              settle(null);
            }),
        );
      },
      () => climate,
      "waits for a measurement",
    );
  }

  #read(name: string, fail: (error: Error) => void, use: (value: number) => void): void {
    const file = this.#open(name);
    if (file instanceof Error) return fail(file);
    file.readLater(this.#worker, (code, text) => {
      file.close();
      if (code === null) use(Number(text) / 1000);
      else fail(this.#error(code));
    });
  }

  #open(name: string): SysfsFile | Error {
    try {
      const folder = folderOf(this.#pin);
      const file = folder && SysfsFile.open(`${folder}/${name}`, this.#doing, "read");
      return file || refused("ENODEV", this.#doing, "the driver has let go of the line");
    } catch (error) {
      return error as Error;
    }
  }

  #error(code: ErrorCode): Error {
    return measureError(code, this.#pin) ?? refused(code, this.#doing);
  }
}
