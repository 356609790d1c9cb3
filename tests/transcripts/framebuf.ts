// A picture in memory is drawn on, in places of it and beyond.
import { FrameBuffer, MONO_VLSB } from "../../examples/oled/framebuf.ts";
import { print } from "./print.ts";

const WIDTH = 37;
const HEIGHT = 21;
const STRIDE = 40;
let seed = 7;

function random(least: number, most: number): number {
  seed = (seed * 16807) % 2147483647;
  return least + (seed >> 8) % (most - least + 1);
}

function create(width = WIDTH, height = HEIGHT, stride = STRIDE): [Uint8Array, FrameBuffer] {
  const buffer = new Uint8Array(stride * Math.floor((height + 7) / 8));
  return [buffer, new FrameBuffer(buffer, width, height, MONO_VLSB, stride)];
}

function digest(buffer: Uint8Array): number {
  return buffer.reduce((a, byte) => (a * 31 + byte) % 1000003, 0);
}

function show(frame: FrameBuffer) {
  for (let y = 0; y < HEIGHT; y++) {
    let row = "";
    for (let x = 0; x < WIDTH; x++) row += frame.pixel(x, y) ? "#" : ".";
    print(row);
  }
}

const [buffer, frame] = create();
const [, other] = create(9, 11, 9);
const [, palette] = create(2, 1, 2);

const x = () => random(-8, WIDTH + 8);
const y = () => random(-8, HEIGHT + 8);
const size = () => random(-3, 25);
const color = () => random(0, 1);
const near = () => random(-3, 12);
const drawings = [
  () => random(0, 9) === 0 && frame.fill(color()),
  () => frame.pixel(x(), y(), random(0, 2)),
  () => frame.hline(x(), y(), size(), color()),
  () => frame.vline(x(), y(), size(), color()),
  () => frame.rect(x(), y(), size(), size(), color()),
  () => frame.rect(x(), y(), size(), size(), color(), true),
  () => frame.line(x(), y(), x(), y(), color()),
  () => frame.scroll(random(-9, 9), random(-9, 9)),
  () => {
    other.line(near(), near(), near(), near(), color());
    frame.blit(other, x(), y(), random(-1, 1));
  },
  () => {
    palette.pixel(0, 0, color());
    palette.pixel(1, 0, color());
    frame.blit(other, x(), y(), random(-1, 1), palette);
  },
];

for (let i = 0; i < 1500; i++) {
  const what = random(0, 9);
  drawings[what]!();
  print(i, what, digest(buffer));
  if (i % 300 === 299) show(frame);
}

print(frame.pixel(-1, 0) ?? null, frame.pixel(0, HEIGHT) ?? null, frame.pixel(WIDTH, 0) ?? null);
for (
  const [right, down] of [
    ...[[50, 0], [0, 50], [-50, 0], [0, -50], [0, 0], [WIDTH, 1], [1, -HEIGHT]] as const,
  ]
) {
  frame.scroll(right, down);
  print("scroll", digest(buffer));
}

// Text: wherever it is, it is its characters one by one, as they are in the upper left corner.
function textByHand(target: FrameBuffer, codes: string, left: number, top: number, c: number) {
  for (const code of codes) {
    const [, cell] = create(8, 8, 8);
    cell.text(code, 0, 0);
    for (let row = 0; row < 8; row++) {
      for (let column = 0; column < 8; column++) {
        if (cell.pixel(column, row)) target.pixel(left + column, top + row, c);
      }
    }
    left += 8;
  }
}

function isSameText(
  s: string,
  codes: string,
  left: number,
  top: number,
  c: number,
  background: number,
): boolean {
  const [aBuffer, a] = create();
  const [bBuffer, b] = create();
  a.fill(background);
  b.fill(background);
  a.text(s, left, top, c);
  textByHand(b, codes, left, top, c);
  const isDrawn = aBuffer.some((byte) => byte !== 255 * background);
  return String(aBuffer) === String(bBuffer) && (c === background || isDrawn);
}

print(isSameText("Hi!", "Hi!", 3, 5, 1, 0));
print(isSameText("Hi!", "Hi!", 3, 5, 0, 1));
print(isSameText("clipped", "clipped", -5, -3, 1, 0));
print(isSameText("right", "right", 20, 15, 1, 0));
print(isSameText("\x01\n\x7f", "\x7f\x7f\x7f", 0, 0, 1, 0));
print(isSameText("\u00e9A", "\x7f\x7fA", 0, 0, 1, 0));
print(isSameText("", "", 0, 0, 0, 0));
const [, cell] = create(8, 8, 8);
cell.text("A", 0, 0);
print(cell.pixel(0, 7)!, cell.pixel(7, 0)!);

for (
  const [width, height, stride, length] of [
    ...[[8, 8, 8, 7], [8, 9, 8, 15], [8, 9, 8, 16], [8, 9, 12, 20], [8, 9, 12, 19]],
    ...[[0, 8, 8, 8], [8, 0, 8, 8], [8, 8, 7, 8], [-1, 8, 8, 8]],
  ] as [number, number, number, number][]
) {
  try {
    new FrameBuffer(new Uint8Array(length), width, height, MONO_VLSB, stride);
    print("made");
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    print("refused");
  }
}
