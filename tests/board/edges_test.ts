import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import {
  CancelledError,
  create_task,
  current_task,
  gather,
  OSError,
  run,
  RuntimeError,
  sleep_ms,
  type Task,
  ThreadSafeFlag,
  TimeoutError,
  wait_for_ms,
} from "../../mod.ts";
import { type Edge, Pin } from "../../src/machine/mod.ts";
import { VirtualClock } from "../../src/testing/mod.ts";
import { ticks_diff, ticks_ms } from "../../src/time/mod.ts";
import { newBoard } from "./boards.ts";

Deno.test("Pin.irq() calls its handler at the edges that it asks for", async () => {
  const board = newBoard();
  const pin = new Pin(5, Pin.IN);
  const heard: string[] = [];
  pin.irq((which, edge) => heard.push(`${which === pin} ${edge.level}`), Pin.IRQ_RISING);
  await run(async () => {
    for (const level of [1, 0, 1, 1] as const) board.drive(5, level);
    assertEquals(heard, []); // not in the middle of a task
    await sleep_ms(0);
    assertEquals(heard, ["true 1", "true 1"]);
    pin.irq(() => heard.push("another handler"), Pin.IRQ_FALLING);
    board.drive(5, 0);
    await sleep_ms(0);
    pin.irq(null);
    board.drive(5, 1);
    board.drive(5, 0);
    await sleep_ms(0);
  });
  assertEquals(heard, ["true 1", "true 1", "another handler"]);
});

Deno.test("Pin.irq() calls its handler outside of all tasks", async () => {
  const board = newBoard();
  const pin = new Pin(5, Pin.IN);
  let error: unknown;
  pin.irq(() => {
    try {
      current_task();
    } catch (caught) {
      error = caught;
    }
  });
  await run(async () => {
    board.drive(5, 1);
    await sleep_ms(1);
  });
  assertEquals(error instanceof RuntimeError, true);
});

Deno.test("Pin.irq(): a handler may set a ThreadSafeFlag, create tasks, and drive lines", async () => {
  const board = newBoard();
  const led = new Pin(17, Pin.OUT);
  const flag = new ThreadSafeFlag();
  const log: string[] = [];
  new Pin(5, Pin.IN).irq((_, edge) => {
    led.value(edge.level);
    flag.set();
    create_task(async () => {
      await sleep_ms(0);
      log.push("task");
    });
  });
  await run(async () => {
    board.drive(5, 1);
    await flag.wait();
    assertEquals(board.level(17), 1);
    await sleep_ms(1);
  });
  assertEquals(log, ["task"]);
});

Deno.test("Pin.irq(): a handler wakes a task by a flag when nothing else is due", async () => {
  const board = newBoard();
  const flag = new ThreadSafeFlag();
  new Pin(5, Pin.IN).irq(() => flag.set());
  const beats = setInterval(() => {}, 1000); // the process must not end instead
  try {
    await run(async () => {
      board.drive(5, 1);
      await flag.wait();
    });
  } finally {
    clearInterval(beats);
  }
});

Deno.test("Pin.irq(): what a handler throws is shown, and does no harm", async () => {
  const board = newBoard();
  const pin = new Pin(5, Pin.IN);
  const shown: unknown[] = [];
  const before = console.error;
  console.error = (...args) => shown.push(...args);
  try {
    let count = 0;
    pin.irq(() => {
      count++;
      throw new Error("oops");
    });
    await run(async () => {
      board.drive(5, 1);
      await sleep_ms(0);
      board.drive(5, 0);
      await sleep_ms(0);
    });
    assertEquals(count, 2);
  } finally {
    console.error = before;
  }
  assertEquals(shown[0], "Uncaught exception in the irq handler of GPIO5:");
  assertEquals(shown.length, 4);
});

Deno.test("Pin.irq(): a handler that is replaced by itself does not hear the same edge twice", async () => {
  const board = newBoard();
  const pin = new Pin(5, Pin.IN);
  let count = 0;
  const handler = () => {
    if (++count < 10) pin.irq(handler);
  };
  pin.irq(handler);
  await run(async () => {
    board.drive(5, 1);
    await sleep_ms(0);
  });
  assertEquals(count, 1);
});

Deno.test("Pin.edge() waits for the next edge of its kind", async () => {
  using _clock = new VirtualClock();
  const board = newBoard();
  const pin = new Pin(5, Pin.IN);
  const edges = await run(async () => {
    create_task(async () => {
      for (const level of [1, 0, 1, 0] as const) {
        await sleep_ms(10);
        board.drive(5, level);
      }
    });
    return [await pin.edge(Pin.IRQ_FALLING), await pin.edge(), await pin.edge()];
  });
  assertEquals(edges.map(({ level }) => level), [0, 1, 0]);
  const times = edges.map(({ timestamp_ns }) => timestamp_ns - edges[0]!.timestamp_ns);
  assertEquals(times, [0n, 10_000_000n, 20_000_000n]);
});

Deno.test("Edge has its ticks_ms on the scale of ticks_ms(), debounced or not", async () => {
  using _clock = new VirtualClock();
  const board = newBoard();
  for (const debounce_ms of [0, 10]) {
    const pin = new Pin(5, Pin.IN, { debounce_ms });
    await run(async () => {
      const edges = pin.edges(Pin.IRQ_RISING);
      await sleep_ms(100);
      const start = ticks_ms();
      board.drive(5, 1);
      await sleep_ms(1000);
      const { value: edge } = await edges.next();
      assertEquals(ticks_diff(edge!.ticks_ms, start), debounce_ms);
      board.drive(5, 0);
    });
    pin.close();
  }
});

Deno.test("Pin.edge() may be awaited by several tasks", async () => {
  using _clock = new VirtualClock();
  const board = newBoard();
  const pin = new Pin(5, Pin.IN);
  const log: string[] = [];
  await run(async () => {
    const wait = async (name: string, trigger: number) => {
      const { level } = await pin.edge(trigger);
      log.push(`${name} ${level}`);
    };
    const all = [
      create_task(() => wait("rising", Pin.IRQ_RISING)),
      create_task(() => wait("falling", Pin.IRQ_FALLING)),
      create_task(() => wait("both", Pin.IRQ_RISING | Pin.IRQ_FALLING)),
    ];
    await sleep_ms(1);
    board.drive(5, 1);
    await sleep_ms(1);
    board.drive(5, 0);
    await gather(...all);
  });
  assertEquals(log, ["rising 1", "both 1", "falling 0"]);
});

Deno.test("Pin.edge() can time out and be cancelled, and hears of later edges still", async () => {
  using _clock = new VirtualClock();
  const board = newBoard();
  const pin = new Pin(5, Pin.IN);
  const level = await run(async () => {
    try {
      await wait_for_ms(pin.edge(), 10);
    } catch (error) {
      if (!(error instanceof TimeoutError)) throw error;
    }
    const waiter = create_task(pin.edge());
    await sleep_ms(0);
    waiter.cancel();
    create_task(() => board.drive(5, 1));
    return (await pin.edge()).level;
  });
  assertEquals(level, 1);
});

Deno.test("Pin.edges() loses none, however slowly they are taken", async () => {
  using _clock = new VirtualClock();
  const board = newBoard();
  const pin = new Pin(5, Pin.IN);
  const taken: Edge[] = [];
  await run(async () => {
    const edges = pin.edges();
    for (let i = 0; i < 500; i++) {
      board.drive(5, 1);
      board.drive(5, 0);
      await sleep_ms(0);
    }
    for await (const edge of edges) {
      taken.push(edge);
      if (taken.length === 1000) break;
    }
  });
  assertEquals(
    taken.map(({ sequence }) => sequence),
    Array.from({ length: 1000 }, (_, i) => i + 1),
  );
  assertEquals(taken.every(({ level }, i) => level === (i + 1) % 2), true);
  assertEquals(taken.some(({ gap }) => gap), false);
});

Deno.test("Pin.edges() drops those that are too many, the oldest first, and tells of the gap", async () => {
  const board = newBoard();
  const pin = new Pin(5, Pin.IN);
  // In a task that holds the loop the board's queue overruns, then that of edges() does.
  for (const [burst, rounds] of [[3000, 1], [1000, 11]] as const) {
    const [first, second, last] = await run(async () => {
      const edges = pin.edges();
      for (let round = 0; round < rounds; round++) {
        for (let i = 0; i < burst; i++) board.drive(5, ((i + 1) % 2) as 0 | 1);
        await sleep_ms(0);
      }
      const first = (await edges.next()).value!;
      const second = (await edges.next()).value!;
      let last = second;
      while (last.sequence < first.sequence + 1000) last = (await edges.next()).value!;
      await edges.return!();
      return [first, second, last];
    });
    assertEquals([first!.gap, second!.gap, last!.gap], [true, false, false]);
    assertEquals(first!.sequence > 500, true);
  }
});

Deno.test("Pin.edges() tells of a gap also where edges of the other kind are asked for", async () => {
  const board = newBoard();
  const one = new Pin(5, Pin.IN);
  const two = new Pin(5);
  const gaps: string[] = [];
  one.irq((_, { level, gap }) => gap && gaps.push(`both ${level}`));
  two.irq((_, { level, gap }) => gap && gaps.push(`rising ${level}`), Pin.IRQ_RISING);
  await run(async () => {
    for (let i = 0; i < 1025; i++) board.drive(5, ((i + 1) % 2) as 0 | 1); // one too many
    await sleep_ms(0);
  });
  assertEquals(gaps, ["both 0", "rising 1"]);
});

Deno.test("Pin.edges() ends by itself, by return(), and with its Pin", async () => {
  const board = newBoard();
  const pin = new Pin(5, Pin.IN);
  await run(async () => {
    const edges = pin.edges();
    const reader = create_task(async () => (await edges.next()).done);
    await sleep_ms(0);
    await edges.return!();
    assertEquals(await reader, true);
    assertEquals((await edges.next()).done, true);

    const more = pin.edges();
    board.drive(5, 1);
    await sleep_ms(0);
    pin.close();
    assertEquals((await more.next()).value!.level, 1); // it had come before
    const error = await more.next().catch((error) => error);
    assertEquals([error instanceof OSError, error.code], [true, "EBADF"]);
    assertEquals(
      error.message,
      "Cannot wait for an edge of GPIO5: the pin has been closed meanwhile",
    );
  });
});

Deno.test("Pin.edges() refuses a second task, and does not serve at random", async () => {
  newBoard();
  const pin = new Pin(5, Pin.IN);
  await run(async () => {
    const edges = pin.edges();
    create_task(async () => {
      await edges.next();
    });
    await sleep_ms(0);
    const error = await edges.next().catch((error) => error);
    assertEquals(error instanceof RuntimeError, true);
    assertEquals(
      error.message,
      "Cannot wait for the next edge: another task does; give it edges() of its own",
    );
  });
});

Deno.test("Pin.close() ends the waits of its own Pin only", async () => {
  const board = newBoard();
  const one = new Pin(5, Pin.IN);
  const two = new Pin(5);
  const log: string[] = [];
  await run(async () => {
    const waiter = create_task(async () => {
      try {
        await one.edge();
      } catch (error) {
        log.push((error as OSError).code);
      }
    });
    const other = create_task(async () => {
      log.push(`level ${(await two.edge()).level}`);
    });
    await sleep_ms(0);
    one.close();
    await sleep_ms(0);
    board.drive(5, 1);
    await gather(waiter, other);
  });
  assertEquals(log, ["EBADF", "level 1"]);
});

Deno.test("Pin.irq() and edges() refuse an output, and what is watched cannot become one", () => {
  newBoard();
  using out = new Pin(5, Pin.OUT);
  const message = "Cannot watch GPIO5: it is an output; init(Pin.IN) makes it an input";
  assertThrows(() => out.irq(() => {}), RuntimeError, message);
  assertThrows(() => out.edges(), RuntimeError, message);
  using pin = new Pin(6);
  pin.irq(() => {});
  const refusal = "Cannot make GPIO6 an output: a task waits for its edges, or it has an irq";
  assertThrows(() => pin.init(Pin.OUT), RuntimeError, refusal);
  pin.irq(null);
  pin.init(Pin.OUT);
  assertEquals(pin.mode(), Pin.OUT);
});

Deno.test("Pin.irq(), edge() and edges() name wrong triggers and handlers", () => {
  newBoard();
  const pin = new Pin(5, Pin.IN);
  for (const trigger of [0, 1, 16, NaN]) {
    const message = `Cannot watch GPIO5 for ${trigger}: a trigger is Pin.IRQ_FALLING`;
    assertThrows(() => pin.irq(() => {}, trigger), RangeError, message);
    assertThrows(() => pin.edge(trigger), RangeError, message);
    assertThrows(() => pin.edges(trigger), RangeError, message);
  }
  // @ts-expect-error: no function
  assertThrows(() => pin.irq(5), TypeError, "the handler is a function or null, not 5");
});

Deno.test("Pin with debounce_ms lets a level count once it has lasted", async () => {
  using _clock = new VirtualClock();
  const board = newBoard();
  const button = new Pin(5, Pin.IN, Pin.PULL_UP, { debounce_ms: 10 });
  const heard: string[] = [];
  await run(async () => {
    const start = board.history(5)[0]![0];
    let time = 0;
    button.irq((_, { level, sequence }) => heard.push(`${time} ${level} ${sequence}`));
    const changes: [number, 0 | null][] = [
      [20, 0],
      [22, null],
      [25, 0], // it is pressed, and bounces
      [60, null],
      [61, 0],
      [69, null], // it is released
      [100, 0],
      [105, null], // a disturbance
    ];
    for (const [at, level] of changes) {
      await sleep_ms(at - time);
      time = at;
      board.drive(5, level);
    }
    await sleep_ms(50);
    assertEquals(start, 0);
  });
  // `time` is that of the change before.
  assertEquals(heard, ["25 0 1", "69 1 2"]);
  assertEquals(board.history(5).length, 9);
});

Deno.test("Pin.irq(): handlers are called in the next run() for what comes between two", async () => {
  const board = newBoard();
  const pin = new Pin(5, Pin.IN);
  const heard: number[] = [];
  pin.irq((_, { level }) => heard.push(level));
  await run(sleep_ms(1));
  board.drive(5, 1);
  assertEquals(heard, []);
  await run(sleep_ms(1));
  assertEquals(heard, [1]);
});

Deno.test("Pin.edge() of a debounced Pin hears every press, in a loop with pauses", async () => {
  using _clock = new VirtualClock();
  const board = newBoard();
  board.drive(5, 1);
  const button = new Pin(5, Pin.IN, { debounce_ms: 10 });
  let heard = 0;
  await run(async () => {
    create_task(async () => {
      while (true) {
        await button.edge(Pin.IRQ_FALLING);
        heard++;
        await sleep_ms(300);
      }
    });
    for (let i = 0; i < 6; i++) {
      board.drive(5, 0);
      await sleep_ms(100);
      board.drive(5, 1);
      await sleep_ms(500);
    }
  });
  assertEquals(heard, 6);
});

Deno.test("Pin.value() of a debounced Pin is the level that counts, also while no loop runs", async () => {
  using _clock = new VirtualClock();
  const board = newBoard();
  const pin = new Pin(5, Pin.IN, { debounce_ms: 60 });
  await run(async () => {
    board.drive(5, 1);
    await sleep_ms(59);
    assertEquals(pin.value(), 0);
    await sleep_ms(1);
    assertEquals(pin.value(), 1);
    board.drive(5, 0);
    board.drive(5, 1);
    await sleep_ms(100);
    assertEquals(pin.value(), 1);
  });
});

Deno.test("Pin.init(): another debounce_ms during a press neither loses nor doubles it", async () => {
  for (const [first, second, after] of [[10, 30, 20], [30, 10, 8], [30, 10, 0]] as const) {
    using _clock = new VirtualClock();
    const board = newBoard();
    const pin = new Pin(5, Pin.IN, { debounce_ms: first });
    const edges: [number, number][] = [];
    await run(async () => {
      const begin = ticks_ms();
      pin.irq((_, { level, ticks_ms }) => edges.push([level, ticks_diff(ticks_ms, begin)]));
      board.drive(5, 1);
      await sleep_ms(5);
      pin.init({ debounce_ms: second });
      assertEquals(pin.value(), 0);
      await sleep_ms(after);
      assertEquals(edges.length, second - 5 <= after ? 1 : 0);
      await sleep_ms(50);
      board.drive(5, 0);
      await sleep_ms(50);
    });
    assertEquals(edges, [[1, second], [0, 5 + after + 50 + second]]);
    pin.close();
  }
});

Deno.test("Pin.irq(): edges of several pins come in the order of their times", async () => {
  const board = newBoard();
  let steps = 0;
  const a = new Pin(5, Pin.IN);
  const b = new Pin(6, Pin.IN);
  let [levelA, levelB] = [0, 0];
  a.irq((_, { level }) => {
    levelA = level;
    steps += levelA === levelB ? -1 : 1;
  });
  b.irq((_, { level }) => {
    levelB = level;
    steps += levelA === levelB ? 1 : -1;
  });
  await run(async () => {
    for (let i = 0; i < 200; i++) {
      board.drive(i % 2 === 0 ? 5 : 6, (Math.floor(i / 2) % 2 === 0) ? 1 : 0);
      if (i % 50 === 49) await sleep_ms(0);
    }
    await sleep_ms(1);
  });
  assertEquals(steps, 200);
});

Deno.test("Pin.edges() of several pins: tasks get the edges in the order of their times", async () => {
  for (let seed = 1; seed <= 20; seed++) {
    using _clock = new VirtualClock();
    const board = newBoard();
    const ids = [5, 6, 7, 8];
    const levels = new Map(ids.map((id) => [id, 0 as 0 | 1]));
    const wanted: string[] = [];
    const got: string[] = [];
    let random = seed;
    const next = (most: number) => (random = random * 16807 % 2147483647) % most;
    const toggle = () => {
      const id = ids[next(ids.length)]!;
      const level = (1 - levels.get(id)!) as 0 | 1;
      levels.set(id, level);
      board.drive(id, level);
      wanted.push(`${id}=${level}`);
    };
    await run(async () => {
      const tasks = ids.map((id) =>
        create_task(async () => {
          for await (const { level } of new Pin(id, Pin.IN).edges()) {
            got.push(`${id}=${level}`);
            if (next(10) === 0) toggle(); // while the loop is busy
          }
        })
      );
      await sleep_ms(1);
      for (let i = 0; i < 30; i++) {
        for (let edges = next(12); edges > 0; edges--) toggle();
        await sleep_ms(next(3));
      }
      await sleep_ms(100);
      for (const task of tasks) task.cancel();
    });
    assertEquals(got, wanted, `seed ${seed}`);
  }
});

Deno.test("Pin.edges() of several pins: a task that waits for its turn loses nothing when it is cancelled", async () => {
  const board = newBoard();
  const [a, b] = [new Pin(5, Pin.IN).edges(), new Pin(6, Pin.IN).edges()];
  const got: string[] = [];
  await run(async () => {
    const first = create_task(async () => {
      await a.next();
      second.cancel(); // it has an edge, and not yet its turn
      got.push("a");
    });
    const second: Task<void> = create_task(async () => {
      await b.next();
      got.push("never");
    });
    await sleep_ms(1);
    board.drive(5, 1);
    board.drive(6, 1);
    await first;
    await assertRejects(async () => await second, CancelledError);
    got.push(`b=${(await b.next()).value?.level}`);
  });
  assertEquals(got, ["a", "b=1"]);
});

Deno.test("Pin.edges() of several pins: a task that is busy with something else holds up no other", async () => {
  using _clock = new VirtualClock();
  const board = newBoard();
  const got: string[] = [];
  const follow = (id: number, pause: number) => async () => {
    for await (const { level } of new Pin(id, Pin.IN).edges()) {
      got.push(`${id}=${level}`);
      if (pause > 0) await sleep_ms(pause);
    }
  };
  await run(async () => {
    const tasks = [create_task(follow(5, 1000)), create_task(follow(6, 0))];
    await sleep_ms(1);
    for (const level of [1, 0, 1] as const) for (const id of [5, 6]) board.drive(id, level);
    await sleep_ms(1);
    assertEquals(got, ["5=1", "6=1", "6=0", "6=1"]);
    await sleep_ms(3000);
    assertEquals(got.slice(4), ["5=0", "5=1"]);
    for (const task of tasks) task.cancel();
  });
});

Deno.test("Pin.edges() of several pins: a task that wakes for other reasons takes no later edge first", async () => {
  using _clock = new VirtualClock();
  const board = newBoard();
  const got: string[] = [];
  await run(async () => {
    create_task(async () => {
      await sleep_ms(0);
      const edges = new Pin(5, Pin.IN).edges();
      await sleep_ms(10); // it wakes behind main, and before the other task
      got.push(`5=${(await edges.next()).value?.level}`);
    });
    create_task(async () =>
      got.push(`6=${(await new Pin(6, Pin.IN).edges().next()).value?.level}`)
    );
    await sleep_ms(10);
    board.drive(6, 1);
    board.drive(5, 1);
    await sleep_ms(1);
  });
  assertEquals(got, ["6=1", "5=1"]);
});

Deno.test("Pin.edges() of several pins goes on in a new loop", async () => {
  const board = newBoard();
  const pins = [5, 6].map((id) => new Pin(id, Pin.IN));
  for (let round = 0; round < 3; round++) {
    using _clock = new VirtualClock();
    const got: string[] = [];
    const follow = (pin: Pin) => async () => {
      for await (const { level } of pin.edges()) got.push(`${pins.indexOf(pin)}=${level}`);
    };
    await run(async () => {
      for (const pin of pins) create_task(follow(pin));
      await sleep_ms(1);
      for (const level of [1, 0, 1, 0] as const) for (const id of [5, 6]) board.drive(id, level);
      if (round < 2) return; // in the midst of it
      await sleep_ms(1);
    });
    if (round === 2) {
      assertEquals(got.slice(-8), ["0=1", "1=1", "0=0", "1=0", "0=1", "1=1", "0=0", "1=0"]);
    }
  }
});

Deno.test("Pin.irq(): a handler that another one sets, or ends, hears of nothing that was before", async () => {
  const board = newBoard();
  const [first, other, same] = [5, 6, 5].map((id) => new Pin(id, Pin.IN));
  const heard: string[] = [];
  first!.irq(() => {
    heard.push("first");
    same!.close(); // the same line's
    other!.irq(null);
    other!.irq((_, { level }) => heard.push(`new ${level}`));
  }, Pin.IRQ_RISING);
  other!.irq(() => heard.push("old"));
  same!.irq(() => heard.push("closed"));
  await run(async () => {
    board.drive(5, 1);
    board.drive(6, 1);
    await sleep_ms(1);
    assertEquals(heard, ["first"]);
    board.drive(6, 0);
    await sleep_ms(1);
  });
  assertEquals(heard, ["first", "new 0"]);
});

Deno.test("Pin.irq() of a debounced Pin does not hear of a press that was over before", async () => {
  using _clock = new VirtualClock();
  const board = newBoard();
  const pin = new Pin(5, Pin.IN, { debounce_ms: 10 });
  let heard = 0;
  pin.irq(() => {});
  pin.irq(null);
  await run(async () => {
    board.drive(5, 1);
    await sleep_ms(20); // nothing looks at it
    pin.irq(() => heard++);
    await sleep_ms(20);
    assertEquals([heard, pin.value()], [0, 1]);
    board.drive(5, 0);
    await sleep_ms(20);
  });
  assertEquals(heard, 1);
});

Deno.test("Pin.irq() takes its arguments by keyword, and no others", async () => {
  const board = newBoard();
  const pin = new Pin(5, Pin.IN);
  const heard: number[] = [];
  pin.irq({ trigger: Pin.IRQ_FALLING, handler: (_, { level }) => heard.push(level) });
  await run(async () => {
    board.drive(5, 1);
    board.drive(5, 0);
    await sleep_ms(0);
  });
  assertEquals(heard, [0]);
  // @ts-expect-error: no such option
  assertThrows(() => pin.irq({ handler: null, hard: true }), TypeError, 'no option "hard"');
});

Deno.test("Pin.irq() shows what an async handler rejects with, and a coroutine that nothing runs", async () => {
  const board = newBoard();
  const pin = new Pin(5, Pin.IN);
  const shown: string[] = [];
  const before = console.error;
  console.error = (...args) => shown.push(String(args[0]));
  try {
    await run(async () => {
      pin.irq(async () => await sleep_ms(5));
      await sleep_ms(1);
      board.drive(5, 1);
      await sleep_ms(20);
      pin.irq(() => sleep_ms(5) as unknown as void);
      board.drive(5, 0);
      await sleep_ms(20);
    });
  } finally {
    console.error = before;
  }
  assertEquals(shown, [
    "Uncaught exception in the irq handler of GPIO5, which cannot wait; it may create_task():",
    "A coroutine in the irq handler of GPIO5 was not run; create_task() runs it in a task",
  ]);
});
