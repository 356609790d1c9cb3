import { HEADER } from "../src/machine/boards/header.ts";
import type { LineState, LogEntry, PwmState } from "../src/web/messages.ts";
import { isServo } from "./servo.ts";

/** A wire from a pin of the header to a part. */
interface Wire {
  /** The number of the pin. */
  readonly pin: number;
  /** What the part calls it. */
  readonly name: string;
}

/** Something that is connected. */
export interface Part {
  readonly kind: "led" | "button" | "servo" | "box";
  /** What it is, in words. */
  readonly words: string;
  readonly wires: readonly Wire[];
  /** The supplies that it is connected to as well. */
  readonly supplies: readonly ("GND" | "3V3")[];
}

/** What is known of how a program uses its lines: lines in the order in which they came to be used. */
interface Use {
  readonly lines: readonly LineState[];
  readonly pwms: readonly PwmState[];
  readonly transfers: readonly LogEntry[];
}

/** The lines of the buses that every Raspberry Pi has. */
const BUSES: Record<string, Record<string, string>> = {
  "I2C bus 1": { SDA: "GPIO2", SCL: "GPIO3" },
  "SPI bus 0": { MOSI: "GPIO10", MISO: "GPIO9", SCLK: "GPIO11", CE0: "GPIO8" },
  "UART 0": { RX: "GPIO14", TX: "GPIO15" }, // as the device calls them
};

/** The parts that a program uses its lines as if they were there. */
export function partsOf({ lines, pwms, transfers }: Use): Part[] {
  const pulsed = pwms.map((pwm) => pulsedPart(pwm));
  const buses = Object.entries(BUSES).flatMap(([name, its]) => busPart(name, its, transfers));
  const single = lines.filter(({ name }) => pwms.every((pwm) => pwm.name !== name)).map(linePart);
  return [...single, ...pulsed, ...buses].filter((part) => part !== null);
}

function linePart({ name, mode, pull }: LineState): Part | null {
  if (mode === "out") return part("led", `LED at ${name}, with a resistor of 330 Ω`, name, "GND");
  if (mode === "open_drain") return part("box", `Device at ${name}`, name, "3V3", "GND");
  if (pull === "pull_up") return part("button", `Button or switch at ${name}`, name, "GND");
  if (pull === "pull_down") return part("button", `Button or switch at ${name}`, name, "3V3");
  return part("box", `Sensor at ${name}`, name, "3V3", "GND");
}

function pulsedPart(pwm: PwmState): Part | null {
  const { name } = pwm;
  return isServo(pwm)
    ? part("servo", `Servo at ${name}, with a supply of its own`, name, "GND")
    : part("led", `LED at ${name}, dimmed, with a resistor of 330 Ω`, name, "GND");
}

function part(
  kind: Part["kind"],
  words: string,
  line: string,
  ...supplies: Part["supplies"]
): Part | null {
  const pin = pinOf(line);
  return pin === null ? null : { kind, words, wires: [{ pin, name: "" }], supplies };
}

function busPart(name: string, lines: Record<string, string>, log: readonly LogEntry[]): Part[] {
  const transfers = log.filter((entry) =>
    entry.kind === "bus" && new RegExp(`${name}\\b`).test(entry.bus)
  );
  if (transfers.length === 0) return [];
  const addresses = new Set(
    transfers.flatMap((entry) => entry.kind === "bus" ? entry.parts : [])
      .flatMap(({ address }) => address === undefined ? [] : [`0x${address.toString(16)}`]),
  );
  const words = [`Device on ${name}`, ...addresses].join(", ");
  const wires = Object.entries(lines).map(([name, line]) => ({ name, pin: pinOf(line)! }));
  return [{ kind: "box", words, wires, supplies: ["3V3", "GND"] }];
}

/** The pin of a line; null if it is not on the header. */
function pinOf(line: string): number | null {
  return HEADER.find(({ name }) => name === line)?.pin ?? null;
}
