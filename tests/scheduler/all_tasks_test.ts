import { assertEquals } from "@std/assert";
import {
  all_tasks,
  CancelledError,
  create_task,
  current_task,
  Event,
  new_event_loop,
  run,
  sleep_ms,
  type Task,
} from "../../mod.ts";
import { inVirtualTime } from "./in_virtual_time.ts";

Deno.test("all_tasks() has those that have not ended, the calling one among them", async () => {
  await inVirtualTime(async () => {
    const event = new Event();
    const before = all_tasks();
    assertEquals(before.has(current_task()), true);
    const asleep = create_task(sleep_ms(100));
    const waiting = create_task(event.wait());
    const foreign = Promise.withResolvers<void>();
    const away = create_task(() => foreign.promise);
    const ended = create_task(() => {});
    const failed = create_task(() => {
      throw new CancelledError();
    });
    const cancelled = create_task(sleep_ms(100));
    cancelled.cancel();
    await sleep_ms(1);
    const others = (set: Set<Task>) => set.difference(before);
    assertEquals(others(all_tasks()), new Set<Task>([asleep, waiting, away]));
    for (const task of [ended, failed, cancelled]) assertEquals(task.done(), true);
    event.set();
    foreign.resolve();
    await asleep;
    await away;
    assertEquals(others(all_tasks()), new Set());
  });
});

Deno.test("all_tasks() knows each of thousands, in whatever order they end", async () => {
  await inVirtualTime(async () => {
    const others = all_tasks().size;
    const tasks = new Set<Task>();
    for (let i = 0; i < 5000; i++) tasks.add(create_task(sleep_ms(1 + (i * 7919) % 100)));
    for (let ms = 0; ms < 100; ms++) {
      await sleep_ms(1);
      const running = [...tasks].filter((task) => !task.done());
      if (ms % 10 === 0) {
        assertEquals(new Set(running).symmetricDifference(all_tasks()).size, others);
      }
      assertEquals(all_tasks().size, running.length + others);
    }
    assertEquals(all_tasks().size, others);
  });
});

Deno.test("all_tasks() has those that stand still; new_event_loop() forgets them", async () => {
  await inVirtualTime(async () => {});
  const before = all_tasks();
  let task: Task | undefined;
  await run(async () => {
    task = create_task(sleep_ms(60_000));
    await sleep_ms(1);
  });
  assertEquals(all_tasks().difference(before), new Set([task]));
  new_event_loop();
  assertEquals(all_tasks().difference(before), new Set());
  assertEquals(task!.done(), false);
});
