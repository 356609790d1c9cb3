import { listDirectory, readLink } from "../../../ffi/directory.ts";
import { SysfsFile } from "../../../ffi/sysfs_file.ts";
import { describe } from "../../core/describe.ts";
import { kindsOf, pinsOf } from "./device_tree.ts";
import { LinuxPwm } from "./linux_pwm_channel.ts";
import { nameOf, type PwmAddress, type PwmChannel } from "./pwm_channel.ts";

/** Where Linux has its PWM chips, see Documentation/driver-api/pwm.rst of the kernel. */
const CHIPS = "/sys/class/pwm";

/**
 * The channels of the lines of a Raspberry Pi's header, by the kind of their chip; see the data
 * sheets, "BCM2835 ARM Peripherals", 6.2, and "RP1 Peripherals", 3.1. Others count their own.
 */
const CHANNELS: Record<string, Record<number, number>> = {
  "brcm,bcm2835-pwm": { 12: 0, 13: 1, 18: 0, 19: 1 },
  "raspberrypi,rp1-pwm": { 12: 0, 13: 1, 14: 2, 15: 3, 18: 2, 19: 3 },
};
/** The functions by which the overlay `pwm` connects lines with the PWM chip. */
const FUNCTIONS: Record<number, number> = { 12: 4, 13: 4, 18: 2, 19: 2 };

/** Opens a channel of Linux. What is open already is opened once only. */
export function openLinuxPwm(address: PwmAddress): PwmChannel {
  const [chip, number] = typeof address === "number"
    ? placeOfLine(address)
    : placeOfChannel(...address);
  const key = `${chip}/${number}`;
  let channel = open.get(key);
  if (channel === undefined) {
    channel = new LinuxPwm(nameOf(address), `${CHIPS}/${chip}`, number, () => open.delete(key));
    watchForTheEnd();
    open.set(key, channel);
  }
  channel.users++;
  return channel;
}

/** The channels that are in use, by chip and number. */
const open = new Map<string, LinuxPwm>();

let isWatching = false;

/**
 * The kernel lets a channel run when the process ends: it is ended and given back here. By a signal
 * that nothing listens to it is ended, too, by its last will, but not given back.
 */
function watchForTheEnd(): void {
  if (isWatching) return;
  isWatching = true;
  for (const event of ["unload", "error", "unhandledrejection"]) {
    globalThis.addEventListener(event, ({ defaultPrevented }) => {
      if (defaultPrevented) return; // the program goes on
      for (const channel of [...open.values()]) channel.end();
    });
  }
}

type Place = [chip: string, number: number];

/** The channel that the device tree connects with a line. */
function placeOfLine(line: number): Place {
  for (const chip of chips()) {
    const node = `${CHIPS}/${chip}/device/of_node`;
    const lines = pinsOf(node) ?? [];
    if (!lines.includes(line)) continue;
    const own = kindsOf(node).map((kind) => CHANNELS[kind]).find((own) => own !== undefined);
    return [chip, own?.[line] ?? lines.indexOf(line)];
  }
  const known = FUNCTIONS[line];
  const overlay = known === undefined ? `pwm-gpio,gpio=${line}` : `pwm,pin=${line},func=${known}`;
  throw new RangeError(
    `Cannot use PWM at GPIO${line}: no channel has this line; the line dtoverlay=${overlay} in ` +
      "/boot/firmware/config.txt makes one, from the next boot on",
  );
}

/** A channel of a chip, which is called as its device is: its number changes. */
function placeOfChannel(device: string, channel: number): Place {
  const known = chips().map((chip) => ({ chip, names: namesOf(chip) }));
  const found = known.filter(({ names }) => names.includes(device));
  const listed = known.map(({ names }) => names.join(" or ")).join(", ") || "none";
  if (found.length !== 1) {
    const words = found.length === 0 ? "there is none of that name" : "several are called so";
    throw new RangeError(
      `Cannot use PWM of the chip ${describe(device)}: ${words}; the chips here are ${listed}`,
    );
  }
  const { chip } = found[0]!;
  const count = countOf(chip);
  if (channel < count) return [chip, channel];
  throw new RangeError(
    `Cannot use channel ${channel} of the chip ${device}: it has the channels 0 to ${count - 1}`,
  );
}

function chips(): string[] {
  return listDirectory(CHIPS).filter((name) => name.startsWith("pwmchip"));
}

/** What a chip's device is called by its bus, "1-0040", and by its driver, "pca9685-pwm". */
function namesOf(chip: string): string[] {
  return ["device", "device/driver"].map((link) => readLink(`${CHIPS}/${chip}/${link}`))
    .filter((target) => target !== null).map((target) => target.split("/").at(-1)!);
}

function countOf(chip: string): number {
  const path = `${CHIPS}/${chip}/npwm`;
  using file = SysfsFile.open(path, `read ${path}`, "read");
  return Number(file?.read() ?? 0);
}
