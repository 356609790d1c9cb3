import { byId, change, changeText, element } from "./dom.ts";
import { drawTraces, LANE, type Look } from "./scope_drawing.ts";
import type { State } from "./state.ts";
import { duration } from "./words.ts";

/** Widths of the screen, in µs. */
const SPANS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 60_000]
  .map((ms) => ms * 1000);
/** So many lines are chosen by themselves. */
const CHOSEN_AT_FIRST = 8;
/** So near, in pixels, a cursor snaps to an edge; so far a pointer has to move to drag. */
const SNAP = 10;
const DRAG = 5;

/** The oscilloscope: traces that move, or stand at a trigger or when paused; two cursors. */
export class Scope {
  readonly #state: () => State;
  readonly #canvas = byId<HTMLCanvasElement>("screen");
  readonly #channels = byId("channels");
  readonly #trigger = byId<HTMLSelectElement>("trigger");
  readonly #boxes = new Map<number, HTMLInputElement>();
  #span = SPANS.indexOf(5_000_000);
  /** The time at the right edge while it stands still; null while it moves. */
  #stands_us: number | null = null;
  #cursors: [number | null, number | null] = [null, null];
  /** The time that was drawn last: of a program that has ended, the one of its end. */
  #now_us = 0;
  /** The cursor that the next click sets. */
  #next = 0;

  constructor(state: () => State) {
    this.#state = state;
    byId("pause").addEventListener("click", () => this.#pause());
    byId("zoom-in").addEventListener("click", () => this.#zoom(-1));
    byId("zoom-out").addEventListener("click", () => this.#zoom(1));
    this.#canvas.addEventListener("keydown", (event) => this.#onKey(event));
    this.#canvas.addEventListener("wheel", (event) => {
      if (!event.ctrlKey && !event.shiftKey) return;
      event.preventDefault();
      this.#zoom(Math.sign(event.deltaY + event.deltaX));
    }, { passive: false });
    this.#listenToPointer();
  }

  /** The lines that are shown. */
  get lines(): number[] {
    return [...this.#boxes].filter(([, { checked }]) => checked).map(([line]) => line);
  }

  /** Shows how things are. */
  update(now_us: number): void {
    this.#now_us = now_us;
    this.#addChannels();
    const right_us = this.#right(now_us);
    const lines = this.lines;
    this.#canvas.style.height = `${Math.max(120, lines.length * LANE + 34)}px`;
    const look: Look = {
      lines,
      left_us: right_us - SPANS[this.#span]!,
      right_us,
      now_us,
      cursors: this.#cursors,
    };
    drawTraces(this.#canvas, this.#state(), look);
    changeText(byId("span"), `${duration(SPANS[this.#span]!).replace(/\.?0+ /, " ")} wide`);
    changeText(byId("measured"), this.#measured());
  }

  clear(): void {
    this.#boxes.clear();
    for (const label of this.#channels.querySelectorAll("label")) label.remove();
    this.#trigger.replaceChildren(element("option", { value: "" }, "none"));
    this.#cursors = [null, null];
    if (this.#stands_us !== null) this.#pause();
  }

  #measured(): string {
    const [a, b] = this.#cursors;
    if (a === null) return "";
    if (b === null) return `A at ${duration(a)}`;
    const width = Math.abs(b - a);
    const rate = width === 0 ? "" : ` (${(1e6 / width).toPrecision(4)} Hz)`;
    return `A at ${duration(a)}, B at ${duration(b)}: B − A is ${duration(b - a)}${rate}`;
  }

  /** The time at the right edge. */
  #right(now_us: number): number {
    if (this.#stands_us !== null) return this.#stands_us;
    const [line, level] = this.#trigger.value.split(" ").map(Number);
    const trace = this.#trigger.value === "" ? undefined : this.#state().traces[line!];
    if (trace === undefined) return now_us;
    // The last such edge after which half of the screen is known, in the middle of the screen.
    const half = SPANS[this.#span]! / 2;
    let place = trace.after(now_us - half) - 1;
    if (place >= 0 && trace.levelBefore(place) === level) place--;
    return place >= 0 ? trace.times[place]! + half : now_us;
  }

  #addChannels(): void {
    const { used, names } = this.#state();
    for (const line of used) {
      if (this.#boxes.has(line)) continue;
      const box = element("input", { type: "checkbox" });
      box.checked = this.lines.length < CHOSEN_AT_FIRST;
      this.#boxes.set(line, box);
      this.#channels.append(element("label", {}, box, ` ${names[line]!}`));
      for (const [level, word] of [[1, "rises"], [0, "falls"]] as const) {
        this.#trigger.append(
          element("option", { value: `${line} ${level}` }, `${names[line]!} ${word}`),
        );
      }
    }
  }

  #pause(): void {
    this.#stands_us = this.#stands_us === null ? this.#right(this.#now_us) : null;
    const isPaused = this.#stands_us !== null;
    change(byId("pause"), "aria-pressed", String(isPaused));
    changeText(byId("pause"), isPaused ? "Go on" : "Pause");
  }

  #zoom(step: number): void {
    const before = SPANS[this.#span]!;
    this.#span = Math.min(Math.max(this.#span + step, 0), SPANS.length - 1);
    // What stands still is zoomed around cursor A, or its middle.
    if (this.#stands_us === null) return;
    const left = this.#stands_us - before;
    const [a] = this.#cursors;
    const fixed = a !== null && a >= left && a <= this.#stands_us ? a : left + before / 2;
    this.#stands_us = fixed + (this.#stands_us - fixed) * SPANS[this.#span]! / before;
  }

  #onKey(event: KeyboardEvent): void {
    const { key, shiftKey } = event;
    if (key === "ArrowLeft" || key === "ArrowRight") {
      this.#step(shiftKey ? 1 : 0, key === "ArrowRight");
    } else if (key === "+" || key === "=") this.#zoom(-1);
    else if (key === "-") this.#zoom(1);
    else if (key === " ") this.#pause();
    else return;
    event.preventDefault();
  }

  /** Moves a cursor to the next edge of the lines that are shown. */
  #step(cursor: 0 | 1, isForward: boolean): void {
    if (this.#stands_us === null) this.#pause();
    const right = this.#stands_us!;
    const at = this.#cursors[cursor] ?? (isForward ? right - SPANS[this.#span]! : right);
    const edges = this.lines.map((line) => {
      const { times } = this.#state().traces[line]!;
      const place = this.#state().traces[line]!.after(at);
      if (isForward) return times[place];
      return times[times[place - 1] === at ? place - 2 : place - 1];
    }).filter((time) => time !== undefined);
    if (edges.length === 0) return;
    const edge = isForward ? Math.min(...edges) : Math.max(...edges);
    this.#cursors[cursor] = edge;
    const span = SPANS[this.#span]!;
    if (edge > right) this.#stands_us = edge + span / 10;
    if (edge < right - span) this.#stands_us = edge + span * 0.9;
  }

  /** A click sets a cursor, a drag looks back. */
  #listenToPointer(): void {
    let start: { x: number; right_us: number } | null = null;
    let isDrag = false;
    const canvas = this.#canvas;
    const perPixel = () => SPANS[this.#span]! / canvas.clientWidth;
    canvas.addEventListener("pointerdown", (event) => {
      canvas.setPointerCapture(event.pointerId);
      start = { x: event.clientX, right_us: this.#right(this.#now_us) };
      isDrag = false;
    });
    canvas.addEventListener("pointermove", ({ clientX }) => {
      if (start === null) return;
      if (Math.abs(clientX - start.x) > DRAG && !isDrag) {
        isDrag = true;
        if (this.#stands_us === null) this.#pause();
      }
      if (isDrag) this.#stands_us = start.right_us - (clientX - start.x) * perPixel();
    });
    canvas.addEventListener("pointerup", ({ clientX, clientY }) => {
      if (start !== null && !isDrag) this.#setCursor(clientX, clientY, start.right_us, perPixel());
      start = null;
    });
    canvas.addEventListener("pointercancel", () => start = null);
  }

  #setCursor(clientX: number, clientY: number, right_us: number, perPixel: number): void {
    const { left, top, width } = this.#canvas.getBoundingClientRect();
    const time_us = right_us - (width - (clientX - left)) * perPixel;
    const lines = this.lines;
    const lane = lines[Math.floor((clientY - top) / LANE)];
    // The line under the pointer comes first, then the others.
    const edges = (lane === undefined ? lines : [lane])
      .map((line) => this.#state().traces[line]!.nearest(time_us))
      .filter((edge) => edge !== null && Math.abs(edge - time_us) <= SNAP * perPixel) as number[];
    const distance = (edge: number) => Math.abs(edge - time_us);
    edges.sort((a, b) => distance(a) - distance(b));
    this.#cursors[this.#next] = edges[0] ?? Math.round(time_us);
    this.#next = 1 - this.#next;
  }
}
