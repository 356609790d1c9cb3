import { assert, assertEquals } from "@std/assert";
import { create_task, sleep_ms } from "../../mod.ts";
import { type Edge, Pin } from "../../src/machine/mod.ts";
import { drive, runBriefly, VERSION, wire } from "./wires.ts";

/** How many edges of a line the kernel keeps. */
const QUEUE = VERSION === 2 ? 1024 : 16;
/** How many edges of each line make ten thousand. */
const ROUNDS = 1250;

/** Inputs at lines that are low. */
function lowInputs(numbers: readonly number[]): Pin[] {
  for (const n of numbers) drive(n, 0);
  return numbers.map((n) => new Pin(n, Pin.IN));
}

/** Edges of a line, faster than JavaScript takes them. */
function burst(n: number, count: number): void {
  for (let i = 0; i < count; i++) {
    drive(n, i % 2 === 0 ? 1 : 0);
    // The kernel makes two changes one if its thread for them has not run in between.
    const start = performance.now();
    while (performance.now() < start + (VERSION === 2 ? 0.3 : 4));
  }
}

/** Waits until no more edges come. */
async function untilAllHaveCome(edges: Edge[]): Promise<void> {
  for (let before = -1; before !== edges.length;) {
    before = edges.length;
    await sleep_ms(150);
  }
}

/** How many threads the process has. */
function threads(): number {
  return [...Deno.readDirSync("/proc/self/task")].length;
}

/** How much time of a processor the process has taken, in ms. */
function cpuTime_ms(): number {
  const fields = Deno.readTextFileSync("/proc/self/stat").split(") ")[1]!.split(" ");
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

Deno.test("Pin.edges(): 10,000 of eight lines all arrive, in order", async () => {
  const numbers = [30, 31, 32, 33, 34, 35, 36, 37];
  const pins = lowInputs(numbers);
  const edges = pins.map((): Edge[] => []);
  const wires = numbers.map((n) => Deno.openSync(wire(n, "pull"), { write: true }));
  const pulls = ["pull-down", "pull-up"].map((pull) => new TextEncoder().encode(pull));
  try {
    await runBriefly(async () => {
      for (const [i, pin] of pins.entries()) {
        if (i < 4) {
          pin.irq((_, edge) => edges[i]!.push(edge));
        } else {
          const iterator = pin.edges();
          create_task(async () => {
            for await (const edge of iterator) if (edges[i]!.push(edge) === ROUNDS) break;
          });
        }
      }
      // One edge of each line, then the other: each one's thread runs while the others change.
      for (let round = 1; round <= ROUNDS; round++) {
        for (const wire of wires) wire.writeSync(pulls[round % 2]!);
        while (edges.some(({ length }) => length < round)) await sleep_ms(0);
      }
    }, 60);
  } finally {
    for (const pin of pins) pin.close();
    for (const wire of wires) wire.close();
  }
  for (const line of edges) {
    assertEquals(line.length, ROUNDS);
    for (const [i, { level, sequence, gap, timestamp_ns }] of line.entries()) {
      assertEquals([level, sequence - line[0]!.sequence, gap], [(i + 1) % 2, i, false]);
      if (i > 0) assert(timestamp_ns > line[i - 1]!.timestamp_ns);
    }
  }
});

for (const before of [0, 1]) {
  Deno.test(`Pin.edges() tells of a burst that the kernel's queue cannot hold, after ${before} edges`, async () => {
    const N = 38;
    const [pin] = lowInputs([N]) as [Pin];
    const edges: Edge[] = [];
    try {
      await runBriefly(async () => {
        pin.irq((_, edge) => edges.push(edge));
        if (before === 1) {
          drive(N, 1);
          while (edges.length < 1) await sleep_ms(1);
        }
        burst(N, 6 * QUEUE);
        await untilAllHaveCome(edges);
        drive(N, 1);
        await untilAllHaveCome(edges);
      });
    } finally {
      pin.close();
    }
    const gaps = edges.flatMap(({ gap }, i) => gap ? [i] : []);
    if (VERSION === 2) { // the oldest are lost
      assertEquals(edges.length, before + QUEUE + 1);
      assertEquals(gaps, [before]);
      assert(edges[before]!.sequence > before + 1, `${edges[before]!.sequence}`);
    } else { // the newest
      assertEquals(edges.length, before + QUEUE + 1);
      assertEquals(gaps, [before + QUEUE]);
    }
  });
}

Deno.test("Pin.edges() has no gap after a burst that the kernel's queue holds", async () => {
  const N = 39;
  const [pin] = lowInputs([N]) as [Pin];
  const edges: Edge[] = [];
  try {
    await runBriefly(async () => {
      pin.irq((_, edge) => edges.push(edge));
      burst(N, QUEUE - 2);
      await untilAllHaveCome(edges);
      drive(N, 1);
      await untilAllHaveCome(edges);
    });
  } finally {
    pin.close();
  }
  assert(edges.length > QUEUE / 4, `${edges.length} edges`);
  assertEquals(edges.filter(({ gap }) => gap), []);
});

Deno.test("Pin.irq() of 54 pins takes one thread, and no time while nothing happens", async () => {
  const numbers = Array.from({ length: 54 }, (_, n) => n);
  const pins = lowInputs(numbers);
  try {
    await runBriefly(async () => {
      await sleep_ms(200);
      const before = threads();
      const calls = new Set<number>();
      for (const [n, pin] of pins.entries()) pin.irq(() => calls.add(n));
      await sleep_ms(200);
      const during = threads();
      assert(during - before <= 1, `${before} threads, then ${during}`);

      const start = cpuTime_ms();
      await sleep_ms(2000);
      const spent = cpuTime_ms() - start;
      assert(spent <= 200, `${spent} ms of the processor's time`);

      for (const n of numbers) drive(n, 1);
      await sleep_ms(300);
      assertEquals(calls.size, 54);
    });
  } finally {
    for (const pin of pins) pin.close();
  }
});
