import { byId, change, changeText, drawn, element } from "./dom.ts";
import type { State } from "./state.ts";

/** For so long, in µs, a flash is seen: an eye, too, takes its time. */
const PERSISTENCE = 80_000;
const COLOURS = ["#ff3b30", "#ffb400", "#22c55e", "#3b9dff", "#e25cff"];

interface Light {
  readonly figure: HTMLElement;
  readonly glow: Element;
  readonly text: Element;
  /** How many flashes have been drawn, and until when the last one is seen. */
  flashes: number;
  until: number;
}

/** A light for each output, as bright as the line was high lately. */
export class Lights {
  readonly #place = byId("lights");
  readonly #lights = new Map<number, Light>();

  /** Shows how things are. */
  update({ used, lines, names, traces }: State, now_us: number): void {
    for (const line of used) {
      if (lines[line]!.mode === "in" || this.#lights.has(line)) continue;
      this.#add(line, names[line]!);
    }
    for (const [line, light] of this.#lights) {
      const { figure, glow, text } = light;
      const trace = traces[line]!;
      figure.hidden = !lines[line]!.known;
      // However short a flash is, and however late the page hears of it, it is seen.
      if (light.flashes !== trace.flashes) light.until = performance.now() + PERSISTENCE / 1000;
      light.flashes = trace.flashes;
      const least = performance.now() < light.until ? 0.05 : 0;
      const duty = Math.max(trace.duty(now_us - PERSISTENCE, now_us), least);
      change(glow, "opacity", duty === 0 ? "0" : (0.2 + 0.8 * Math.sqrt(duty)).toFixed(2));
      change(figure, "data-level", String(trace.level));
      change(figure, "data-lit", String(duty > 0));
      change(figure, "data-flashes", String(trace.flashes));
      const isPulsed = duty > 0.02 && duty < 0.98 && trace.times.length > 8;
      changeText(
        text,
        isPulsed && isFast(trace.times)
          ? `${Math.round(duty * 100)} %`
          : trace.level === 1
          ? "on"
          : "off",
      );
      change(figure, "aria-label", `Light at ${names[line]}: ${trace.level === 1 ? "on" : "off"}`);
    }
  }

  clear(): void {
    this.#lights.clear();
    this.#place.replaceChildren();
  }

  #add(line: number, name: string): void {
    const colour = COLOURS[this.#lights.size % COLOURS.length]!;
    const glow = drawn(
      "g",
      { "class": "glow", opacity: 0 },
      drawn("circle", { cx: 24, cy: 24, r: 23, fill: colour, opacity: 0.3 }),
      drawn("circle", { cx: 24, cy: 24, r: 14, fill: colour }),
      drawn("circle", { cx: 20, cy: 20, r: 5, fill: "#fff", opacity: 0.7 }),
    );
    const svg = drawn(
      "svg",
      { viewBox: "0 0 48 48", "aria-hidden": "true" },
      drawn("circle", {
        cx: 24,
        cy: 24,
        r: 14,
        fill: colour,
        "fill-opacity": 0.16,
        stroke: colour,
        "stroke-width": 2,
      }),
      glow,
    );
    const text = element("span", {}, "off");
    const figure = element(
      "figure",
      { "class": "light", role: "img", "data-line": name },
      svg,
      name,
      element("br"),
      text,
    );
    this.#lights.set(line, { figure, glow, text, flashes: 0, until: 0 });
    this.#place.append(figure);
  }
}

/** Whether the last changes came faster than an eye can follow. */
function isFast(times: readonly number[]): boolean {
  return times.at(-1)! - times.at(-8)! < PERSISTENCE;
}
