import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { runText } from "./run_program.ts";

Deno.test("mod.ts is imported without a permission, and opens nothing", async () => {
  const { code, stderr } = await runText('import * as uasyncio from "./mod.ts"; uasyncio;');
  assertEquals([code, stderr], [0, ""]);
});

Deno.test("run() lets the process end although tasks are left", async () => {
  const { code, stdout } = await runText(`
    import { create_task, Event, run, sleep, sleep_ms } from "./mod.ts";
    await run(async () => {
      create_task(async () => await sleep(3600));
      create_task(async () => await new Event().wait());
      create_task(async () => { while (true) await sleep_ms(0); });
      await sleep_ms(5);
    });
    console.log("end");
  `);
  assertEquals([code, stdout], [0, "end\n"]);
});

Deno.test("run() of a loop that nothing can wake ends the way Deno ends it", async () => {
  const { code, stderr } = await runText(`
    import { Event, run } from "./mod.ts";
    await run(new Event().wait());
  `);
  assertEquals(code, 1);
  assertStringIncludes(stderr, "Top-level await promise never resolved");
});

Deno.test("run(): idle tasks take no CPU time", async () => {
  const { code, stdout, stderr } = await runText(`
    import process from "node:process";
    import { create_task, Event, run, sleep, sleep_ms } from "./mod.ts";
    await run(async () => {
      const event = new Event();
      for (let i = 0; i < 1000; i++) create_task(async () => await event.wait());
      create_task(async () => await sleep(60 * 86_400)); // longer than a timer of Deno
      await sleep_ms(500);
      const before = process.cpuUsage();
      await sleep_ms(1000);
      const { user, system } = process.cpuUsage(before);
      console.log((user + system) / 1000);
    });
  `);
  assertEquals([code, stderr], [0, ""]);
  assert(Number(stdout) < 30, `${stdout} ms of CPU time in 1000 ms`);
});

Deno.test("Task: an unretrieved exception is printed, and does not end the program", async () => {
  const { code, stdout, stderr } = await runText(`
    import { create_task, run, sleep_ms } from "./mod.ts";
    async function failing() {
      throw new Error("nobody heard");
    }
    await run(async () => {
      create_task(failing);
      await sleep_ms(1);
    });
    console.log("end");
  `);
  assertEquals([code, stdout], [0, "end\n"]);
  assertStringIncludes(stderr, "Task exception wasn't retrieved");
  assertStringIncludes(stderr, "Error: nobody heard");
  assertStringIncludes(stderr, "failing");
});

Deno.test("ThreadSafeFlag: a Worker sets a flag that it was posted", async () => {
  const { code, stdout } = await runText(
    `
    import { run, ThreadSafeFlag } from "./mod.ts";
    const worker = new Worker("./tests/programs/flag_worker.ts", { type: "module" });
    const flag = new ThreadSafeFlag();
    worker.postMessage(flag.buffer);
    await run(flag.wait());
    console.log("set");
  `,
    "--allow-read",
  );
  assertEquals([code, stdout], [0, "set\n"]);
});

Deno.test("all_tasks() keeps tasks that nothing can wake any more, and gives back those that are cancelled", async () => {
  const { code, stdout, stderr } = await runText(
    `
    import { all_tasks, create_task, current_task, Event, run, sleep_ms } from "./mod.ts";
    async function collect() {
      for (let i = 0; i < 3; i++) {
        gc();
        await sleep_ms(5);
      }
      return Deno.memoryUsage().heapUsed;
    }
    let cleanups = 0;
    async function forget() {
      try {
        await new Event().wait();
      } finally {
        cleanups++;
      }
    }
    await run(async () => {
      const before = await collect();
      for (let i = 0; i < 10_000; i++) create_task(forget);
      await sleep_ms(1);
      await collect();
      console.log(all_tasks().size);
      for (const task of all_tasks()) if (task !== current_task()) task.cancel();
      await sleep_ms(1);
      console.log(all_tasks().size, cleanups);
      const left = await collect() - before;
      console.log(left < 2e6 ? "given back" : left);
    });
  `,
    "--v8-flags=--expose-gc",
  );
  assertEquals({ code, stdout, stderr }, {
    code: 0,
    stdout: "10001\n1 10000\ngiven back\n",
    stderr: "",
  });
});
