import type { Act } from "../src/web/messages.ts";
import { byId, change, changeText, element } from "./dom.ts";
import type { State } from "./state.ts";
import { pressedLevel } from "./words.ts";

/** A button for each input, to press by mouse, touch and keyboard, for as long as one likes. */
export class Buttons {
  readonly #place = byId("buttons");
  readonly #buttons = new Map<number, HTMLButtonElement>();
  readonly #pressed = new Set<number>();
  readonly #bounces = byId<HTMLInputElement>("bounces");
  readonly #latches = byId<HTMLInputElement>("latches");
  readonly #state: () => State;
  readonly #send: (act: Act) => void;

  constructor(state: () => State, send: (act: Act) => void) {
    this.#state = state;
    this.#send = send;
    // A digit is the button of that number, wherever the focus is.
    addEventListener("keydown", (event) => {
      if (event.repeat || event.ctrlKey || event.altKey || event.metaKey) return;
      const line = [...this.#buttons.keys()][Number(event.key) - 1];
      if (line !== undefined) this.#down(line);
    });
    addEventListener("keyup", ({ key }) => {
      const line = [...this.#buttons.keys()][Number(key) - 1];
      if (line !== undefined) this.#up(line);
    });
    addEventListener("blur", () => {
      for (const line of [...this.#pressed]) this.#up(line);
    });
  }

  /** Shows how things are. */
  update({ used, lines, names, traces, board }: State): void {
    for (const line of used) {
      if (lines[line]!.mode === "in" && !this.#buttons.has(line)) this.#add(line, names[line]!);
    }
    for (const [line, button] of this.#buttons) {
      const { level } = traces[line]!;
      const isPressed = board.drives
        ? this.#pressed.has(line)
        : level === pressedLevel(lines[line]!);
      change(button, "aria-pressed", String(isPressed));
      button.hidden = lines[line]?.mode !== "in" || !lines[line].known;
      button.disabled = !board.drives;
      if (!board.drives) this.#showLevel(button, names[line]!, level);
    }
  }

  clear(): void {
    this.#buttons.clear();
    this.#pressed.clear();
    this.#place.replaceChildren();
  }

  #add(line: number, name: string): void {
    const number = this.#buttons.size + 1;
    const hint = number > 9 ? "" : `key ${number}`;
    const button = element(
      "button",
      { type: "button", "class": "press", "data-line": name, "aria-label": `Button at ${name}` },
      name,
      element("small", {}, hint),
    );
    button.addEventListener("pointerdown", (event) => {
      if (event.button !== 0) return;
      button.setPointerCapture(event.pointerId);
      this.#down(line);
    });
    for (const end of ["pointerup", "pointercancel", "lostpointercapture"] as const) {
      button.addEventListener(end, () => this.#up(line));
    }
    button.addEventListener("contextmenu", (event) => event.preventDefault());
    button.addEventListener("keydown", (event) => {
      if (event.key !== " " && event.key !== "Enter") return;
      event.preventDefault();
      if (!event.repeat) this.#down(line);
    });
    button.addEventListener("keyup", ({ key }) => {
      if (key === " " || key === "Enter") this.#up(line);
    });
    button.addEventListener("blur", () => this.#up(line));
    this.#buttons.set(line, button);
    this.#place.append(button);
  }

  /** A line that can be watched only. */
  #showLevel(button: HTMLButtonElement, name: string, level: 0 | 1): void {
    const word = level === 1 ? "high" : "low";
    changeText(button.lastElementChild!, word);
    change(button, "aria-label", `Input at ${name}: ${word}`);
  }

  #down(line: number): void {
    if (!this.#state().board.drives) return;
    if (this.#pressed.has(line)) {
      if (this.#latches.checked) this.#release(line);
      return;
    }
    this.#pressed.add(line);
    this.#drive(line, pressedLevel(this.#state().lines[line]!));
  }

  #up(line: number): void {
    if (this.#pressed.has(line) && !this.#latches.checked) this.#release(line);
  }

  #release(line: number): void {
    this.#pressed.delete(line);
    this.#drive(line, null);
  }

  #drive(line: number, level: 0 | 1 | null): void {
    const name = this.#state().names[line]!;
    this.#send({ line: name, level, bounces: this.#bounces.checked });
    this.update(this.#state());
  }
}
