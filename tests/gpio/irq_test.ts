import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { create_task, current_task, Event, RuntimeError, sleep_ms } from "../../mod.ts";
import { type Edge, Pin } from "../../src/machine/mod.ts";
import { drive, gpioinfo, level, runBriefly, userOf, VERSION, wiggle } from "./wires.ts";

const N = 20;
/** Long enough for an edge to reach a handler, in ms. */
const A_WHILE = 100;

/** An input at a line that is low. */
function lowInput(): Pin {
  drive(N, 0);
  return new Pin(N, Pin.IN);
}

Deno.test("Pin.irq() calls its handler with its pin and each edge of its trigger", async () => {
  for (
    const [trigger, expected] of [
      [Pin.IRQ_RISING, [1, 1]],
      [Pin.IRQ_FALLING, [0, 0]],
      [Pin.IRQ_RISING | Pin.IRQ_FALLING, [1, 0, 1, 0]],
      [undefined, [1, 0, 1, 0]],
    ] as const
  ) {
    using pin = lowInput();
    const levels: number[] = [];
    pin.irq((caller, edge) => {
      assertEquals(caller === pin, true);
      levels.push(edge.level);
    }, trigger);
    await runBriefly(async () => {
      await wiggle(N, [1, 0, 1, 0]);
      await sleep_ms(A_WHILE);
    });
    assertEquals(levels, [...expected]);
  }
});

Deno.test("Pin.irq(): the kernel watches for the edges that are asked for, and no others", async () => {
  if (VERSION === 1) return; // its gpioinfo does not say
  using pin = lowInput();
  for (const [trigger, word] of [[Pin.IRQ_FALLING, "falling"], [Pin.IRQ_RISING, "both"]] as const) {
    pin.irq(() => {}, trigger);
    assertStringIncludes(await gpioinfo(N), `edges=${word}`);
  }
});

Deno.test("Pin.irq() calls its handler outside of all tasks, and it may make some", async () => {
  using pin = lowInput();
  await runBriefly(async () => {
    const done = new Event();
    let thrown: Error | null = null;
    pin.irq(() => {
      thrown = assertThrows(() => current_task(), RuntimeError);
      create_task(async () => {
        await sleep_ms(1);
        done.set();
      });
    });
    drive(N, 1);
    await done.wait();
    assert(thrown !== null);
  });
});

Deno.test("Pin.irq(): what a handler throws is shown, and does no harm", async () => {
  using pin = lowInput();
  const shown: string[] = [];
  const { error } = console;
  console.error = (...what) => shown.push(what.map(String).join(" "));
  try {
    let calls = 0;
    pin.irq(() => {
      calls++;
      throw new Error("no luck");
    });
    await runBriefly(async () => {
      await wiggle(N, [1, 0]);
      await sleep_ms(A_WHILE);
    });
    assertEquals(calls, 2);
  } finally {
    console.error = error;
  }
  assertEquals(shown.length, 2);
  assertStringIncludes(
    shown[0]!,
    `Uncaught exception in the irq handler of line ${N} of /dev/gpiochip0: Error: no luck`,
  );
});

Deno.test("Pin.irq(): a second handler takes the place of the first; null ends both", async () => {
  using pin = lowInput();
  const calls: string[] = [];
  await runBriefly(async () => {
    pin.irq(() => calls.push("first"));
    await wiggle(N, [1], A_WHILE);
    pin.irq(({ value: _ }, { level }) => calls.push(`second ${level}`), Pin.IRQ_FALLING);
    await wiggle(N, [0, 1], A_WHILE);
    pin.irq(null);
    await wiggle(N, [0, 1], A_WHILE);
  });
  assertEquals(calls, ["first", "second 0"]);
});

Deno.test("Pin.irq() does not deliver edges that came before it", async () => {
  using pin = lowInput();
  const edges: Edge[] = [];
  await runBriefly(async () => {
    pin.irq(() => {});
    await wiggle(N, [1, 0], A_WHILE);
    for (const trigger of [undefined, Pin.IRQ_RISING, Pin.IRQ_FALLING]) {
      pin.irq(null);
      // So many that the queue of version 1 overflows.
      await wiggle(N, Array.from({ length: 20 }, (_, i) => i % 2 === 0 ? 1 : 0), 3);
      pin.irq((_, edge) => edges.push(edge), trigger);
      await sleep_ms(A_WHILE);
      assertEquals(edges, []);
    }
    pin.irq((_, edge) => edges.push(edge));
    await wiggle(N, [1, 0], A_WHILE);
  });
  // What has come before is not missing either.
  assertEquals(edges.map(({ level, gap }) => [level, gap]), [[1, false], [0, false]]);
});

Deno.test("Pin.irq() of several pins of one line: each hears of its own trigger", async () => {
  using rising = lowInput();
  using falling = new Pin(N);
  using both = new Pin(N);
  const levels: Record<string, number[]> = { rising: [], falling: [], both: [] };
  rising.irq((_, { level }) => levels["rising"]!.push(level), Pin.IRQ_RISING);
  falling.irq((_, { level }) => levels["falling"]!.push(level), Pin.IRQ_FALLING);
  both.irq((_, { level }) => levels["both"]!.push(level));
  await runBriefly(async () => {
    await wiggle(N, [1, 0, 1, 0]);
    await sleep_ms(A_WHILE);
    falling.close();
    await wiggle(N, [1, 0]);
    await sleep_ms(A_WHILE);
  });
  assertEquals(levels, { rising: [1, 1, 1], falling: [0, 0], both: [1, 0, 1, 0, 1, 0] });
});

Deno.test("Pin.irq(): handlers are called while run() runs, and again by the next one", async () => {
  using pin = lowInput();
  const levels: number[] = [];
  pin.irq((_, { level }) => levels.push(level));
  for (const [x, heard] of [[1, [1]], [0, [1, 0]], [1, [1, 0, 1]]] as const) {
    await runBriefly(async () => {
      drive(N, x);
      await sleep_ms(A_WHILE);
    });
    assertEquals(levels, [...heard]);
  }
  drive(N, 0);
  await new Promise((resolve) => setTimeout(resolve, A_WHILE));
  assertEquals(levels, [1, 0, 1]);
  await runBriefly(async () => await sleep_ms(A_WHILE));
  assertEquals(levels, [1, 0, 1, 0]);
});

Deno.test("Pin.irq(): a handler may close its pin", async () => {
  const pin = lowInput();
  let calls = 0;
  pin.irq(() => {
    calls++;
    pin.close();
  });
  await runBriefly(async () => {
    await wiggle(N, [1, 0, 1]);
    await sleep_ms(A_WHILE);
  });
  assertEquals([calls, await userOf(N)], [1, null]);
});

Deno.test("Pin.irq(): a handler may close its pin and take another one, which hears of edges", async () => {
  const pin = lowInput();
  const heard: number[] = [];
  let other: Pin | null = null;
  pin.irq(() => {
    pin.close();
    // The kernel gives it the same descriptor.
    other = new Pin(N, Pin.IN);
    other.irq((_, edge) => heard.push(edge.level));
  });
  try {
    await runBriefly(async () => {
      await wiggle(N, [1]);
      await sleep_ms(A_WHILE);
      await wiggle(N, [0, 1]);
      await sleep_ms(A_WHILE);
    });
  } finally {
    (other as Pin | null)?.close();
  }
  assertEquals(heard, [0, 1]);
});

Deno.test("Pin.irq(): a handler drives another line", async () => {
  using button = lowInput();
  using led = new Pin(21, Pin.OUT);
  button.irq((_, edge) => led.value(edge.level));
  await runBriefly(async () => {
    for (const x of [1, 0, 1] as const) {
      await wiggle(N, [x], A_WHILE);
      assertEquals(level(21), x);
    }
  });
});
