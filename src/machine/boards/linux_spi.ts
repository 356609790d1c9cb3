import { listDirectory } from "../../../ffi/directory.ts";
import { refused } from "../../../ffi/libc.ts";
import { SpiDevice } from "../../../ffi/spi_device.ts";
import { SysfsFile } from "../../../ffi/sysfs_file.ts";
import type { ErrorCode } from "../../core/errno.ts";
import type { OSError } from "../../core/os_error.ts";
import { pinsOf } from "./device_tree.ts";
import { madeByOverlay, openError } from "./open_error.ts";
import { SharedDevice } from "./shared_device.ts";
import {
  checkMessage,
  HEADER_SPI,
  noSuchSpiPins,
  otherSpiPins,
  settingsError,
  type SpiAddress,
  type SpiBus,
  type SpiPart,
  type SpiSettings,
} from "./spi_bus.ts";

const CONTROLLERS = "/sys/class/spi_master";
const BUFSIZ = "/sys/module/spidev/parameters/bufsiz";
/** What it is unless it has been set. */
const USUAL_BUFSIZ = 4096;

/** Opens a device of Linux. What is open already is opened once only. */
export function openLinuxSpi(address: SpiAddress): SpiBus {
  const path = pathOf(address);
  const device = open.get(path) ?? new LinuxSpi(path);
  open.set(path, device);
  device.shared.take();
  return device;
}

/** The devices that are in use, by their paths. */
const open = new Map<string, LinuxSpi>();

function pathOf({ id, cs, pins }: SpiAddress): string {
  if (typeof id === "string") return id;
  if (id !== undefined || pins.length === 0) {
    const number = id ?? HEADER_SPI;
    const own = pinsOf(`${CONTROLLERS}/spi${number}/of_node`);
    if (own !== null && !pins.every((pin) => own.includes(pin))) throw otherSpiPins(number, pins);
    return `/dev/spidev${number}.${cs}`;
  }
  for (const name of listDirectory(CONTROLLERS)) {
    const own = pinsOf(`${CONTROLLERS}/${name}/of_node`);
    if (own !== null && pins.every((pin) => own.includes(pin))) {
      return `/dev/spidev${name.replace("spi", "")}.${cs}`;
    }
  }
  throw noSuchSpiPins(pins);
}

class LinuxSpi implements SpiBus {
  readonly name: string;
  readonly most_bytes: number;
  readonly shared: SharedDevice;
  readonly #device: SpiDevice;

  constructor(path: string) {
    const device = SpiDevice.open(path);
    if (typeof device === "string") throw cannotOpen(device, path);
    this.name = path;
    this.#device = device;
    using bufsiz = SysfsFile.open(BUFSIZ, `read ${BUFSIZ}`, "read");
    this.most_bytes = Number(bufsiz?.read() ?? USUAL_BUFSIZ);
    this.shared = new SharedDevice(() => {
      open.delete(path);
      device.close();
    });
  }

  configure(settings: SpiSettings): void {
    const code = this.#device.configure(settings);
    if (code !== null) throw settingsError(code, settings, this.name);
  }

  transfer(settings: SpiSettings, parts: readonly SpiPart[], keepsSelect: boolean): void {
    checkMessage(parts, this.most_bytes, this.name);
    this.configure(settings);
    const code = this.#device.transfer(parts, keepsSelect);
    if (code !== null) throw this.#error(code);
  }

  transfer_later(
    settings: SpiSettings,
    parts: readonly SpiPart[],
    keepsSelect: boolean,
    settle: (error: Error | null) => void,
  ): void {
    checkMessage(parts, this.most_bytes, this.name);
    this.configure(settings);
    const { call, finish } = this.#device.call(parts, keepsSelect);
    this.shared.callLater([call], (code) => {
      if (code === null) finish();
      settle(code === null ? null : this.#error(code));
    });
  }

  close(): void {
    this.shared.giveBack();
  }

  #error(code: ErrorCode): OSError {
    return refused(code, "transfer by SPI");
  }
}

function cannotOpen(code: ErrorCode, path: string): Error {
  return openError(
    code,
    `open ${path}`,
    path.startsWith(`/dev/spidev${HEADER_SPI}.`)
      ? "SPI is not enabled; `sudo raspi-config nonint do_spi 0` does that, or the line " +
        "dtparam=spi=on in /boot/firmware/config.txt, from the next boot on"
      : madeByOverlay("/dev/spidev*"),
    "spi",
  );
}
