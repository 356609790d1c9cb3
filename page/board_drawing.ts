import { HEADER, type HeaderPin } from "../src/machine/boards/header.ts";
import { change, changeText, drawn } from "./dom.ts";
import type { State } from "./state.ts";
import { modeOf, pullOf } from "./words.ts";

const WIDTH = 340;
const ROW = 23;
const TOP = 52;
const HEIGHT = TOP + 20 * ROW + 14;
/** The middle of each column of pins, and where its labels end or begin. */
const COLUMNS = [{ x: 159, label: 143, anchor: "end" }, { x: 181, label: 197, anchor: "start" }];

const FILLS: Record<string, string> = { "3V3": "#f5a742", "5V": "#f0524b", "GND": "#1b1b1b" };
const FREE = "#8aa397", LOW = "#06231a", HIGH = "#ffe14a";

interface Drawn {
  readonly header: HeaderPin;
  readonly group: SVGGElement;
  readonly dot: SVGElement;
  readonly number: SVGElement;
  readonly note: SVGElement;
}

/** The board with its header: each pin says what it is, how it is used, and its level. */
export class BoardDrawing {
  readonly svg: SVGSVGElement;
  readonly #pins: Drawn[];
  readonly #leds: SVGElement[];
  readonly #state: () => State;
  readonly #tell: (text: string) => void;
  #chosen = 0;
  #isChosen = false;

  constructor(state: () => State, tell: (text: string) => void) {
    this.#state = state;
    this.#tell = tell;
    this.#pins = HEADER.map((header, i) => this.#drawPin(header, i));
    this.#leds = [1, 2, 3, 4].map(drawLed);
    this.svg = drawn(
      "svg",
      { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "group", "aria-label": "The header, 40 pins" },
      drawn("rect", { width: WIDTH, height: HEIGHT, rx: 14, fill: "#0a4f33" }),
      drawn("circle", {
        cx: 22,
        cy: 22,
        r: 9,
        fill: "#e9efe9",
        stroke: "#d9b94e",
        "stroke-width": 4,
      }),
      drawn("text", { x: 44, y: 29, ...text(15, "#ffffff"), "font-weight": 700 }, "Header"),
      ...this.#leds,
      drawn("rect", {
        x: 146,
        y: TOP - 4,
        width: 48,
        height: 20 * ROW + 4,
        rx: 4,
        fill: "#0f1411",
      }),
      ...this.#pins.map(({ group }) => group),
    );
    this.#roam();
  }

  /** Shows how things are. */
  update(): void {
    const { names, lines, traces } = this.#state();
    for (const { header, group, dot, number, note } of this.#pins) {
      const line = names.indexOf(header.name);
      const known = lines[line];
      if (known === undefined) continue;
      const level = traces[line]!.level;
      const isUsed = known.used || (known.known && known.mode !== "in");
      const isBusy = !isUsed && (known.used_by ?? null) !== null;
      change(dot, "fill", known.known && level === 1 ? HIGH : isUsed ? LOW : FREE);
      change(number, "fill", isUsed && level === 0 ? "#ffffff" : "#101010");
      const how = `${SHORT[known.mode]}${ARROWS[known.pull ?? ""]} ${level}`;
      changeText(note, isUsed ? how : isBusy ? "busy" : "");
      change(group, "aria-label", describe(this.#state(), header));
    }
    this.#leds.forEach((led, i) => {
      const line = names.indexOf(`LED${i + 1}`);
      change(led, "display", line < 0 ? "none" : "inline");
      change(led.firstElementChild!, "fill", traces[line]?.level === 1 ? HIGH : LOW);
    });
    if (this.#isChosen) this.#tell(describe(this.#state(), this.#pins[this.#chosen]!.header));
  }

  #drawPin(header: HeaderPin, i: number): Drawn {
    const { x, label, anchor } = COLUMNS[i % 2]!;
    const y = TOP + 8 + Math.floor(i / 2) * ROW;
    const isLeft = i % 2 === 0;
    const isGround = header.name === "GND";
    const fill = FILLS[header.name] ?? FREE;
    const dot = drawn("circle", {
      cx: x,
      cy: y,
      r: 7.5,
      fill,
      stroke: "#d9b94e",
      "stroke-width": 2,
    });
    const name = drawn(
      "text",
      {
        x: label,
        y: y + 4,
        ...text(12, isGround ? "#c3d6ca" : "#ffffff"),
        "text-anchor": anchor,
        "font-weight": 600,
      },
      header.name,
    );
    const number = drawn(
      "text",
      { x, y: y + 3, ...text(8.5, isGround ? "#ffffff" : "#101010"), "text-anchor": "middle" },
      String(header.pin),
    );
    const wide = header.name.length * 7.6 + 8;
    const other = drawn(
      "text",
      {
        x: isLeft ? label - wide : label + wide,
        y: y + 4,
        ...text(10, "#b9d3c4"),
        "text-anchor": anchor,
      },
      header.function,
    );
    const note = drawn(
      "text",
      {
        x: isLeft ? 6 : WIDTH - 6,
        y: y + 4,
        ...text(11, "#ffe98a"),
        "text-anchor": isLeft ? "start" : "end",
      },
    );
    const frame = drawn("rect", {
      "class": "frame",
      x: isLeft ? 2 : 171,
      y: y - 11,
      width: 167,
      height: 22,
      rx: 5,
      fill: "transparent",
      stroke: "transparent",
      "stroke-width": 2,
    });
    const group = drawn(
      "g",
      {
        role: "button",
        tabindex: i === 0 ? 0 : -1,
        "aria-label": `Pin ${header.pin}, ${header.name}`,
        "aria-pressed": "false",
      },
      frame,
      dot,
      number,
      name,
      other,
      note,
    );
    group.addEventListener("click", () => this.#choose(i));
    return { header, group, dot, number, note };
  }

  /** The arrow keys go from pin to pin. */
  #roam(): void {
    const steps: Record<string, number> = {
      ArrowUp: -2,
      ArrowDown: 2,
      ArrowLeft: -1,
      ArrowRight: 1,
    };
    this.svg.addEventListener("keydown", (event) => {
      const place = this.#pins.findIndex(({ group }) => group === document.activeElement);
      if (event.key === "Enter" || event.key === " ") {
        this.#choose(place);
      } else {
        const step = steps[event.key];
        const next = this.#pins[place + (step ?? 0)];
        if (step === undefined || next === undefined) return;
        this.#choose(place + step);
        next.group.focus();
      }
      event.preventDefault();
    });
  }

  #choose(place: number): void {
    this.#pins.forEach(({ group }, i) => {
      change(group, "tabindex", i === place ? "0" : "-1");
      change(group, "aria-pressed", String(i === place));
    });
    this.#chosen = place;
    this.#isChosen = true;
    this.update();
  }
}

const SHORT = { in: "in", out: "out", open_drain: "od" };
const ARROWS: Record<string, string> = { pull_up: "↑", pull_down: "↓", "": "" };

/** An LED of the board itself. */
function drawLed(n: number): SVGElement {
  const x = 128 + n * 40;
  return drawn(
    "g",
    { display: "none" },
    drawn("circle", { cx: x, cy: 24, r: 6, stroke: "#cfe3d6", fill: LOW }),
    drawn("text", { x, y: 44, ...text(10, "#dcebe1"), "text-anchor": "middle" }, `LED${n}`),
  );
}

/** A pin in words. */
function describe({ names, lines, traces, tasks }: State, header: HeaderPin): string {
  const line = names.indexOf(header.name);
  const known = lines[line];
  const parts = [`Pin ${header.pin}`, header.name];
  if (header.function !== "") parts.push(header.function);
  if (known === undefined) return parts.join(", ");
  const pull = pullOf(known);
  parts.push(modeOf(known) + (pull === "" ? "" : ` with ${pull}`));
  if (known.known) parts.push(traces[line]!.level === 1 ? "high" : "low");
  const word = new RegExp(`\\b${header.name}\\b`);
  const task = tasks.rows.find(([, does = ""]) => word.test(does));
  if (task !== undefined) parts.push(`task ${task[0]} ${task[1]}`);
  else if (known.used) parts.push("in use by this program");
  else if (known.used_by) parts.push(`in use by ${known.used_by}`);
  return parts.join(", ");
}

function text(size: number, fill: string): Record<string, string | number> {
  return { fill, "font-size": size, "font-family": "system-ui, 'DejaVu Sans', sans-serif" };
}
