import { assertEquals, assertStringIncludes } from "@std/assert";
import { partsOf } from "../../page/wiring.ts";
import { drawWiring } from "../../page/wiring_drawing.ts";
import type { LineState, LogEntry } from "../../src/web/messages.ts";

function line(name: string, mode: LineState["mode"], pull: LineState["pull"] = null): LineState {
  return { name, mode, pull, used: true, known: true };
}

function transfer(bus: string, address?: number): LogEntry {
  const part = { direction: "out" as const, bytes: [1] };
  const parts = [address === undefined ? part : { ...part, address }];
  return { kind: "bus", time_us: 0, bus, parts, more: 0, error: null };
}

const USE = {
  lines: [
    line("GPIO17", "out"),
    line("GPIO27", "in", "pull_up"),
    line("GPIO22", "in", "pull_down"),
    line("GPIO23", "in"),
    line("GPIO4", "open_drain"),
    line("GPIO18", "out"),
    line("LED1", "out"), // not on the header
    line("GPIO53", "out"),
  ],
  pwms: [
    { name: "GPIO18", freq: 50, duty: 0.075, high_us: 1500 },
    { name: "GPIO13", freq: 1000, duty: 0.5, high_us: 500 },
  ],
  transfers: [
    transfer("simulated I2C bus 1", 0x48),
    transfer("simulated I2C bus 1", 0x3c),
    transfer("simulated SPI bus 0, chip select 0"),
    transfer("simulated UART 0"),
    transfer("simulated I2C bus 17", 0x50), // nothing says where its lines are
  ],
};

Deno.test("page, wiring: each line has the part that it is used for, each bus its lines", () => {
  const parts = partsOf(USE).map(({ kind, words, wires, supplies }) =>
    `${kind} ${wires.map(({ pin, name }) => name + pin).join(" ")} ${supplies}: ${words}`
  );
  assertEquals(parts, [
    "led 11 GND: LED at GPIO17, with a resistor of 330 Ω",
    "button 13 GND: Button or switch at GPIO27",
    "button 15 3V3: Button or switch at GPIO22",
    "box 16 3V3,GND: Sensor at GPIO23",
    "box 7 3V3,GND: Device at GPIO4",
    "servo 12 GND: Servo at GPIO18, with a supply of its own",
    "led 33 GND: LED at GPIO13, dimmed, with a resistor of 330 Ω",
    "box SDA3 SCL5 3V3,GND: Device on I2C bus 1, 0x48, 0x3c",
    "box MOSI19 MISO21 SCLK23 CE024 3V3,GND: Device on SPI bus 0",
    "box RX8 TX10 3V3,GND: Device on UART 0",
  ]);
});

Deno.test("page, wiring: the picture says in words what it shows, and needs nothing else", () => {
  const svg = drawWiring("a <b> & c", partsOf({ ...USE, pwms: [], transfers: [] }));
  assertStringIncludes(svg, '<title id="title">The wiring of a &lt;b&gt; &amp; c</title>');
  assertStringIncludes(svg, "LED at GPIO17, with a resistor of 330 Ω: GPIO17 (pin 11), ground");
  assertStringIncludes(svg, "Button or switch at GPIO22: GPIO22 (pin 15), 3.3 V (pin 1).");
  assertEquals(svg.match(/https?:[^"]*/g), ["http://www.w3.org/2000/svg"]);
  assertEquals(/NaN|undefined|Infinity/.test(svg), false);
  const empty = drawWiring("nothing", []);
  assertStringIncludes(empty, "No line of the header is in use.");
  assertEquals(/NaN|undefined|Infinity/.test(empty), false);
});

Deno.test("page, wiring: wires keep apart, and parts do not overlap, also where all lines are used", () => {
  for (const names of [USE.lines.slice(0, 5).map(({ name }) => name), ALL]) {
    const parts = partsOf({
      lines: names.map((name) => line(name, "out")),
      pwms: [],
      transfers: [],
    });
    const svg = drawWiring("all", parts);
    const routes = [...svg.matchAll(/<path d="M(?:112|138) [^"]*?(?:H(\d+)V(\d+))?H(\d+)" fill/g)]
      .map(([, lane, to]) => ({ lane, to: Number(to) }));
    assertEquals(routes.length, parts.length);
    const lanes = routes.flatMap(({ lane }) => lane ?? []);
    assertEquals(new Set(lanes).size, lanes.length);
    const captions = [...svg.matchAll(/y="(\d+)"[^>]*>LED at/g)].map(([, y]) => Number(y));
    const gaps = captions.slice(1).map((y, i) => y - captions[i]!);
    assertEquals(gaps.filter((gap) => gap < 68), []);
  }
});

const ALL = Array.from({ length: 26 }, (_, i) => `GPIO${i + 2}`);
