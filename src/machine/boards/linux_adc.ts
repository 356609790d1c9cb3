import { listDirectory, readLink } from "../../../ffi/directory.ts";
import { SysfsFile } from "../../../ffi/sysfs_file.ts";
import { describe } from "../../core/describe.ts";
import { OSError, osError } from "../../core/os_error.ts";
import { type AdcAddress, type AdcInput, noConverter, noSuchChannel, toU16 } from "./adc_input.ts";

/** Where Linux has its converters and sensors, see Documentation/ABI/testing/sysfs-bus-iio. */
export const IIO_DEVICES = "/sys/bus/iio/devices";

/** A channel, and the difference of two. */
const RAW = /^in_voltage(\d+)(?:-voltage(\d+))?_raw$/;
/** How a value is stored: its sign, and how many bits count. */
const STORAGE = /:([su])(\d+)\//;
/** How many bits the MCP3008 and its kin have, whose driver does not say. */
const BITS: readonly [name: RegExp, bits: number][] = [[/^mcp300\d$/, 10], [/^mcp320\d$/, 12]];

/** A device of the kernel that has analog inputs. */
interface Converter {
  readonly folder: string;
  /** What its driver calls it, `ads1015` for example. */
  readonly name: string;
  /** Where it is connected, `1-0048` or `spi0.0` for example. */
  readonly place: string;
  /** Its channels, by what messages call them. */
  readonly channels: ReadonlyMap<string, string>;
}

/** Takes an input of a converter of Linux into use. */
export function openLinuxAdc({ device, channel, vref_mv }: AdcAddress): AdcInput {
  const converter = find(device, channel);
  const name = converter.channels.get(String(channel));
  if (name === undefined) {
    throw noSuchChannel(channel, converter.name, [...converter.channels.keys()]);
  }
  return new LinuxAdc(converter, name, channel, vref_mv);
}

function find(device: string | undefined, channel: number | string): Converter {
  const all = converters();
  if (all.length === 0) throw noConverter();
  const named = all.filter(({ folder, name, place }) =>
    device === undefined || [folder, name, place].includes(device)
  );
  if (named.length === 1) return named[0]!;
  const list = all.map(({ name, place }) => `${name} (${place})`).join(", ");
  if (named.length === 0) {
    throw new RangeError(`Cannot use the ADC ${describe(device)}: the converters here are ${list}`);
  }
  throw new RangeError(
    `Cannot use channel ${channel} of ${device ?? "the ADC"}: there are several converters, ` +
      `${list}; say which, as in new ADC(["${named[0]!.place}", ${describe(channel)}])`,
  );
}

function converters(): Converter[] {
  return listDirectory(IIO_DEVICES).filter((folder) => folder.startsWith("iio:device"))
    .map(toConverter).filter(({ channels }) => channels.size > 0);
}

function toConverter(folder: string): Converter {
  const channels = listDirectory(`${IIO_DEVICES}/${folder}`).flatMap((file) => {
    const [, one, other] = RAW.exec(file) ?? [];
    if (one === undefined) return [];
    return [[
      other === undefined ? one : `${one}-${other}`,
      file.slice(0, -"_raw".length),
    ]] as const;
  });
  const place = readLink(`${IIO_DEVICES}/${folder}`)?.split("/").at(-2) ?? folder;
  return { folder, name: readText(folder, "name") ?? folder, place, channels: new Map(channels) };
}

/** The text of a file of a device; null if there is none. */
function readText(folder: string, file: string): string | null {
  using text = SysfsFile.open(`${IIO_DEVICES}/${folder}/${file}`, `read ${folder}`, "read");
  return text?.read() ?? null;
}

class LinuxAdc implements AdcInput {
  readonly name: string;
  readonly #raw: SysfsFile;
  readonly #scale: SysfsFile | null;
  readonly #offset: SysfsFile | null;
  /** The values of the full range; null if they are not known. */
  readonly #range: readonly [least: number, most: number] | null;
  readonly #isDifference: boolean;
  readonly #vref_mv: number | undefined;

  constructor(
    { folder, name, place }: Converter,
    channel: string,
    id: number | string,
    vref_mv: number | undefined,
  ) {
    this.name = `channel ${id} of ${name} (${place})`;
    this.#vref_mv = vref_mv;
    const open = (file: string) =>
      SysfsFile.open(`${IIO_DEVICES}/${folder}/${file}`, `read ${this.name}`, "read");
    /** What a channel has of its own, or shares with others. */
    const openEither = (what: string) =>
      open(`${channel}_${what}`) ?? open(`${channel.replaceAll(/\d+/g, "")}_${what}`);
    const raw = open(`${channel}_raw`);
    if (raw === null) throw this.#gone();
    this.#raw = raw;
    this.#scale = openEither("scale");
    this.#offset = openEither("offset");
    const type = readText(folder, `scan_elements/${channel}_type`);
    this.#isDifference = channel.includes("-");
    this.#range = rangeOf(type, name, this.#isDifference);
  }

  read_uv(): number {
    const raw = this.#read(this.#raw);
    const offset = this.#offset === null ? 0 : this.#read(this.#offset);
    const millivolts = this.#readScale() ?? this.#scaleOfReference();
    return Math.round((raw + offset) * millivolts * 1000);
  }

  read_u16(): number {
    const range = this.#range;
    if (this.#vref_mv !== undefined && (range === null || this.#readScale() !== null)) {
      const most = this.#vref_mv * 1000;
      return toU16(this.read_uv(), this.#isDifference ? -most : 0, most);
    }
    if (range === null) throw this.#unknown("how far its values go", "65535 is");
    return toU16(this.#read(this.#raw), ...range);
  }

  close(): void {
    for (const file of [this.#raw, this.#scale, this.#offset]) file?.close();
  }

  #read(file: SysfsFile): number {
    try {
      return Number(file.read());
    } catch (error) {
      throw error instanceof OSError && error.code === "ENODEV" ? this.#gone() : error;
    }
  }

  /** The driver's scale, in mV; null if it has none, or refuses to tell it without a reference. */
  #readScale(): number | null {
    try {
      return this.#scale === null ? null : this.#read(this.#scale);
    } catch (error) {
      if (error instanceof OSError && error.code === "EINVAL") return null;
      throw error;
    }
  }

  #scaleOfReference(): number {
    if (this.#vref_mv !== undefined && this.#range !== null) {
      return this.#vref_mv / (this.#range[1] + 1);
    }
    throw this.#unknown("its reference voltage", "that is");
  }

  #unknown(what: string, meaning: string): OSError {
    return osError(
      "EOPNOTSUPP",
      `Cannot read ${this.name}: its driver does not say ${what}; give the voltage that ` +
        `${meaning} in mV, as in new ADC(0, { vref_mv: 3300 })`,
    );
  }

  #gone(): OSError {
    return osError(
      "ENODEV",
      `Cannot read ${this.name}: the converter is gone; make a new ADC when it is back`,
    );
  }
}

/** The least and the most value of a channel; null if it cannot be known. */
function rangeOf(
  type: string | null,
  name: string,
  isDifference: boolean,
): [least: number, most: number] | null {
  const [, sign, digits] = STORAGE.exec(type ?? "") ?? [];
  const bits = digits === undefined
    ? BITS.find(([pattern]) => pattern.test(name))?.[1]
    : Number(digits) - (sign === "s" ? 1 : 0);
  if (bits === undefined) return null;
  // A voltage against ground is never below zero, however the value is stored.
  return [sign === "s" && isDifference ? -(2 ** bits) : 0, 2 ** bits - 1];
}
