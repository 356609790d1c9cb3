import { assert, assertEquals, assertThrows } from "@std/assert";
import {
  create_task,
  Event,
  get_event_loop,
  run,
  sleep,
  sleep_ms,
  wait_for,
  wait_for_ms,
} from "../../mod.ts";
import { inRealTime, inVirtualTime } from "./in_virtual_time.ts";

Deno.test("sleep() takes seconds, sleep_ms() milliseconds", async () => {
  await inVirtualTime(async (clock) => {
    await sleep(1.5);
    assertEquals(clock.time, 1500);
    await sleep_ms(0.25);
    assertEquals(clock.time, 1500.25);
  });
});

Deno.test("sleep_ms() of a negative time lets the others run, and takes no time", async () => {
  await inVirtualTime(async (clock) => {
    let ran = false;
    create_task(() => ran = true);
    await sleep_ms(-5);
    assert(ran);
    assertEquals(clock.time, 0);
  });
});

Deno.test("sleep() of 60 days takes 60 days", async () => {
  await inVirtualTime(async (clock) => {
    await sleep(60 * 86_400);
    assertEquals(clock.time, 60 * 86_400_000);
  });
});

Deno.test("sleep() of 60 days does not end at once in real time", async () => {
  await inRealTime(async () => {
    const task = create_task(async () => await sleep(60 * 86_400));
    await sleep_ms(20);
    assertEquals(task.done(), false);
  });
});

Deno.test("sleep_ms() is never too short in real time", async () => {
  await run(async () => {
    for (const duration of [0.1, 1, 2, 2.5, 3, 5]) {
      for (let i = 0; i < 20; i++) {
        const start = performance.now();
        await sleep_ms(duration);
        const took = performance.now() - start;
        assert(took >= duration, `${took} ms instead of ${duration}`);
      }
    }
  });
});

Deno.test("sleep_ms() wakes by due time, and in order of falling asleep", async () => {
  const log: string[] = [];
  await inVirtualTime(async () => {
    for (const [name, times] of [["a", [20]], ["b", [10, 10]], ["c", [5]], ["d", [20]]] as const) {
      create_task(async () => {
        for (const time of times) await sleep_ms(time);
        log.push(name);
      });
    }
    await sleep_ms(100);
  });
  assertEquals(log, ["c", "a", "d", "b"]);
});

Deno.test("sleep() and others refuse times that are no finite numbers", () => {
  const wrong: [unknown, typeof TypeError | typeof RangeError, string][] = [
    [NaN, RangeError, "Cannot wait for NaN "],
    [Infinity, RangeError, "to wait without end, await an Event"],
    [-Infinity, RangeError, "the time must be finite"],
    ["5", TypeError, 'Cannot wait for "5": expected a number of '],
    [undefined, TypeError, "Cannot wait for undefined"],
    [null, TypeError, "Cannot wait for null"],
    [5n, TypeError, "Cannot wait for 5"],
  ];
  for (const [time, ErrorClass, message] of wrong) {
    assertThrows(() => sleep(time as number), ErrorClass, message);
    assertThrows(() => sleep_ms(time as number), ErrorClass, message);
    if (time === null) continue; // no limit
    assertThrows(() => wait_for(async () => {}, time as number), ErrorClass, message);
    assertThrows(() => wait_for_ms(async () => {}, time as number), ErrorClass, message);
  }
});

Deno.test("sleep_ms(0) in a tight loop lets the host's timers fire", async () => {
  await inRealTime(async () => {
    let best = 0;
    // On a machine that has other things to do, most rounds say nothing of us.
    for (let round = 0; round < 10 && best < 20; round++) {
      let ticks = 0;
      const interval = setInterval(() => ticks++, 1);
      const end = performance.now() + 100;
      const yieldOn = async () => {
        while (performance.now() < end) await sleep_ms(0);
      };
      const other = create_task(yieldOn);
      await yieldOn();
      await other;
      clearInterval(interval);
      best = Math.max(best, ticks);
    }
    assert(best >= 20, `${best} ticks in 100 ms`);
  });
});

Deno.test("sleep_ms() that became due while a task was busy goes before what was woken later", async () => {
  const log: string[] = [];
  await inRealTime(async () => {
    const event = new Event();
    const waiter = create_task(async () => {
      await event.wait();
      log.push("woken");
    });
    create_task(async () => {
      await sleep_ms(5);
      log.push("slept");
    });
    await sleep_ms(0);
    for (const end = performance.now() + 15; performance.now() < end;); // busy
    event.set();
    await waiter;
  });
  assertEquals(log, ["slept", "woken"]);
});

Deno.test("sleep_ms() that became due while a task was busy goes before that task's exception", async () => {
  const log: string[] = [];
  await inRealTime(async () => {
    get_event_loop().set_exception_handler(() => void log.push("reported"));
    create_task(async () => {
      await sleep_ms(5);
      log.push("slept");
    });
    await sleep_ms(0);
    create_task(() => {
      for (const end = performance.now() + 15; performance.now() < end;); // busy
      throw new RangeError("unretrieved");
    });
    await sleep_ms(30);
    get_event_loop().set_exception_handler(null);
  });
  assertEquals(log, ["slept", "reported"]);
});
