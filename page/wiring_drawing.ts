import { HEADER } from "../src/machine/boards/header.ts";
import type { Part } from "./wiring.ts";

/** The header: the first row of pins, how far apart rows are, and where the two columns are. */
const TOP = 70, PITCH = 24, LEFT = 112, RIGHT = 138;
const BOTTOM = TOP + 19 * PITCH;
/** Where wires begin to turn, and how far apart they do. */
const LANES = 232, LANE = 9;
/** How wide a part is; how high it is above and below its wires, and how far apart those are. */
const WIDTH = 190, ABOVE = 34, BELOW = 34, WIRE = PITCH;

const WIRES = ["#1a7f37", "#0969da", "#bc4c00", "#8250df", "#bf3989", "#0a7ea4", "#7d4e00"];
/** As the page has its lights, each with what outlines it. */
const LEDS = [["#ff8182", "#a40e26"], ["#ffd33d", "#7d4e00"], ["#56d364", "#116329"]] as const;
const SMALL = 'font-size="11"';
const INK = "#1f2328", GROUND = "#57606a", SUPPLY = "#cf222e";

/** A wire in the drawing. */
interface Drawn {
  readonly pin: number;
  readonly name: string;
  readonly color: string;
  /** Where it leaves the header, and where it ends. */
  readonly from: number;
  readonly to: number;
}

/** A part in the drawing. */
interface Placed {
  readonly part: Part;
  readonly wires: readonly Drawn[];
  /** Which of the colours its LED has. */
  readonly led: number;
}

/**
 * The wiring of parts to the header, as a picture that needs nothing else.
 *
 * @param title What is wired.
 * @param parts The parts, in the order in which the program came to use them.
 * @returns The SVG.
 */
export function drawWiring(title: string, parts: readonly Part[]): string {
  const placed = place(parts);
  const wires = placed.flatMap((one) => one.wires);
  const x = LANES + LANE * wires.length + 12;
  const bottom = Math.max(BOTTOM, ...wires.map(({ to }) => to + BELOW)) + 26;
  const [width, height] = [x + WIDTH + 58, bottom + 22];
  const words = parts.length === 0
    ? "No line of the header is in use."
    : placed.map(({ part }) => inWords(part)).join(" ");
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" ` +
    `height="${height}" role="img" aria-labelledby="title desc">`,
    `<title id="title">The wiring of ${escape(title)}</title>`,
    `<desc id="desc">${escape(words)}</desc>`,
    `<rect width="${width}" height="${height}" rx="8" fill="#fff"/>`,
    `<g font-family="system-ui, 'DejaVu Sans', sans-serif" font-size="12" fill="${INK}" ` +
    `stroke-linejoin="round" stroke-linecap="round">`,
    text(20, 30, title, 'font-weight="bold" font-size="15"'),
    `<rect x="${LEFT - 18}" y="${TOP - 18}" width="${RIGHT - LEFT + 36}" ` +
    `height="${BOTTOM - TOP + 36}" rx="7" fill="#2d333b"/>`,
    stroke(HEADER.map(({ pin }) => `M${xOf(pin)} ${yOf(pin)}h0`).join(""), "#d4a72c", 14),
    ...rails(placed, x + WIDTH, bottom),
    ...routes(wires, x),
    ...wires.map(({ pin, color }) => pinMark(pin, color)),
    ...placed.flatMap((one) => drawPart(one, x)),
    "</g>",
    "</svg>",
    "",
  ].join("\n");
}

function xOf(pin: number): number {
  return pin % 2 === 1 ? LEFT : RIGHT;
}

function yOf(pin: number): number {
  return TOP + PITCH * Math.floor((pin - 1) / 2);
}

/** Where the wire of a pin leaves the header: from the left column, below the pin at the right. */
function exitOf(pin: number): number {
  return yOf(pin) + (pin % 2 === 1 ? PITCH / 2 : 0);
}

/** Finds places for the parts: near their pins, one below the other. */
function place(parts: readonly Part[]): Placed[] {
  let leds = 0;
  let colors = 0;
  const withWires = parts.map((part) => ({
    part,
    led: part.kind === "led" ? leds++ % LEDS.length : 0,
    wires: part.wires.map((wire) => ({ ...wire, color: WIRES[colors++ % WIRES.length]! }))
      .sort((a, b) => exitOf(a.pin) - exitOf(b.pin)),
  })).sort((a, b) => exitOf(a.wires[0]!.pin) - exitOf(b.wires[0]!.pin));
  const heights = withWires.map(({ wires }) => WIRE * (wires.length - 1) + ABOVE + BELOW);
  const tops = withWires.map(({ wires }) => exitOf(wires[0]!.pin));
  // Down as far as the one above wants it, and up again from the end of the header.
  tops.forEach((top, i) => {
    tops[i] = Math.max(top, i === 0 ? TOP : tops[i - 1]! + heights[i - 1]!);
  });
  let limit = Math.max(
    BOTTOM + PITCH / 2 + BELOW,
    (tops[0] ?? TOP) + heights.reduce((sum, height) => sum + height, 0),
  );
  for (let i = tops.length - 1; i >= 0; i--) {
    limit = tops[i] = Math.min(tops[i]!, limit - heights[i]! + (i === tops.length - 1 ? ABOVE : 0));
  }
  return withWires.map(({ part, led, wires }, i) => ({
    part,
    led,
    wires: wires.map((wire, k) => ({
      ...wire,
      from: exitOf(wire.pin),
      to: tops[i]! + WIRE * k,
    })),
  }));
}

/** The wires, so that none that turns crosses another one if it can be helped. */
function routes(wires: readonly Drawn[], end: number): string[] {
  const down = wires.filter(({ from, to }) => to > from).reverse(); // the lowest turns first
  const up = wires.filter(({ from, to }) => to < from);
  return wires.map((wire) => {
    const lane = LANES + LANE * [...down, ...up].indexOf(wire);
    const start = `M${xOf(wire.pin)} ${yOf(wire.pin)}${
      wire.pin % 2 === 1 ? `l${PITCH / 2} ${PITCH / 2}` : ""
    }`;
    const turn = wire.to === wire.from ? "" : `H${lane}V${wire.to}`;
    return stroke(`${start}${turn}H${end}`, wire.color);
  });
}

/** Ground and 3.3 V, each from a pin at an end of the header to all that it is connected to. */
function rails(placed: readonly Placed[], x: number, bottom: number): string[] {
  const ends = (supply: "GND" | "3V3") =>
    placed.filter(({ part }) => part.supplies.includes(supply))
      .map((one) => supplyAt(one, supply));
  const [grounds, supplies] = [ends("GND"), ends("3V3")];
  const drawn: string[] = [];
  if (grounds.length > 0) {
    const rail = x + 18;
    drawn.push(
      stroke(`M${LEFT} ${yOf(39)}V${bottom}H${rail}V${Math.min(...grounds)}`, GROUND),
      ...grounds.map((y) => stroke(`M${x} ${y}H${rail}`, GROUND)),
      dots(rail, grounds, GROUND),
      pinMark(39, GROUND),
    );
  }
  if (supplies.length > 0) {
    const rail = x + 36;
    drawn.push(
      stroke(`M${LEFT} ${yOf(1)}V${TOP - 28}H${rail}V${Math.max(...supplies)}`, SUPPLY),
      ...supplies.map((y) => stroke(`M${x} ${y}H${rail}`, SUPPLY)),
      dots(rail, supplies, SUPPLY),
      pinMark(1, SUPPLY),
    );
  }
  return drawn;
}

/** Where a part is connected to a supply: one with two of them has them beside each other. */
function supplyAt({ part, wires }: Placed, supply: "GND" | "3V3"): number {
  const middle = (wires[0]!.to + wires.at(-1)!.to) / 2;
  if (part.kind !== "box") return middle;
  return supply === "GND" ? middle + 9 : middle - 9;
}

function pinMark(pin: number, color: string): string {
  const { name } = HEADER[pin - 1]!;
  const isLeft = pin % 2 === 1;
  const label = isLeft ? `${SMALL} text-anchor="end"` : 'font-size="10"';
  return `<circle cx="${xOf(pin)}" cy="${yOf(pin)}" r="7" fill="${color}" stroke="#fff" ` +
    `stroke-width="1.5"/>${
      text(isLeft ? LEFT - 24 : RIGHT + 24, yOf(pin) + (isLeft ? 4 : -3), `${pin} ${name}`, label)
    }`;
}

function drawPart({ part, wires, led }: Placed, x: number): string[] {
  const { to, color } = wires[0]!;
  const supply = part.supplies.includes("GND") ? GROUND : SUPPLY;
  return [
    "<g>",
    text(x, to - 22, part.words.split(",")[0]!),
    ...(part.kind === "led"
      ? drawLed(x, to, color, LEDS[led]!)
      : part.kind === "button"
      ? drawButton(x, to, color, supply)
      : drawBox(x, wires, part.kind === "servo")),
    "</g>",
  ];
}

/** A resistor of 330 ohms, orange, orange and brown, and the LED. */
function drawLed(
  x: number,
  y: number,
  wire: string,
  [fill, edge]: readonly [string, string],
): string[] {
  return [
    stroke(`M${x} ${y}H${x + 112}`, wire),
    stroke(`M${x + 138} ${y}H${x + WIDTH}`, GROUND),
    `<rect x="${x + 14}" y="${y - 9}" width="58" height="18" rx="6" fill="#eac99b" ` +
    'stroke="#7d4e00"/>',
    stroke(`M${x + 26} ${y - 6}v12m10 -12v12`, "#e36209", 4),
    stroke(`M${x + 46} ${y - 6}v12`, "#633c01", 4),
    stroke(`M${x + 62} ${y - 6}v12`, "#bf8700", 3),
    text(x + 26, y + 24, "330 Ω", SMALL),
    text(x + 80, y + 24, "long leg", SMALL),
    `<path d="M${x + 112} ${y - 12}v24l24 -12z" fill="${fill}" stroke="${edge}" ` +
    'stroke-width="2"/>',
    stroke(`M${x + 137} ${y - 12}v24`, edge),
    stroke(`M${x + 124} ${y - 14}l7 -8m-5 1l5 -1v5m4 6l7 -8m-5 1l5 -1v5`, edge, 1.5),
  ];
}

function drawButton(x: number, y: number, wire: string, supply: string): string[] {
  const contact = (at: number) =>
    `<circle cx="${at}" cy="${y}" r="4" fill="#fff" stroke="${INK}" stroke-width="2"/>`;
  return [
    stroke(`M${x} ${y}H${x + 60}`, wire),
    stroke(`M${x + 104} ${y}H${x + WIDTH}`, supply),
    stroke(`M${x + 58} ${y - 9}H${x + 106}M${x + 82} ${y - 9}v-5m-8 0h16`, INK),
    contact(x + 64),
    contact(x + 100),
  ];
}

function drawBox(x: number, wires: readonly Drawn[], isServo: boolean): string[] {
  const [first, last] = [wires[0]!.to, wires.at(-1)!.to];
  const names = wires.map(({ name, to }) => text(x + 18, to + 4, name || "signal"));
  return [
    ...wires.map(({ to, color }) => stroke(`M${x} ${to}h8`, color)),
    `<rect x="${x + 8}" y="${first - 16}" width="${WIDTH - 8}" height="${last - first + 32}" ` +
    'rx="7" fill="#eaeef2" stroke="#57606a" stroke-width="1.5"/>',
    ...names,
    ...isServo
      ? [
        stroke(`M${x + 96} ${first}l34 -7v14z`, "#8c959f", 6),
        text(x + 8, first + 30, "5 V by a supply of its own", SMALL),
      ]
      : [],
  ];
}

function dots(x: number, places: readonly number[], color: string): string {
  return stroke(places.map((y) => `M${x} ${y}h0`).join(""), color, 7);
}

function stroke(path: string, color: string, width = 2.5): string {
  return `<path d="${path}" fill="none" stroke="${color}" stroke-width="${width}"/>`;
}

function text(x: number, y: number, words: string, attributes = ""): string {
  return `<text x="${x}" y="${y}"${attributes && ` ${attributes}`}>${escape(words)}</text>`;
}

function inWords({ words, wires, supplies }: Part): string {
  const ends = [
    ...wires.map(({ pin, name }) =>
      `${name && `${name} to `}${HEADER[pin - 1]!.name} (pin ${pin})`
    ),
    ...supplies.map((supply) => supply === "GND" ? "ground (pin 39)" : "3.3 V (pin 1)"),
  ];
  return `${words}: ${ends.join(", ")}.`;
}

function escape(words: string): string {
  return words.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
