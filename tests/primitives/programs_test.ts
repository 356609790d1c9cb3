import { assertEquals } from "@std/assert";
import {
  CancelledError,
  create_task,
  Event,
  gather,
  Lock,
  Queue,
  run,
  sleep_ms,
  type Task,
  TaskGroup,
  TimeoutError,
  wait_for_ms,
} from "../../mod.ts";
import { Pin, set_board, SimulatedBoard } from "../../src/machine/mod.ts";
import { Delay_ms, Pushbutton, WaitAny } from "../../src/primitives/mod.ts";
import { VirtualClock } from "../../src/testing/mod.ts";

// Programs as they are written for MicroPython, ported line by line.

/** Runs a program on a simulated board in virtual time; what it logs, each with its time. */
async function logOf(
  program: (log: (text: string) => void, board: SimulatedBoard) => Promise<unknown>,
): Promise<string[]> {
  using clock = new VirtualClock();
  const board = new SimulatedBoard();
  set_board(board);
  const lines: string[] = [];
  await run(() => program((text) => lines.push(`${clock.time} ${text}`), board));
  return lines;
}

Deno.test("Pushbutton, WaitAny and Delay_ms: a light with a menu of one button", async () => {
  const log = await logOf(async (log, board) => {
    const button = new Pushbutton(new Pin(27, Pin.IN, Pin.PULL_UP), { suppress: true });
    button.release_func(null);
    button.double_func(null);
    button.long_func(null);
    const idle = new Delay_ms(null, [], { duration: 3000 });

    async function menu() {
      idle.trigger();
      while (true) {
        const event = await new WaitAny([button.release, button.double, button.long, idle]).wait();
        if (event === idle) return log("idle");
        if (event === button.release) log("click");
        if (event === button.double) log("double");
        if (event === button.long) log("long");
        event.clear();
        idle.trigger(); // three seconds from now on
      }
    }

    async function press(ms: number, pause: number) {
      board.drive(27, 0);
      await sleep_ms(ms);
      board.drive(27, null);
      await sleep_ms(pause);
    }

    const running = create_task(menu);
    await sleep_ms(100);
    await press(100, 1000);
    await press(100, 100);
    await press(100, 1000);
    await press(1500, 500);
    await running;
  });
  assertEquals(log.map((line) => line.split(" ")[1]), ["click", "double", "long", "idle"]);
});

Deno.test("Queue: producers and a consumer that is cancelled in the middle of its work lose nothing", async () => {
  const log = await logOf(async (log) => {
    const queue = new Queue<number>(2);
    const done: number[] = [];

    async function produce(first: number) {
      for (let i = 0; i < 5; i++) {
        await queue.put(first + i);
        await sleep_ms(10);
      }
    }

    async function consume(name: string) {
      while (true) {
        const item = await queue.get();
        try {
          await sleep_ms(25); // the work
          done.push(item);
          log(`${name} ${item}`);
        } catch (error) {
          if (error instanceof CancelledError) {
            await queue.put(item); // for the next one
            log(`${name} gives ${item} back`);
          }
          throw error;
        } finally {
          queue.task_done();
        }
      }
    }

    const producers = [create_task(() => produce(0)), create_task(() => produce(100))];
    const first = create_task(() => consume("first"));
    await sleep_ms(60);
    first.cancel();
    const second = create_task(() => consume("second"));
    await gather(...producers);
    await queue.join();
    second.cancel();
    log(`done ${done.toSorted((a, b) => a - b)}`);
  });
  assertEquals(log.at(-1)?.split(" ").slice(1).join(" "), "done 0,1,2,3,4,100,101,102,103,104");
  assertEquals(log.filter((line) => line.includes("back")).length, 1);
});

Deno.test("TaskGroup: a child fails, and the others tidy up with awaits, in nested groups", async () => {
  const log = await logOf(async (log) => {
    const lock = new Lock();

    async function motor(name: string, stop_ms: number) {
      try {
        while (true) {
          using _guard = await lock.acquire();
          await sleep_ms(10);
        }
      } finally {
        log(`${name} brakes`);
        await sleep_ms(stop_ms);
        using _guard = await lock.acquire(); // also while it tidies up
        await sleep_ms(5);
        log(`${name} stands`);
      }
    }

    async function watch() {
      await sleep_ms(55);
      throw new Error("too hot");
    }

    try {
      await TaskGroup.run(async (outer) => {
        outer.create_task(() => motor("left", 30));
        await TaskGroup.run((inner) => {
          inner.create_task(() => motor("right", 20));
          inner.create_task(watch);
        });
      });
    } catch (error) {
      log((error as Error).message);
    }
    using _guard = await lock.acquire();
    log("free");
  });
  assertEquals(log, [
    "55 right brakes",
    "80 right stands",
    "80 left brakes",
    "115 left stands",
    "115 too hot",
    "115 free",
  ]);
});

Deno.test("wait_for_ms(), Event: a heater with a watchdog, which is restarted and stopped", async () => {
  const log = await logOf(async (log, board) => {
    const heater = new Pin(17, Pin.OUT, { value: 0 });
    const fed = new Event();
    let task: Task | null = null;

    async function heat() {
      try {
        while (true) {
          heater.on();
          await sleep_ms(700);
          heater.off();
          await sleep_ms(300);
        }
      } finally {
        heater.off();
      }
    }

    async function supervise() {
      while (true) {
        try {
          await wait_for_ms(fed.wait(), 500);
          fed.clear();
          task ??= create_task(heat);
        } catch (error) {
          if (!(error instanceof TimeoutError)) throw error;
          task?.cancel();
          task = null;
          log("starved");
        }
      }
    }

    const supervisor = create_task(supervise);
    for (const pause of [400, 400, 1200, 100]) {
      fed.set();
      await sleep_ms(pause);
    }
    supervisor.cancel();
    task!.cancel();
    await sleep_ms(0);
    for (const [time_ms, level] of board.history(17)) log(`${time_ms} ${level}`);
  });
  assertEquals(log.filter((line) => line.includes("starved")), ["1300 starved", "1800 starved"]);
  assertEquals(log.slice(2).map((line) => line.slice(line.indexOf(" ") + 1)), [
    ...["0 1", "700 0", "1000 1", "1300 0", "2000 1", "2100 0"],
  ]);
});
