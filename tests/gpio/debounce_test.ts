import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { create_task, sleep_ms, TimeoutError, wait_for_ms } from "../../mod.ts";
import { type Edge, Pin } from "../../src/machine/mod.ts";
import { drive, gpioinfo, runBriefly, until, VERSION, wiggle } from "./wires.ts";

const N = 27;
/** How long a level has to last, in ms; emulation makes pauses, too. */
const PERIOD = 80;
const LONG = 3 * PERIOD;

/** An input at a line that is low, with its edges, taken down with the time. */
function watchedInput(trigger?: number): { pin: Pin; edges: Edge[]; times: number[] } {
  drive(N, 0);
  const pin = new Pin(N, Pin.IN, { debounce_ms: PERIOD });
  const edges: Edge[] = [];
  const times: number[] = [];
  pin.irq((_, edge) => {
    edges.push(edge);
    times.push(performance.now());
  }, trigger);
  return { pin, edges, times };
}

Deno.test("Pin with debounce_ms lets the kernel debounce where libgpiod is version 2", async () => {
  const { pin } = watchedInput();
  using _pin = pin;
  if (VERSION === 2) assertStringIncludes(await gpioinfo(N), `debounce-period=${PERIOD}ms`);
});

Deno.test("Pin with debounce_ms: a change that lasts is one edge, late by the period", async () => {
  const { pin, edges, times } = watchedInput();
  using _pin = pin;
  await runBriefly(async () => {
    for (const x of [1, 0] as const) {
      const start = performance.now();
      drive(N, x);
      await until(() => edges.length > 1 - x);
      const late = times.at(-1)! - start;
      assert(late >= PERIOD - 1, `${late} ms`);
      await sleep_ms(LONG);
      assertEquals(edges.map(({ level }) => level), x === 1 ? [1] : [1, 0]);
    }
  });
  assertEquals(edges[1]!.sequence, edges[0]!.sequence + 1);
  const apart = Number(edges[1]!.timestamp_ns - edges[0]!.timestamp_ns) / 1e6;
  assert(apart >= LONG && apart < LONG + 10 * PERIOD, `${apart} ms`);
});

Deno.test("Pin with debounce_ms: bounces within the period are one edge", async () => {
  const { pin, edges, times } = watchedInput();
  using _pin = pin;
  await runBriefly(async () => {
    await wiggle(N, [1, 0, 1, 0, 1, 0]);
    const start = performance.now(); // the kernel's time of the edge is that of the drive
    drive(N, 1);
    await sleep_ms(LONG);
    assertEquals(edges.map(({ level, gap }) => [level, gap]), [[1, false]]);
    const late = times[0]! - start;
    assert(late >= PERIOD - 1, `${late} ms`);
    await wiggle(N, [0, 1, 0, 1, 0]);
    await sleep_ms(LONG);
    assertEquals(edges.map(({ level }) => level), [1, 0]);
  });
});

Deno.test("Pin with debounce_ms: what is shorter than the period is no edge", async () => {
  const { pin, edges } = watchedInput();
  using _pin = pin;
  await runBriefly(async () => {
    await wiggle(N, [1, 0], PERIOD / 4);
    await sleep_ms(LONG);
    await wiggle(N, [1, 0, 1, 0], PERIOD / 4);
    await sleep_ms(LONG);
  });
  assertEquals(edges, []);
});

Deno.test("Pin with debounce_ms leaves over the edges of the trigger", async () => {
  const { pin, edges } = watchedInput(Pin.IRQ_FALLING);
  using _pin = pin;
  await runBriefly(async () => {
    await wiggle(N, [1, 0, 1]);
    await sleep_ms(LONG);
    assertEquals(edges, []);
    await wiggle(N, [0, 1, 0]);
    await sleep_ms(LONG);
  });
  assertEquals(edges.map(({ level }) => level), [0]);
});

Deno.test("Pin.edge() and edges() are debounced", async () => {
  drive(N, 0);
  using pin = new Pin(N, Pin.IN, { debounce_ms: PERIOD });
  await runBriefly(async () => {
    const edges = pin.edges();
    const waiter = create_task(async () => await pin.edge());
    await wiggle(N, [1, 0, 1, 0, 1]);
    const edge = await waiter;
    assertEquals(edge.level, 1);
    assertEquals((await edges.next()).value, edge);
    await wiggle(N, [0, 1, 0, 1, 0]);
    assertEquals((await edges.next()).value?.level, 0);
    await assertRejects(async () => await wait_for_ms(() => edges.next(), LONG), TimeoutError);
  });
});

Deno.test("Pin.init() begins to debounce, and ends it", async () => {
  drive(N, 0);
  using pin = new Pin(N, Pin.IN);
  const levels: number[] = [];
  pin.irq((_, { level, gap }) => {
    assertEquals(gap, false);
    levels.push(level);
  });
  await runBriefly(async () => {
    await wiggle(N, [1, 0], 10);
    await sleep_ms(PERIOD);
    assertEquals(levels, [1, 0]);
    pin.init({ debounce_ms: PERIOD });
    await wiggle(N, [1, 0], 10);
    await sleep_ms(LONG);
    assertEquals(levels, [1, 0]);
    pin.init({ debounce_ms: 0 });
    await wiggle(N, [1, 0], 10);
    await sleep_ms(PERIOD);
    assertEquals(levels, [1, 0, 1, 0]);
  });
});
