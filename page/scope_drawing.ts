import type { State } from "./state.ts";
import type { Trace } from "./traces.ts";

/** The height of a line's part of the screen, in pixels. */
export const LANE = 46;
/** The heights of high and low in a lane. */
const HIGH = 16, LOW = 40;

/** What the screen shows. */
export interface Look {
  readonly lines: readonly number[];
  readonly left_us: number;
  readonly right_us: number;
  /** Later than this nothing is known. */
  readonly now_us: number;
  readonly cursors: readonly (number | null)[];
}

/** Draws the screen of the oscilloscope. */
export function drawTraces(canvas: HTMLCanvasElement, state: State, look: Look): void {
  const { clientWidth: width, clientHeight: height } = canvas;
  const scale = devicePixelRatio;
  const [w, h] = [Math.round(width * scale), Math.round(height * scale)];
  if (canvas.width !== w || canvas.height !== h) [canvas.width, canvas.height] = [w, h];
  const pen = canvas.getContext("2d")!;
  pen.setTransform(scale, 0, 0, scale, 0, 0);
  pen.clearRect(0, 0, width, height);
  pen.font = "12px system-ui, 'DejaVu Sans', sans-serif";
  const style = getComputedStyle(canvas);
  const colour = (name: string) => style.getPropertyValue(`--${name}`);
  const x = (time_us: number) => (time_us - look.left_us) / (look.right_us - look.left_us) * width;

  drawGrid(pen, look, x, height, colour);
  pen.lineWidth = 1.5;
  look.lines.forEach((line, i) => {
    pen.strokeStyle = pen.fillStyle = colour("trace");
    drawTrace(pen, state.traces[line]!, look, x, i * LANE);
    drawLabel(pen, state.names[line]!, 4, i * LANE + 13, colour);
  });
  drawGaps(pen, state, look, x, height, colour);
  look.cursors.forEach((time_us, i) => {
    if (time_us === null || time_us < look.left_us || time_us > look.right_us) return;
    pen.strokeStyle = colour(i === 0 ? "cursor-a" : "cursor-b");
    pen.beginPath();
    pen.moveTo(x(time_us), 0);
    pen.lineTo(x(time_us), height);
    pen.stroke();
    pen.fillStyle = pen.strokeStyle;
    pen.fillText("AB"[i]!, Math.min(x(time_us) + 3, width - 12), height - 20);
  });
}

type Scale = (time_us: number) => number;
type Colour = (name: string) => string;

function drawGrid(
  pen: CanvasRenderingContext2D,
  { left_us, right_us }: Look,
  x: Scale,
  height: number,
  colour: Colour,
): void {
  const step = niceStep((right_us - left_us) / Math.max(2, x(right_us) / 110));
  pen.strokeStyle = colour("rule");
  pen.fillStyle = colour("faint");
  pen.lineWidth = 1;
  for (let time = Math.ceil(left_us / step) * step; time < right_us; time += step) {
    if (time < 0) continue;
    pen.beginPath();
    pen.moveTo(x(time), 0);
    pen.lineTo(x(time), height - 16);
    pen.stroke();
    pen.fillText(tickText(time, step), x(time) + 3, height - 5);
  }
}

function niceStep(us: number): number {
  const power = 10 ** Math.floor(Math.log10(us));
  return [1, 2, 5, 10].find((n) => n * power >= us)! * power;
}

function tickText(us: number, step: number): string {
  const digits = Math.max(0, 6 - Math.floor(Math.log10(step)));
  return step >= 1e6 ? `${Math.round(us / 1e6)} s` : `${(us / 1e6).toFixed(Math.min(digits, 6))} s`;
}

function drawTrace(
  pen: CanvasRenderingContext2D,
  trace: Trace,
  { left_us, right_us, now_us }: Look,
  x: Scale,
  top: number,
): void {
  const first = trace.after(left_us);
  const last = trace.after(right_us);
  let level = trace.levelBefore(first);
  const end = x(Math.min(right_us, now_us));
  const y = (level: 0 | 1) => top + (level === 1 ? HIGH : LOW);
  pen.beginPath();
  pen.moveTo(Math.max(0, x(0)), y(level));
  for (let i = first; i < last; i++) {
    const at = x(trace.times[i]!);
    // More than one change in a pixel: a block, up to the last of them.
    const next = trace.after(trace.times[i]! + (right_us - left_us) / x(right_us));
    pen.lineTo(at, y(level));
    if (next - i > 2 && next <= last) {
      const until = x(trace.times[next - 1]!);
      pen.fillRect(at, top + HIGH, Math.max(until - at, 1), LOW - HIGH);
      level = trace.levelBefore(next);
      pen.moveTo(until, y(level));
      i = next - 1;
      continue;
    }
    level = level === 1 ? 0 : 1;
    pen.lineTo(at, y(level));
  }
  pen.lineTo(end, y(level));
  pen.stroke();
}

/** A name that can be read on top of a trace. */
function drawLabel(
  pen: CanvasRenderingContext2D,
  text: string,
  x: number,
  y: number,
  colour: Colour,
): void {
  pen.fillStyle = colour("card");
  pen.globalAlpha = 0.85;
  pen.fillRect(x - 3, y - 11, pen.measureText(text).width + 6, 15);
  pen.globalAlpha = 1;
  pen.fillStyle = colour("ink");
  pen.fillText(text, x, y);
}

function drawGaps(
  pen: CanvasRenderingContext2D,
  { gaps }: State,
  { left_us, right_us }: Look,
  x: Scale,
  height: number,
  colour: Colour,
): void {
  for (const { from_us, to_us, missed } of gaps) {
    if (to_us < left_us || from_us > right_us) continue;
    const [from, to] = [x(from_us), x(to_us)];
    pen.fillStyle = colour("warn");
    pen.globalAlpha = 0.25;
    pen.fillRect(from, 0, Math.max(to - from, 2), height - 16);
    pen.globalAlpha = 1;
    pen.fillText(`${missed} missed`, Math.max(from, 0) + 3, height - 20);
  }
}
