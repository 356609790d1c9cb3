import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { CancelledError, create_task, get_event_loop, sleep_ms, Task } from "../../mod.ts";
import { Delay_ms } from "../../src/primitives/mod.ts";
import { onBoard } from "./on_board.ts";

Deno.test("Delay_ms calls once it has not been triggered for its duration", async () => {
  await onBoard(async (_board, clock) => {
    const calls: unknown[] = [];
    const delay = new Delay_ms((name: string) => calls.push([name, clock.time]), ["light"], {
      duration: 100,
    });
    assertEquals([delay.running(), calls], [false, []]);
    for (let i = 0; i < 5; i++) {
      delay.trigger();
      await sleep_ms(60);
    }
    assertEquals([delay.running(), calls], [true, []]);
    await sleep_ms(1000);
    assertEquals([delay.running(), calls], [false, [["light", 340]]]);
    delay.trigger();
    await sleep_ms(1000);
    assertEquals(calls.length, 2);
  });
});

Deno.test("Delay_ms.trigger() takes a duration, also a shorter one than is left", async () => {
  await onBoard(async (_board, clock) => {
    const times: number[] = [];
    const delay = new Delay_ms(() => times.push(clock.time));
    delay.trigger(500);
    await sleep_ms(10);
    delay.trigger(20);
    await sleep_ms(100);
    delay.trigger(10);
    delay.trigger(50);
    delay.trigger(30);
    await sleep_ms(100);
    delay.trigger();
    await sleep_ms(2000);
    assertEquals(times, [30, 140, 1210]);
  });
});

Deno.test("Delay_ms.stop() calls it off, and it may be triggered again", async () => {
  await onBoard(async () => {
    let calls = 0;
    using delay = new Delay_ms({ func: () => calls++, duration: 10 });
    delay.trigger();
    delay.stop();
    assertEquals(delay.running(), false);
    await sleep_ms(100);
    assertEquals(calls, 0);
    delay.trigger();
    await sleep_ms(100);
    delay.trigger();
    delay.deinit();
    await sleep_ms(100);
    assertEquals(calls, 1);
  });
});

Deno.test("Delay_ms.wait() waits for the end, which clear() and stop() clear", async () => {
  await onBoard(async (_board, clock) => {
    const delay = new Delay_ms({ duration: 10 });
    delay.trigger();
    await delay.wait();
    await delay.wait(); // it is set still
    assertEquals(clock.time, 10);
    delay.clear();
    delay.trigger();
    await delay.wait();
    assertEquals(clock.time, 20);
    delay.stop();
    create_task(async () => {
      await sleep_ms(5);
      delay.trigger();
    });
    await delay.wait();
    assertEquals(clock.time, 35);
  });
});

Deno.test("Delay_ms.rvalue() is what the function has returned, or its task", async () => {
  await onBoard(async () => {
    const delay = new Delay_ms((a: number, b: number) => a + b, [1, 2], { duration: 10 });
    delay.trigger();
    assertEquals(delay.rvalue(), null);
    await sleep_ms(20);
    assertEquals(delay.rvalue(), 3);
    delay.callback(async () => {
      await sleep_ms(1000);
    });
    delay.trigger();
    assertEquals(delay.rvalue(), null);
    await sleep_ms(20);
    const task = delay.rvalue() as Task;
    assertEquals([task instanceof Task, task.done()], [true, false]);
    task.cancel();
    await assertRejects(async () => await task, CancelledError);
    delay.callback();
    delay.trigger();
    await sleep_ms(20);
    assertEquals(delay.rvalue(), null);
  });
});

Deno.test("Delay_ms: what its function throws is reported, and it works on", async () => {
  await onBoard(async () => {
    const reported: unknown[] = [];
    get_event_loop().set_exception_handler((_loop, { exception }) => reported.push(exception));
    const delay = new Delay_ms(
      () => {
        throw "broken";
      },
      [],
      { duration: 10 },
    );
    for (let i = 0; i < 2; i++) {
      delay.trigger();
      await sleep_ms(50);
    }
    get_event_loop().set_exception_handler(null);
    assertEquals(reported, ["broken", "broken"]);
  });
});

Deno.test("Delay_ms refuses what is no function, no arguments, no time and no option", () => {
  const any = <T>(value: unknown) => value as T;
  assertThrows(
    () => new Delay_ms(any<() => void>("f")),
    TypeError,
    'Cannot delay "f": expected a function or null',
  );
  assertThrows(
    () => new Delay_ms(() => {}, any<[]>("x")),
    TypeError,
    'Cannot call a function with "x": its arguments have to be an array',
  );
  assertThrows(
    () => new Delay_ms({ period: 5 } as object),
    TypeError,
    'Cannot set up a Delay_ms: there is no option "period"',
  );
  assertThrows(
    () => new Delay_ms().trigger(any<number>("1")),
    TypeError,
    'Cannot delay by "1": expected a number of milliseconds',
  );
  for (const ms of [-1, NaN, Infinity]) {
    assertThrows(
      () => new Delay_ms({ duration: ms }),
      RangeError,
      `Cannot delay by ${ms} ms: the time has to be finite, and not below 0`,
    );
  }
});

Deno.test("Delay_ms.toString() tells whether it runs, and console.log shows that", async () => {
  await onBoard(async () => {
    using delay = new Delay_ms({ duration: 100 });
    assertEquals(String(delay), "Delay_ms (not running)");
    delay.trigger();
    await sleep_ms(40);
    assertEquals(Deno.inspect(delay), "Delay_ms (running, 60 ms left)");
  });
});
