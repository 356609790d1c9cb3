import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import {
  create_task,
  Event,
  sleep_ms,
  ThreadSafeFlag,
  TimeoutError,
  wait_for_ms,
} from "../../mod.ts";
import { Delay_ms, WaitAll, WaitAny } from "../../src/primitives/mod.ts";
import { onBoard } from "./on_board.ts";

/** Sets an event after a time. */
function setAfter(ms: number, event: { set(): void }): void {
  create_task(async () => {
    await sleep_ms(ms);
    event.set();
  });
}

Deno.test("WaitAny.wait() gives the first event that is set", async () => {
  await onBoard(async (_board, clock) => {
    const [a, b, c] = [new Event(), new Event(), new Event()];
    const any = new WaitAny([a, b, c]);
    assertEquals(any.event(), null);
    setAfter(10, b);
    setAfter(20, a);
    assertEquals(await any.wait() === b, true);
    assertEquals([any.event() === b, clock.time], [true, 10]);
    any.clear();
    assertEquals(b.is_set(), false);
    assertEquals(await any.wait() === a, true);
    b.set();
    assertEquals(await any.wait() === a, true, "the first of the list, if several are set");
  });
});

Deno.test("WaitAny leaves a flag set that it does not tell of", async () => {
  await onBoard(async () => {
    const flags = [new ThreadSafeFlag(), new ThreadSafeFlag()];
    const any = new WaitAny(flags);
    for (const flag of flags) flag.set();
    assertEquals(await any.wait() === flags[0], true);
    assertEquals(await any.wait() === flags[1], true);
    await assertRejects(async () => await wait_for_ms(any.wait(), 10), TimeoutError);
    flags[1]!.set();
    await flags[1]!.wait(); // no task waits for it still
  });
});

Deno.test("WaitAny and WaitAll may be nested, with all that has wait()", async () => {
  await onBoard(async (_board, clock) => {
    const [a, b] = [new Event(), new Event()];
    const delay = new Delay_ms({ duration: 50 });
    const both = new WaitAll([a, b]);
    const any = new WaitAny<WaitAll | Delay_ms>([both, delay]);
    delay.trigger();
    setAfter(10, a);
    assertEquals([await any.wait() === delay, clock.time], [true, 50]);
    delay.clear();
    setAfter(10, b);
    assertEquals([await any.wait() === both, clock.time], [true, 60]);
    any.clear();
    assertEquals([a.is_set(), b.is_set()], [false, false]);
  });
});

Deno.test("WaitAll.wait() waits for all of them, in whatever order", async () => {
  await onBoard(async (_board, clock) => {
    const events = [new Event(), new Event(), new Event()];
    setAfter(20, events[0]!);
    setAfter(10, events[1]!);
    setAfter(15, events[2]!);
    const all = new WaitAll(events);
    await all.wait();
    assertEquals(clock.time, 20);
    all.clear();
    assertEquals(events.map((event) => event.is_set()), [false, false, false]);
    await new WaitAll([]).wait();
  });
});

Deno.test("WaitAll.wait() that is given up leaves flags as they were", async () => {
  await onBoard(async () => {
    const flags = [new ThreadSafeFlag(), new ThreadSafeFlag()];
    flags[0]!.set();
    await assertRejects(
      async () => await wait_for_ms(new WaitAll(flags).wait(), 10),
      TimeoutError,
    );
    await flags[0]!.wait();
  });
});

Deno.test("WaitAny.wait() and WaitAll.wait() throw what a wait throws", async () => {
  await onBoard(async () => {
    const broken = {
      async wait() {
        await sleep_ms(1);
        throw new RangeError("broken");
      },
    };
    for (const Class of [WaitAny, WaitAll]) {
      await assertRejects(
        async () => void await new Class([new Event(), broken]).wait(),
        RangeError,
        "broken",
      );
    }
  });
});

Deno.test("WaitAny and WaitAll refuse what is no list of events", () => {
  const any = <T>(value: unknown) => value as T;
  assertThrows(
    () => new WaitAny(any<Event[]>(new Event())),
    TypeError,
    "Cannot wait for any of an Event: expected an array of events",
  );
  assertThrows(
    () => new WaitAll(any<Event[]>([new Event(), 5])),
    TypeError,
    "Cannot wait for all of 5: it has no method wait()",
  );
  assertThrows(
    () => new WaitAny([]),
    RangeError,
    "Cannot wait for any of no events: it would wait forever",
  );
});
