import type { Act, DialState } from "../src/web/messages.ts";
import { byId, changeText, element } from "./dom.ts";
import type { State } from "./state.ts";

interface Drawn {
  readonly input: HTMLInputElement;
  readonly output: HTMLOutputElement;
}

/** A slider for each dial: the voltage of an analog input, the temperature of a sensor. */
export class Dials {
  readonly #place = byId("dials");
  readonly #dials = new Map<string, Drawn>();
  readonly #send: (act: Act) => void;

  constructor(send: (act: Act) => void) {
    this.#send = send;
  }

  /** Shows how things are. */
  update({ dials }: State): void {
    for (const dial of dials) {
      const { input, output } = this.#dials.get(dial.name) ?? this.#add(dial);
      if (input !== document.activeElement) input.value = String(dial.value ?? middleOf(dial));
      changeText(output, dial.value === null ? "not set" : wordsOf(dial.value, dial));
    }
  }

  clear(): void {
    this.#dials.clear();
    this.#place.replaceChildren();
  }

  #add(dial: DialState): Drawn {
    const { name, least, most } = dial;
    const input = element("input", { type: "range", min: `${least}`, max: `${most}`, step: "any" });
    const output = element("output");
    input.addEventListener("input", () => {
      const value = Math.round(Number(input.value) * 100) / 100;
      changeText(output, wordsOf(value, dial));
      this.#send({ dial: name, value });
    });
    input.addEventListener("keydown", (event) => this.#onKey(event, input, dial));
    this.#place.append(element("label", { "class": "dial" }, `${name} `, input, output));
    this.#dials.set(name, { input, output });
    return { input, output };
  }

  /** The arrow keys turn it by a hundredth: "any" step has none of its own. */
  #onKey(event: KeyboardEvent, input: HTMLInputElement, { least, most }: DialState): void {
    const steps: Record<string, number> = {
      ArrowLeft: -1,
      ArrowDown: -1,
      ArrowRight: 1,
      ArrowUp: 1,
    };
    const step = steps[event.key];
    if (step === undefined) return;
    event.preventDefault();
    input.value = String(Number(input.value) + step * (most - least) / 100);
    input.dispatchEvent(new Event("input"));
  }
}

function middleOf({ least, most }: DialState): number {
  return (least + most) / 2;
}

function wordsOf(value: number, { unit }: DialState): string {
  return `${value.toFixed(2)} ${unit}`;
}
