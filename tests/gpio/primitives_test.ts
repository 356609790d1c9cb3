import { assert, assertEquals } from "@std/assert";
import { sleep_ms } from "../../mod.ts";
import { Pin } from "../../src/machine/mod.ts";
import { Encoder, Pushbutton } from "../../src/primitives/mod.ts";
import { sleep_ms as block_ms, ticks_diff, ticks_ms } from "../../src/time/mod.ts";
import { drive, runBriefly, until } from "./wires.ts";

const N = 22;
const X = 23;
const Y = 24;

/** Drives lines to levels while the loop is held up: its tasks see all the edges at once. */
function turn(steps: [line: number, level: 0 | 1][]): void {
  for (const [line, level] of steps) {
    drive(line, level);
    block_ms(5); // the kernel makes two changes one if its thread has not run in between
  }
}

Deno.test("Pushbutton tells of presses on a real line", async () => {
  drive(N, 1);
  using pin = new Pin(N, Pin.IN);
  await runBriefly(async () => {
    using button = new Pushbutton(pin);
    const log: string[] = [];
    button.press_func(() => log.push("press"));
    button.release_func(() => log.push("release"));
    button.long_func(() => log.push("long"));
    drive(N, 0);
    await until(() => log.length > 0);
    drive(N, 1);
    await until(() => log.length > 1);
    drive(N, 0);
    await until(() => log.length > 3);
    drive(N, 1);
    await until(() => log.length > 4);
    assertEquals(log, ["press", "release", "press", "long", "release"]);
  });
});

Deno.test("Encoder counts the edges of two real lines, also those of a burst", async () => {
  for (const line of [X, Y]) drive(line, 0);
  using x = new Pin(X, Pin.IN);
  using y = new Pin(Y, Pin.IN);
  await runBriefly(async () => {
    const told: number[] = [];
    using encoder = new Encoder(x, y, {
      div: 4,
      delay: 200,
      callback: (v: number) => told.push(v),
    });
    await sleep_ms(10);
    for (let click = 0; click < 5; click++) turn([[X, 1], [Y, 1], [X, 0], [Y, 0]]);
    await until(() => told.at(-1) === 5); // a slow machine may tell of the first ones before
    assertEquals(encoder.value(), 5);
    turn([[Y, 1], [X, 1], [Y, 0], [X, 0]]);
    await until(() => encoder.value() === 4);
  });
});

Deno.test("Edge.ticks_ms is on the scale of ticks_ms() on a real line", async () => {
  drive(N, 0);
  using pin = new Pin(N, Pin.IN);
  await runBriefly(async () => {
    const edges = pin.edges();
    const before = ticks_ms();
    drive(N, 1);
    await sleep_ms(300);
    const { value: edge } = await edges.next();
    const ago = ticks_diff(ticks_ms(), edge!.ticks_ms);
    assert(edge!.ticks_ms >= before - 2, `${edge!.ticks_ms} is before ${before}`);
    assert(ago >= 290, `${ago} ms ago`);
  });
});
