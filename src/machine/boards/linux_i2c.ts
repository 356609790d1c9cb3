import { listDirectory } from "../../../ffi/directory.ts";
import { I2cDevice } from "../../../ffi/i2c_device.ts";
import type { ErrorCode } from "../../core/errno.ts";
import { pinsOf } from "./device_tree.ts";
import {
  checkSize,
  HEADER_BUS,
  type I2cAddress,
  type I2cBus,
  type I2cMessage,
  noSuchPins,
  otherPins,
  transferError,
} from "./i2c_bus.ts";
import { madeByOverlay, openError } from "./open_error.ts";
import { SharedDevice } from "./shared_device.ts";

const ADAPTERS = "/sys/bus/i2c/devices";
/** Opens a bus of Linux. What is open already is opened once only. */
export function openLinuxI2c(address: I2cAddress): I2cBus {
  const path = pathOf(address);
  const bus = open.get(path) ?? new LinuxI2c(path);
  open.set(path, bus);
  bus.shared.take();
  return bus;
}

/** The buses that are in use, by the paths of their devices. */
const open = new Map<string, LinuxI2c>();

function pathOf({ id, scl, sda }: I2cAddress): string {
  if (typeof id === "string") return id;
  if (scl === undefined || sda === undefined) return `/dev/i2c-${id ?? HEADER_BUS}`;
  if (id !== undefined) {
    const pins = pinsOfAdapter(id);
    if (pins !== null && !hasPins(pins, scl, sda)) {
      throw otherPins(id, scl, sda, { scl: pins[1]!, sda: pins[0]! });
    }
    return `/dev/i2c-${id}`;
  }
  for (const name of listDirectory(ADAPTERS)) {
    const number = /^i2c-(\d+)$/.exec(name)?.[1];
    if (number === undefined) continue;
    const pins = pinsOfAdapter(Number(number));
    if (pins !== null && hasPins(pins, scl, sda)) return `/dev/i2c-${number}`;
  }
  throw noSuchPins(scl, sda);
}

function pinsOfAdapter(number: number): number[] | null {
  return pinsOf(`${ADAPTERS}/i2c-${number}/of_node`);
}

function hasPins([sda, scl]: number[], wantedScl: number, wantedSda: number): boolean {
  return sda === wantedSda && scl === wantedScl;
}

class LinuxI2c implements I2cBus {
  readonly name: string;
  readonly shared: SharedDevice;
  readonly #device: I2cDevice;

  constructor(path: string) {
    const device = I2cDevice.open(path);
    if (typeof device === "string") throw cannotOpen(device, path);
    this.name = path;
    this.#device = device;
    this.shared = new SharedDevice(() => {
      open.delete(path);
      device.close();
    });
  }

  transfer(messages: readonly I2cMessage[]): void {
    checkSize(messages, this.name);
    const code = this.#device.transfer(messages);
    if (code !== null) throw transferError(code, messages, this.name);
  }

  transfer_later(messages: readonly I2cMessage[], settle: (error: Error | null) => void): void {
    checkSize(messages, this.name);
    const transfer = this.#device.calls(messages);
    if (typeof transfer === "string") throw transferError(transfer, messages, this.name);
    const { calls, finish } = transfer;
    this.shared.callLater(calls, (code) => {
      if (code === null) finish();
      settle(code === null ? null : transferError(code, messages, this.name));
    });
  }

  probe(address: number): I2cMessage {
    // As i2cdetect does: a write of nothing may change some EEPROMs, a read may block others.
    const isMemory = (address >= 0x30 && address <= 0x37) || (address >= 0x50 && address <= 0x5f);
    const reads = isMemory || !this.#device.hasQuick;
    return { address, reads, bytes: new Uint8Array(reads ? 1 : 0) };
  }

  set_timeout(ms: number): void {
    this.#device.setTimeout(ms);
  }

  close(): void {
    this.shared.giveBack();
  }
}

function cannotOpen(code: ErrorCode, path: string): Error {
  const number = /^\/dev\/i2c-(\d+)$/.exec(path)?.[1];
  return openError(
    code,
    `open ${number === undefined ? path : `I2C bus ${number} (${path})`}`,
    number === String(HEADER_BUS)
      ? "it is not enabled; `sudo raspi-config nonint do_i2c 0` does that, or the line " +
        "dtparam=i2c_arm=on in /boot/firmware/config.txt and `sudo modprobe i2c-dev`"
      : madeByOverlay("/dev/i2c-*"),
    "i2c",
  );
}
