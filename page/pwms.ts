import type { PwmState } from "../src/web/messages.ts";
import { byId, change, changeText, drawn, element } from "./dom.ts";
import { isServo } from "./servo.ts";
import type { State } from "./state.ts";

/** The pulse of a servo that looks straight ahead, in µs, and how far it turns by each more. */
const SERVO = { middle: 1500, degrees: 0.09 };
const COLOUR = "#ffb400";

interface Drawn {
  readonly figure: HTMLElement;
  readonly light: Element;
  readonly arm: Element;
  readonly text: Element;
}

/** A light for each line with PWM, as bright as its duty; with the pulses of a servo, its arm. */
export class Pwms {
  readonly #place = byId("pwms");
  readonly #drawn = new Map<string, Drawn>();

  /** Shows how things are. */
  update({ pwms }: State): void {
    for (const pwm of pwms) if (!this.#drawn.has(pwm.name)) this.#add(pwm);
    for (const [name, { figure, light, arm, text }] of this.#drawn) {
      const pwm = pwms.find((one) => one.name === name) ?? { name, freq: 0, duty: 0, high_us: 0 };
      const turns = isServo(pwm);
      const angle = Math.round((pwm.high_us - SERVO.middle) * SERVO.degrees);
      change(light, "opacity", turns ? "0" : Math.sqrt(pwm.duty).toFixed(3));
      change(arm, "opacity", turns ? "1" : "0");
      change(arm, "transform", `rotate(${angle} 24 24)`);
      const words = turns
        ? `${pwm.high_us.toFixed(0)} µs, ${angle}°`
        : pwm.freq === 0
        ? "off"
        : `${pwm.freq} Hz, ${(100 * pwm.duty).toFixed(1)} %`;
      changeText(text, words);
      change(figure, "aria-label", `PWM at ${name}: ${words}`);
    }
  }

  clear(): void {
    this.#drawn.clear();
    this.#place.replaceChildren();
  }

  #add({ name }: PwmState): void {
    const light = drawn("circle", { cx: 24, cy: 24, r: 14, fill: COLOUR, opacity: 0 });
    const arm = drawn("path", {
      d: "M20 24 L22 4 L26 4 L28 24 Z",
      fill: "currentColor",
      opacity: 0,
    });
    const ring = { cx: 24, cy: 24, r: 14, "fill-opacity": 0.16, stroke: COLOUR, "stroke-width": 2 };
    const svg = drawn(
      "svg",
      { viewBox: "0 0 48 48", "aria-hidden": "true" },
      drawn("circle", { ...ring, fill: COLOUR }),
      light,
      arm,
    );
    const text = element("span");
    const attributes = { "class": "light", role: "img", "data-pwm": name };
    const figure = element("figure", attributes, svg, name, element("br"), text);
    this.#drawn.set(name, { figure, light, arm, text });
    this.#place.append(figure);
  }
}
